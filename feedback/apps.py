from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"
    label = "feedback"

    def ready(self) -> None:
        from feedback import selectors
        from hub.hours import panels, sources

        panel = panels.Panel("feedback", "feedback/_opening.html", 50, selectors.panel)
        panels.register(panel)
        sources.register_survey(selectors.counts)
