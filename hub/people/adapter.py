from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from hub.foundation.addresses import counted_address, daily_hash


class StaffAccountAdapter(DefaultAccountAdapter):
    """Staff are invited; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """What sign-in counts attempts by: the address's hash of the day, so that no cache key is an address."""
        return daily_hash(f"sign-in:{counted_address(request.META)}")
