from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from hub.people import services

Answer = Callable[[HttpRequest], HttpResponse]
STAFF_AREAS = ("/staff/", "/accounts/", "/admin/")
# Where somebody without a second factor may still go: to get one, or to leave.
OPEN_WITHOUT_SECOND_FACTOR = (
    "/accounts/2fa/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
)


class StaffLanguageMiddleware:
    """Staff pages speak the language of the profile; client pages that of the path."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(STAFF_AREAS) and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)


class SecondFactorMiddleware:
    """Nobody works here on a password alone."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.lacks_second_factor(request):
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)

    def lacks_second_factor(self, request: HttpRequest) -> bool:
        return (
            request.path.startswith(STAFF_AREAS)
            and not request.path.startswith(OPEN_WITHOUT_SECOND_FACTOR)
            and request.user.is_authenticated
            and not services.factor_ok(request.user)
        )


class PresenceMiddleware:
    """Every staff page keeps its reader present, sockets or not."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # First, not last: whoever signs out while this page is being made stays away.
        if request.path.startswith("/staff/") and request.user.is_authenticated:
            services.be_here(user_id=request.user.pk)
        return self.get_response(request)
