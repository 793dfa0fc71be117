"""Who may enter where: every route says it, and the answer is what it says."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from chat.routing import practice_urlpatterns as practice_sockets
from chat.routing import websocket_urlpatterns as visitor_sockets
from hub.conversations.models import Conversation
from hub.conversations.routing import websocket_urlpatterns as staff_sockets
from hub.foundation.audience import OUTSIDE, ROLES, Audience, allowed, audience
from hub.foundation.middleware import library_audience
from hub.people.models import User
from tests.cast import SignIn
from whatsapp_bridge import intake


def walk(patterns: list[Any], space: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name or pattern.pattern}", pattern.callback


ROUTES = dict(walk(get_resolver().url_patterns))
SOCKETS = {
    str(route.pattern): route.callback
    for route in visitor_sockets + staff_sockets + practice_sockets
}
STAFF_PAGES = [
    "/staff/inbox/",
    "/staff/duty/",
    "/staff/roster/",
    "/staff/notices/",
    "/staff/duty/openings/",
    "/staff/practice/",
    "/staff/practice/feedback/",
    "/staff/feedback/",
    "/staff/figures/",
    "/staff/figures/csv/",
    "/staff/figures/xlsx/",
    "/staff/exports/",
    "/staff/answers/",
    "/staff/answers/search/",
    "/staff/answers/new/",
    "/staff/requests/",
    "/admin/openings/",
    "/admin/openings/rules/new/",
    "/admin/openings/exceptions/new/",
    "/admin/themes/",
    "/admin/themes/new/",
    "/admin/emergency/",
    "/staff/calls/",
    "/admin/attachments/",
]
PEOPLE = ["maija", "leena", "aino", "otto"]


def declared(name: str) -> frozenset[Audience]:
    found: frozenset[Audience] = getattr(ROUTES[name], "audience", frozenset())
    return found or library_audience(name)


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_every_route_says_whom_it_is_for(name: str) -> None:
    assert declared(name), f"{name} declares no audience"


@pytest.mark.parametrize("path", sorted(SOCKETS))
def test_every_socket_says_whom_it_is_for(path: str) -> None:
    consumer: Any = SOCKETS[path]
    assert consumer.consumer_class.audience, f"{path} declares no audience"


def test_the_intake_before_django_says_whom_it_is_for() -> None:
    assert intake.application.audience == {Audience.PROVIDER}  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_no_route_is_for_outsiders_and_for_a_role_at_once(name: str) -> None:
    who = declared(name)

    assert not (who & OUTSIDE and who & (ROLES | {Audience.STAFF}))


@pytest.mark.parametrize("role", [None, *sorted(ROLES)])
def test_a_view_without_a_declaration_is_for_nobody(role: str | None) -> None:
    assert not allowed(frozenset(), role=role)


def test_a_role_does_not_inherit_another(rf: Any) -> None:
    @audience(Audience.AUDITOR)
    def log(request: Any) -> None: ...

    found = {role for role in ROLES if allowed(log.audience, role=role)}  # type: ignore[attr-defined]

    assert found == {Audience.AUDITOR}


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_a_visitor_is_sent_to_sign_in(client: Client, db: None, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/accounts/login/?next={path}",
    )


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("path", STAFF_PAGES)
def test_a_staff_page_answers_those_it_is_for(
    request: pytest.FixtureRequest, sign_in: SignIn, path: str, who: str
) -> None:
    user: User = request.getfixturevalue(who)
    match = get_resolver().resolve(path)
    expected = 200 if allowed(declared(match.view_name), role=user.role) else 403

    answer = sign_in(user).get(path)

    assert answer.status_code == expected


@pytest.mark.parametrize(
    ("who", "status"), [("maija", 200), ("leena", 200), ("aino", 403), ("otto", 403)]
)
def test_a_thread_opens_for_its_unit(
    request: pytest.FixtureRequest,
    sign_in: SignIn,
    waiting: Conversation,
    who: str,
    status: int,
) -> None:
    answer = sign_in(request.getfixturevalue(who)).get(f"/staff/c/{waiting.public_id}/")

    assert answer.status_code == status


def test_eero_does_not_learn_that_our_thread_exists(
    sign_in: SignIn, eero: User, waiting: Conversation
) -> None:
    client = sign_in(eero)

    ours = client.get(f"/staff/c/{waiting.public_id}/")
    nobodys = client.get(f"/staff/c/{uuid.uuid4()}/")

    assert ours.status_code == nobodys.status_code == 404
    assert ours.content == nobodys.content


@pytest.mark.parametrize("act", ["take", "reply", "close"])
def test_eero_changes_nothing_of_ours(
    sign_in: SignIn, eero: User, waiting: Conversation, act: str
) -> None:
    answer = sign_in(eero).post(f"/staff/c/{waiting.public_id}/{act}/", {"text": "Hei"})

    waiting.refresh_from_db()
    assert (answer.status_code, waiting.status, waiting.last_seq) == (404, "waiting", 0)


def test_a_password_alone_opens_no_staff_page(
    sign_in: SignIn, maija: User, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True

    answer = sign_in(maija).get("/staff/inbox/")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "login/code/", "login/code/confirm/"]
)
def test_nobody_signs_up_or_changes_an_address_by_themselves(
    sign_in: SignIn, client: Client, maija: User, path: str
) -> None:
    answers = [who.get(f"/accounts/{path}") for who in (client, sign_in(maija))]

    assert [answer.status_code for answer in answers] == [404, 404]
