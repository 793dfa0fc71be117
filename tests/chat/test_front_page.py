"""What the front page says of the chat's hours and of the other ways."""

import re
from typing import Any

import pytest
from django.test import Client

from hub.people import presence
from hub.people.models import User


@pytest.mark.parametrize(("number", "links"), [("+358 50 000 0000", 1), ("", 0)])
def test_the_number_opens_whatsapp_and_says_so(
    client: Client, db: None, settings: Any, number: str, links: int
) -> None:
    settings.ORGANISATION_WHATSAPP = number

    page = client.get("/").content.decode()

    assert page.count('href="https://wa.me/358500000000"') == links
    assert page.count("Numero avaa WhatsAppin.") == links


@pytest.mark.parametrize(
    ("absent", "words"), [(0, "The chat is open now and closes"), (1, "This opening ends")]
)
def test_the_hour_of_closing_reads_well_in_english(
    client: Client, pair: list[User], absent: int, words: str
) -> None:
    for worker in pair[:absent]:
        presence.forget(worker.pk)

    page = client.get("/en/").content.decode()

    assert re.search(rf"{words} (at \d|[A-Z][a-z]{{2}} \d)", page)
