"""The made-up clients whose phones lie on the simulator's table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phone:
    slug: str
    name: str
    about: str
    user_id: str
    wa_id: str = ""
    named_worker: str = ""  # e-mail of the worker that the demo names for this client


PHONES = (
    Phone(
        slug="sanna",
        name="Sanna",
        about="Sannan oma työntekijä on Matti.",
        user_id="FI.10000000000000000001",
        wa_id="358401234501",
        named_worker="matti@example.org",
    ),
    Phone(
        slug="joonas",
        name="Joonas",
        about="Joonaksella ei ole omaa työntekijää.",
        user_id="FI.10000000000000000002",
        wa_id="358401234502",
    ),
    Phone(
        slug="kim",
        name="Kim",
        about="Kim ei näytä numeroaan: vain käyttäjätunnus välittyy.",
        user_id="FI.10000000000000000003",
    ),
)
BY_SLUG = {phone.slug: phone for phone in PHONES}


def by_address(address: str) -> Phone | None:
    """`+358…` or a user id; the real service finds the person by either."""
    wanted = address.lstrip("+")
    return next((phone for phone in PHONES if wanted in (phone.wa_id, phone.user_id)), None)
