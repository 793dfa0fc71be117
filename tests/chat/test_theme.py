"""What a visitor says it is about, before they begin."""

from typing import Any

import pytest
from django.test import Client

from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Theme
from hub.people.models import User
from tests.cast import SignIn

pytestmark = pytest.mark.usefixtures("themes")


def start(client: Client, theme: str) -> Any:
    return client.post("/chat/start/", {"theme": theme})


def test_the_start_form_asks_three_things_at_most_and_none_of_them_is_required(
    client: Client, pair: list[User]
) -> None:
    page = client.get("/chat/").content.decode()

    form = page[page.index("data-start") : page.index("</form>", page.index("data-start"))]
    assert form.count("<select") + form.count('type="checkbox"') == 3
    assert "required" not in form
    assert "Vuokravakuus" in form


@pytest.mark.parametrize(
    ("path", "name"), [("/sv/chat/", "Hyresgaranti"), ("/en/chat/", "Rent deposit")]
)
def test_themes_are_named_in_the_language_of_the_page(
    client: Client, pair: list[User], path: str, name: str
) -> None:
    assert name in client.get(path).content.decode()


def test_a_chosen_theme_is_the_conversations_and_marked_as_the_clients_choice(
    client: Client, pair: list[User], sign_in: SignIn
) -> None:
    start(client, "rent-deposit")

    conversation = Conversation.objects.get()
    page = sign_in(pair[0]).get(f"/staff/c/{conversation.public_id}/").content.decode()
    assert [theme.slug for theme in conversation.themes.all()] == ["rent-deposit"]
    assert page.count("asiakkaan valinta") == 1


def test_a_worker_may_change_it_and_what_a_worker_chose_is_not_the_clients(
    client: Client, pair: list[User], sign_in: SignIn
) -> None:
    start(client, "rent-deposit")
    conversation = Conversation.objects.get()

    conversations.remove_theme(conversation=conversation, slug="rent-deposit")
    conversations.add_theme(conversation=conversation, name="Silmälasit")

    page = sign_in(pair[0]).get(f"/staff/c/{conversation.public_id}/").content.decode()
    assert [theme.slug for theme in conversation.themes.all()] == ["glasses"]
    assert "asiakkaan valinta" not in page


@pytest.mark.parametrize("theme", ["", "unknown", "x" * 500, "\x00", "' OR 1=1"])
def test_a_theme_that_is_not_on_the_list_says_nothing(
    client: Client, pair: list[User], theme: str
) -> None:
    answer = start(client, theme)

    assert answer.status_code == 200
    assert not Conversation.objects.get().themes.exists()


def test_a_retired_theme_is_neither_offered_nor_taken(
    client: Client, pair: list[User]
) -> None:
    Theme.objects.filter(slug="glasses").update(is_active=False)

    assert "Silmälasit" not in client.get("/chat/").content.decode()
    start(client, "glasses")
    assert not Conversation.objects.get().themes.exists()
