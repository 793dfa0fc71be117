from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.people.models import User
from hub.people.selectors import public_name
from hub.privacy.sealing import seal_text, unseal_text

SECOND_FACTOR = "second-factor"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of a second factor lie sealed; a passkey is called by names that a worker understands."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That was not accepted. Try again.")
    }

    def encrypt(self, text: str) -> str:
        return seal_text(text, purpose=SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_text(encrypted_text, purpose=SECOND_FACTOR)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey belongs to the domain in the address bar; its name is only shown."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.ORGANISATION_NAME}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": public_name(user)}

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 - the library's word
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}
