from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "hub.privacy"
    label = "privacy"

    def ready(self) -> None:
        from hub.privacy import checks  # noqa: F401 - registers the deployment checks
        from hub.privacy.adapter import SECOND_FACTOR
        from hub.privacy.sources import register_sealed

        register_sealed(
            model="mfa.Authenticator",
            field="data",
            purpose=SECOND_FACTOR,
            inside=("secret", "seed"),
        )
