"""What a client may write of themself: shaped, masked, or a sentence beside the field."""

from dataclasses import replace

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberFormat

from hub.privacy.masking import mask_identifiers
from hub.requests.errors import Unfit
from hub.requests.models import Details

HOME_REGION = "FI"
LONGEST = {"name": 120, "phone": 40, "other": 200, "when_note": 200, "subject": 1000}


def checked(details: Details) -> Details:
    """As it is stored: the number in its international form, identity codes masked. Raises Unfit with every fault."""
    typed = {name: tidy(getattr(details, name)) for name in LONGEST}
    faults: dict[str, object] = {
        name: _("The text is too long (%(most)d characters at most).") % {"most": most}
        for name, most in LONGEST.items()
        if len(typed[name]) > most
    }
    for name, fault in missing(typed).items():
        faults.setdefault(name, fault)
    if faults:
        raise Unfit(faults)
    masked = {name: mask_identifiers(text).text for name, text in typed.items()}
    number = international(typed["phone"]) if typed["phone"] else ""
    return replace(Details(**masked), phone=number)


def tidy(text: str) -> str:
    """Without control characters, which nobody types, and without blanks around."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign == "\n" or is_written(sign)).strip()


def is_written(sign: str) -> bool:
    return sign.isprintable() or sign in "\u200c\u200d\u200e\u200f"


def missing(typed: dict[str, str]) -> dict[str, object]:
    faults: dict[str, object] = {}
    if not typed["name"]:
        faults["name"] = _("Write your name, or what we may call you.")
    if mask_identifiers(typed["phone"]).kinds:
        faults["phone"] = _(
            "That looks like a personal identity code. We do not ask for it: write a phone number."
        )
    elif typed["phone"] and not international(typed["phone"]):
        faults["phone"] = _("Check the phone number. Example: 040 123 4567.")
    if not typed["phone"] and not typed["other"]:
        faults["phone"] = _("Write a phone number, or another way to reach you below.")
    if looks_like_mail(typed["other"]) and not is_mail(typed["other"]):
        faults["other"] = _("Check the e-mail address. Example: name@example.com.")
    return faults


def international(phone: str) -> str:
    """`+358401234567`, or nothing when it is no number that exists."""
    try:
        number = phonenumbers.parse(phone, HOME_REGION)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def looks_like_mail(text: str) -> bool:
    return "@" in text and len(text.split()) == 1


def is_mail(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def holds_code(details: Details) -> bool:
    """Whether something that was typed is masked when it is stored."""
    return any(mask_identifiers(getattr(details, name)).kinds for name in LONGEST)
