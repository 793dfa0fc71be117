from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from hub.people import services
from hub.people.models import User

Answer = Callable[[HttpRequest], HttpResponse]
STAFF_AREAS = ("/staff/", "/accounts/", "/admin/")
# Where somebody without a second factor may still go: to get one, or to leave.
OPEN_WITHOUT_SECOND_FACTOR = (
    "/accounts/2fa/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
)


class StaffLanguageMiddleware:
    """Staff pages speak the language of the profile, the sign-in page that of the browser; client pages that of
    the path."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(STAFF_AREAS):
            language = self.language(request)
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)

    def language(self, request: HttpRequest) -> str:
        if request.user.is_authenticated:
            return request.user.language
        wished = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
        known = (code.split("-")[0] for code, _ in wished)
        return next(
            (code for code in known if code in User.Language), settings.LANGUAGE_CODE
        )


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
            services.be_here(user_ids=[request.user.pk])
        return self.get_response(request)
