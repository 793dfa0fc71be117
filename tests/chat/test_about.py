"""The notices for those who read none of the languages that the chat is answered in."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils.html import strip_tags

from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import Unit, User

LANGUAGES = [code for code, _ in settings.ABOUT_LANGUAGES]
SCRIPT = {"ru": r"[а-яё]", "uk": r"[а-яіїєґ]", "ar": r"[\u0600-\u06ff]"}
# 2 December 2026, 13-15 here.
STARTS, ENDS = (datetime(2026, 12, 2, hour, tzinfo=UTC) for hour in (11, 13))


def words_of(client: Client, language: str) -> str:
    answer = client.get(f"/{language}/chat/")
    assert answer.status_code == 200
    return " ".join(strip_tags(answer.content.decode()).split())


@pytest.fixture
def wednesday(unit: Unit) -> Opening:
    return Opening.objects.create(
        unit=unit, starts_at=STARTS, ends_at=ENDS, last_entry_at=ENDS
    )


@pytest.mark.parametrize(
    ("language", "when"),
    [
        ("ru", "Среда 2 декабря 13:00–15:00"),
        ("uk", "Середа 2 грудня 13:00–15:00"),
        ("ar", "الأربعاء 2 ديسمبر 13:00–15:00"),
    ],
)
def test_a_notice_tells_in_its_language_when_the_chat_opens_next(
    client: Client, wednesday: Opening, language: str, when: str
) -> None:
    with time_machine.travel("2026-11-24 12:00Z", tick=False):
        assert when in words_of(client, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_says_its_language_and_direction_and_leads_to_the_chat(
    client: Client, db: None, language: str
) -> None:
    page = client.get(f"/{language}/chat/").content.decode()

    assert f'<html lang="{language}"' in page
    assert ('dir="rtl"' in page.split(">")[1]) == (language == "ar")
    assert page.count('aria-current="page"') == 1
    for path in ("/chat/", "/sv/chat/", "/en/chat/", "/selko/chat/", "/en/privacy/"):
        assert f'href="{path}"' in page
    assert not client.get(f"/{language}/chat/").cookies


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_has_every_text_in_its_own_script(
    client: Client, db: None, language: str
) -> None:
    page = client.get(f"/{language}/chat/").content.decode()

    main = page.split("<main")[1].split("</main>")[0]
    texts = re.findall(r"<(h1|h2|p|li)\b[^>]*>(.*?)</\1>", main, re.DOTALL)
    assert len(texts) >= 15
    for _, text in texts:
        assert re.search(SCRIPT[language], strip_tags(text), re.IGNORECASE), text
    assert str(settings.CHAT_RETENTION_HOURS) in main
    assert settings.ORGANISATION_PHONE.split()[0] in main


def test_a_notice_tells_the_state_of_the_door(client: Client, pair: list[User]) -> None:
    assert "Чат сейчас открыт" in words_of(client, "ru")

    presence.forget(pair[0].pk)

    assert "не может принять новых" in words_of(client, "ru")


@pytest.mark.parametrize("path", ["/", "/chat/", "/selko/chat/", "/privacy/"])
def test_client_pages_lead_to_the_notices(client: Client, db: None, path: str) -> None:
    page = client.get(path).content.decode()

    for language in LANGUAGES:
        assert f'href="/{language}/chat/" lang="{language}"' in page


def test_no_other_page_exists_in_these_languages(client: Client, db: None) -> None:
    assert client.get("/ru/").status_code == 404
    assert client.post("/ru/chat/").status_code == 405
