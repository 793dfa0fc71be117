"""The list of themes on its keeper's page."""

from typing import Any

import pytest
from django.utils import translation

from hub.conversations import selectors, services
from hub.conversations.models import Conversation, Theme
from hub.people.models import User
from hub.privacy.models import AccessEntry
from tests.cast import SignIn

pytestmark = pytest.mark.usefixtures("themes")

NEW = {
    "name_fi": "Muuttokulut",
    "name_sv": "Flyttkostnader",
    "name_en": "Moving costs",
    "name_selko": "Rahaa muuttoon",
    "keywords": "muutto MUUTTA  flytt muutto",
    "position": "3",
    "is_active": "on",
}


def test_an_administrator_adds_a_theme_that_workers_then_choose(
    sign_in: SignIn, aino: User, running: Conversation
) -> None:
    answer = sign_in(aino).post("/admin/themes/new/", NEW)

    theme = Theme.objects.get(slug="muuttokulut")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/themes/")
    assert theme.keywords == "muutto muutta flytt"
    services.add_theme(conversation=running, name="muutto")
    assert list(running.themes.all()) == [theme]
    assert AccessEntry.objects.get(action="theme_add").actor_id == aino.pk


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("fi", "Muuttokulut"),
        ("sv", "Flyttkostnader"),
        ("en", "Moving costs"),
        ("selko", "Rahaa muuttoon"),
    ],
)
def test_a_theme_has_a_name_in_every_language(
    sign_in: SignIn, aino: User, language: str, name: str
) -> None:
    sign_in(aino).post("/admin/themes/new/", NEW)

    with translation.override(language):
        assert Theme.objects.get(slug="muuttokulut").name == name
    theme = Theme(name_fi="Vain suomeksi")
    with translation.override(language):
        assert theme.name == "Vain suomeksi"


def test_a_changed_theme_keeps_its_conversations(
    sign_in: SignIn, aino: User, running: Conversation
) -> None:
    theme = Theme.objects.get(slug="rent")
    running.themes.add(theme)

    sign_in(aino).post("/admin/themes/rent/", NEW | {"name_fi": "Vuokra ja asuminen"})

    assert [each.name_fi for each in running.themes.all()] == ["Vuokra ja asuminen"]
    assert Theme.objects.get(pk=theme.pk).slug == "rent"


def test_a_theme_out_of_use_is_no_longer_offered_and_stays_where_it_was(
    sign_in: SignIn, aino: User, running: Conversation
) -> None:
    theme = Theme.objects.get(slug="rent")
    running.themes.add(theme)
    fields = {"name_fi": theme.name_fi, "position": "5"}

    page = sign_in(aino).post("/admin/themes/rent/", fields, follow=True)

    assert "Ei käytössä" in page.content.decode()
    assert not selectors.themes_named("Vuokranmaksu")
    assert list(running.themes.all()) == [theme]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name_fi": ""}, "Tämä kenttä vaaditaan"),
        ({"name_fi": "vuokravakuus"}, "Toisella teemalla on jo tämä nimi"),
        ({"name_sv": "HYRESGARANTI"}, "Toisella teemalla on jo tämä nimi"),
        ({"position": "0"}, "vähintään 1"),
        ({"position": "moni"}, "kokonaisluku"),
        ({"name_fi": "x" * 81}, "enintään 80"),
    ],
)
@pytest.mark.parametrize("path", ["/admin/themes/new/", "/admin/themes/rent/"])
def test_what_cannot_be_kept_is_given_back_with_the_reason(
    sign_in: SignIn, aino: User, fields: dict[str, Any], words: str, path: str
) -> None:
    before = list(Theme.objects.values().order_by("id"))

    answer = sign_in(aino).post(path, NEW | fields)

    body = answer.content.decode()
    assert (answer.status_code, words in body, "Rahaa muuttoon" in body) == (
        422,
        True,
        True,
    )
    assert list(Theme.objects.values().order_by("id")) == before


def test_two_themes_of_like_names_have_addresses_of_their_own(
    sign_in: SignIn, aino: User
) -> None:
    client = sign_in(aino)
    for name in ("Häätö", "Haato", "Новая", "new"):
        client.post("/admin/themes/new/", {"name_fi": name, "position": "1"})

    found = Theme.objects.filter(position=1).exclude(slug="supplementary-support")
    assert set(found.values_list("slug", flat=True)) == {
        "haato",
        "haato-2",
        "theme",
        "new-2",
    }


def test_only_administrators_keep_the_list(
    sign_in: SignIn, maija: User, leena: User, otto: User
) -> None:
    for user in (maija, leena, otto):
        assert sign_in(user).post("/admin/themes/new/", NEW).status_code == 403
    assert not Theme.objects.filter(slug="muuttokulut").exists()
