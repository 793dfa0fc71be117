from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hub.people.models import User


class StaffAccountAdapter(DefaultAccountAdapter):
    """Staff are invited; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """Who has a second factor confirms with it: the password alone would let a stranger remove it."""
        ways: list[dict[str, str]] = super().get_reauthentication_methods(user)
        strong = [way for way in ways if way["id"] != "reauthenticate"]
        return sorted(strong, key=lambda way: way["id"], reverse=True) or ways

    def get_client_ip(self, request: HttpRequest) -> str:
        """What sign-in counts attempts by: the address's hash of the day, so that no cache key is an address."""
        address = ip_address(super().get_client_ip(request))
        if isinstance(address, IPv6Address):  # one subscriber has a whole /64
            address = ip_network((address, 64), strict=False).network_address
        return salted_hmac(f"sign-in {timezone.localdate()}", str(address)).hexdigest()[:32]
