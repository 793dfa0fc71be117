"""Themes and municipality: a worker's word in a few keystrokes; the client's own words only suggest."""

import uuid

import pytest
from django.apps import apps
from django.test import Client

from hub.conversations import selectors, services
from hub.conversations.models import Conversation, Theme
from hub.people.models import Municipality, User
from tests.cast import SignIn, begin_with_themes

pytestmark = pytest.mark.usefixtures("themes")


@pytest.fixture(autouse=True)
def places(db: None) -> None:
    for code, name in [("167", "Joensuu"), ("176", "Juuka"), ("607", "Polvijärvi")]:
        Municipality.objects.create(code=code, name_fi=name)


@pytest.fixture
def put(sign_in: SignIn, running: Conversation, matti: User) -> "Put":
    return Put(sign_in(matti), f"/staff/c/{running.public_id}/subjects/set/")


class Put:
    def __init__(self, client: Client, path: str) -> None:
        self.client, self.path = client, path

    def __call__(self, **fields: str) -> int:
        return self.client.post(self.path, fields).status_code


def say(thread: Conversation, text: str) -> None:
    services.post_client_message(
        conversation_id=thread.pk, text=text, client_key=uuid.uuid4()
    )


def suggested(thread: Conversation) -> list[str]:
    found = selectors.subjects_of(thread)
    return [each.name_fi for each in (*found.suggested, *found.suggested_places)]


def test_an_installation_begins_with_the_themes_of_the_trial_in_three_languages() -> None:
    Theme.objects.all().delete()
    begin_with_themes(apps, None)
    themes = list(Theme.objects.current())

    assert [theme.slug for theme in themes[:2]] == [
        "supplementary-support",
        "preventive-support",
    ]
    assert len(themes) == 10
    assert all(theme.name_fi and theme.name_sv and theme.name_en for theme in themes)


def test_an_installation_with_themes_of_its_own_keeps_them_alone() -> None:
    Theme.objects.exclude(slug="food").delete()

    begin_with_themes(apps, None)

    assert [theme.slug for theme in Theme.objects.all()] == ["food"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Miten saan vuokravakuuden?", ["Vuokravakuus"]),
        ("Jag behöver nya GLASÖGON", ["Silmälasit"]),
        ("Asun Polvijärvellä", ["Polvijärvi"]),
        ("Hei", []),
        ("Olen yksinäinen", []),
    ],
)
def test_the_clients_words_suggest(
    running: Conversation, text: str, wanted: list[str]
) -> None:
    say(running, text)

    assert suggested(running) == wanted


def test_a_suggestion_is_stored_by_nobody_but_the_worker(
    put: Put, running: Conversation
) -> None:
    say(running, "Kysyn silmälaseista ja asun Joensuussa")
    put.client.get(f"/staff/c/{running.public_id}/")
    running.refresh_from_db()
    assert (list(running.themes.all()), running.municipality) == ([], None)

    put(theme="Silmälasit")
    put(municipality="Joensuu")

    running.refresh_from_db()
    assert [theme.slug for theme in running.themes.all()] == ["glasses"]
    assert running.municipality
    assert running.municipality.code == "167"
    assert suggested(running) == []


def test_only_what_the_client_says_suggests(running: Conversation, matti: User) -> None:
    services.send_reply(
        conversation=running, by=matti, text="Silmälasit?", client_key=uuid.uuid4()
    )

    assert suggested(running) == []


def test_the_beginning_of_a_name_is_enough_when_it_is_one(
    put: Put, running: Conversation
) -> None:
    assert put(theme="vuokrav") == 302
    assert put(theme="hauta") == 302
    assert put(theme="hauta") == 302

    assert running.themes.count() == 2


@pytest.mark.parametrize("typed", ["vuokra", "", "avaruus"])
def test_a_theme_that_is_not_one_is_refused_with_what_was_typed(
    put: Put, running: Conversation, typed: str
) -> None:
    answer = put.client.post(put.path, {"theme": typed}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert f'value="{typed}" aria-invalid="true"' in answer.content.decode()
    assert not running.themes.exists()


def test_what_was_set_can_be_taken_away(put: Put, running: Conversation) -> None:
    put(theme="Ruoka-apu")
    put(municipality="juu")

    put(remove="food")
    put(municipality="")

    running.refresh_from_db()
    assert (running.themes.count(), running.municipality) == (0, None)


def test_a_retired_theme_is_offered_no_more_and_kept_where_it_was(
    put: Put, running: Conversation
) -> None:
    put(theme="Ruoka-apu")
    Theme.objects.filter(slug="food").update(is_active=False)

    assert put(theme="Ruoka-apu") == 422
    assert [theme.slug for theme in selectors.subjects_of(running).themes] == ["food"]


def test_eero_sets_nothing_of_ours(
    sign_in: SignIn, running: Conversation, eero: User
) -> None:
    client = sign_in(eero)
    path = f"/staff/c/{running.public_id}/subjects/"

    answers = [
        client.get(path, headers={"HX-Request": "true"}),
        client.post(f"{path}set/", {"theme": "Ruoka-apu"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not running.themes.exists()
