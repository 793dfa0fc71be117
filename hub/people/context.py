"""What every template may use."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from hub.people import services

HTML_LANG = {"selko": "fi"}


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    unit: str
    phone: str
    emergency_phone: str
    email: str
    privacy_email: str
    url: str
    logo: str
    colour: str
    whatsapp: str
    business_id: str


def organisation(_: HttpRequest) -> dict[str, Any]:
    return {
        "organisation": Organisation(
            name=settings.ORGANISATION_NAME,
            unit=settings.ORGANISATION_UNIT_IN.get(get_language() or "")
            or settings.ORGANISATION_UNIT,
            phone=settings.ORGANISATION_PHONE,
            emergency_phone=settings.ORGANISATION_EMERGENCY_PHONE,
            email=settings.ORGANISATION_EMAIL,
            privacy_email=settings.ORGANISATION_PRIVACY_EMAIL,
            url=settings.ORGANISATION_URL,
            logo=settings.ORGANISATION_LOGO,
            colour=settings.ORGANISATION_COLOUR,
            whatsapp=settings.ORGANISATION_WHATSAPP,
            business_id=settings.ORGANISATION_BUSINESS_ID,
        ),
        "exit_url": settings.EXIT_URL,
        "demo": settings.HUB_DEMO,
        "mail_is_set": not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend"),
    }


def account(request: HttpRequest) -> dict[str, Any]:
    """For the pages about signing in: where work goes on, and whether a second factor is still missing."""

    def missing() -> bool:
        return not services.factor_ok(request.user)  # type: ignore[arg-type]

    return {
        "home_url": resolve_url(settings.LOGIN_REDIRECT_URL),
        "second_factor_missing": SimpleLazyObject(missing),
    }


def languages(request: HttpRequest) -> dict[str, Any]:
    """`translated_path`: where a view has another page than itself to offer in the other languages."""
    active = get_language() or settings.LANGUAGE_CODE
    path = getattr(request, "translated_path", request.path)
    return {
        "html_lang": HTML_LANG.get(active, active),
        "language": active,
        "language_links": [
            (code, label, translate_url(path, code), HTML_LANG.get(code, code))
            for code, label in settings.LANGUAGES
        ],
        "about_languages": settings.ABOUT_LANGUAGES,
    }
