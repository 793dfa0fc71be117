"""An organisation's own look must not cost anybody the text: told at start, not by a client."""

import re
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Error, Tags, register

HEX = re.compile(r"#[0-9a-fA-F]{6}")
ENOUGH = 4.5
WHITE = 1.0


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_with_white(colour: str) -> float:
    return (WHITE + 0.05) / (luminance(colour) + 0.05)


@register()
def colour_is_legible(**_: Any) -> list[CheckMessage]:
    colour = settings.ORGANISATION_COLOUR
    if not colour:
        return []
    if not HEX.fullmatch(colour):
        return [Error("ORGANISATION_COLOUR must be written as #rrggbb", id="hub.E020")]
    contrast = contrast_with_white(colour)
    if contrast < ENOUGH:
        text = f"ORGANISATION_COLOUR has contrast {contrast:.1f} with white; {ENOUGH} is needed"
        return [Error(text, id="hub.E021")]
    return []


@register(Tags.security, deploy=True)
def mail_goes_out(**_: Any) -> list[CheckMessage]:
    if settings.EMAIL_BACKEND.endswith((".dummy.EmailBackend", ".console.EmailBackend")):
        hint = "Set EMAIL_URL, for example smtp+tls://user:password@mail.example.org:587"
        text = "Mail goes nowhere: nobody could set a new password"
        return [Error(text, hint=hint, id="hub.E023")]
    if not any("*" not in origin for origin in settings.CSRF_TRUSTED_ORIGINS):
        hint = "Set CSRF_TRUSTED_ORIGINS, for example https://hub.example.org"
        text = "Links in mail would lead nowhere: the hub does not know its own address"
        return [Error(text, hint=hint, id="hub.E024")]
    return []


@register()
def logo_is_there(**_: Any) -> list[CheckMessage]:
    logo = settings.ORGANISATION_LOGO
    if not logo or finders.find(logo):
        return []
    return [Error("ORGANISATION_LOGO must be a path under static/", id="hub.E022")]
