import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.foundation.addresses import counted_address, daily_hash
from hub.people import services
from hub.people.models import User


class StaffAccountAdapter(DefaultAccountAdapter):
    """Staff are invited; nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is wrong."),
        "enter_current_password": _("This is not your password now."),
        "incorrect_password": _("The password is wrong."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again."),
        "rate_limited": _("Too many attempts. Wait five minutes and try again."),
    }

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """Who has a second factor confirms with it: the password alone would let a stranger remove it."""
        ways: list[dict[str, str]] = super().get_reauthentication_methods(user)
        strong = [way for way in ways if way["id"] != "reauthenticate"]
        return sorted(strong, key=lambda way: way["id"], reverse=True) or ways

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in a moment ago was a confirmation, with the second factor for whoever had one."""
        signed_in = get_authentication_records(self.request, self.request.user)
        if signed_in:
            age = time.time() - signed_in[-1]["at"]
            if age < app_settings.REAUTHENTICATION_TIMEOUT:
                return False
        asked: bool = super().is_reauthentication_required(app=app, **kwargs)
        return asked

    def get_client_ip(self, request: HttpRequest) -> str:
        """What sign-in counts attempts by: the address's hash of the day, so that no cache key is an address."""
        return daily_hash(counted_address(request.META), purpose="sign-in")

    def _get_login_attempts_cache_key(
        self, request: HttpRequest, **credentials: Any
    ) -> str:
        """Wrong passwords count for the account at this address: a stranger elsewhere shuts nobody out of theirs."""
        account: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{account}:{self.get_client_ip(request)}"

    def set_password(self, user: User, password: str) -> None:
        """Whoever has just set a password may use it at once, however often the forgotten one was tried."""
        super().set_password(user, password)
        self._delete_login_attempts_cached_email(self.request, email=user.email)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who has no console goes where their own possibilities are told."""
        if not getattr(request.user, "answers_clients", False):
            return reverse("staff_home")
        return str(super().get_login_redirect_url(request))

    def logout(self, request: HttpRequest) -> None:
        """Away at once, not when the grace time has run out.

        After the session has ended: their own open pages hear of it, and would bring them back.
        """
        user_id = request.user.pk
        super().logout(request)
        if user_id:
            services.sign_off(user_id=user_id)
