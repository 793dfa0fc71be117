from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "hub.guidance"
    label = "guidance"

    def ready(self) -> None:
        from hub.conversations import panels
        from hub.guidance import selectors

        panels.register_aid(
            panels.Aid(
                "answer", "guidance/_aid.html", "guidance/answers.js", selectors.draft
            )
        )
