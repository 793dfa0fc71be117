from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "hub.people"
    label = "people"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from hub.people import receivers

        user_logged_out.connect(receivers.signed_out, dispatch_uid="people-sign-out")
