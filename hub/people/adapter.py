import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from hub.foundation.addresses import counted_address, daily_hash
from hub.people.models import User

logger = logging.getLogger(__name__)


class StaffAccountAdapter(DefaultAccountAdapter):
    """Staff are invited; nobody signs up."""

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """Who has a second factor confirms with it: the password alone would let a stranger remove it."""
        ways: list[dict[str, str]] = super().get_reauthentication_methods(user)
        strong = [way for way in ways if way["id"] != "reauthenticate"]
        return sorted(strong, key=lambda way: way["id"], reverse=True) or ways

    def get_client_ip(self, request: HttpRequest) -> str:
        """What sign-in counts attempts by: the address's hash of the day, so that no cache key is an address."""
        return daily_hash(f"sign-in:{counted_address(request.META)}")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under our own name: which of the allowed hosts and ports a request names is the asker's choice."""
        link: str = super().get_reset_password_from_key_url(key)
        own = [origin for origin in settings.CSRF_TRUSTED_ORIGINS if "*" not in origin]
        return f"{own[0]}{urlsplit(link).path}" if own else link

    def send_password_reset_mail(
        self, user: User, email: str, context: dict[str, Any]
    ) -> None:
        with translation.override(user.language):
            super().send_password_reset_mail(user, email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A deaf mail server is the keepers' trouble: the page must not tell who has an account."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            logger.exception("A mail did not go out")
