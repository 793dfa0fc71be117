"""The checker for web masters: what they type is judged, and nothing is fetched from their site."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from chat.selectors import embedding_findings, embedding_lines
from chat.selectors.embedding import allows, directives

HUB = "https://hub.example.org"
SITE = "https://www.example.org/"


def found(**typed: str) -> list[tuple[bool, str]]:
    empty = {"site": "", "code": "", "policy": ""}
    return [
        (finding.ok, finding.lines)
        for finding in embedding_findings(hub=HUB, **(empty | typed))
    ]


@pytest.mark.parametrize("origins", [[], ["https://other.example.org"]])
def test_a_site_that_may_not_frame_learns_the_line_to_ask_for(
    settings: Any, origins: list[str]
) -> None:
    settings.EMBED_ORIGINS = origins

    wanted = ",".join([*origins, "https://www.example.org"])
    assert found(site=SITE) == [(False, f"EMBED_ORIGINS={wanted}")]


def test_a_site_that_may_frame_is_told_so_and_http_is_not_right(settings: Any) -> None:
    settings.EMBED_ORIGINS = ["https://www.example.org", "http://www.example.org"]

    assert found(site=f"{SITE}apua?a=1") == [(True, "")]
    assert found(site="http://www.example.org/") == [(False, ""), (True, "")]


def test_the_lines_we_give_are_in_order(settings: Any) -> None:
    assert found(code=embedding_lines(HUB)) == [(True, ""), (True, "")]


@pytest.mark.parametrize(
    "script",
    [
        "",
        '<script src="https://elsewhere.example.org/chat/embed.js"></script>',
        f'<script src="{HUB}/static/chat/embed.0123456789ab.js"></script>',
        f'<!-- <script src="{HUB}/chat/embed.js"></script> -->',
    ],
)
def test_a_missing_or_other_script_is_answered_with_the_right_tag(script: str) -> None:
    told = found(code=f"<div data-contact-hub></div>{script}")

    assert told == [
        (False, f'<script src="{HUB}/chat/embed.js" async></script>'),
        (True, ""),
    ]


@pytest.mark.parametrize("place", ["<p>Chat</p>", '<div data-contact-hub data-lang="de">'])
def test_a_missing_place_or_a_language_that_we_lack_is_told(place: str) -> None:
    told = found(code=f'{place}<script async src="{HUB}/chat/embed.js"></script>')

    assert told == [(True, ""), (False, '<div data-contact-hub data-lang="fi"></div>')]


def test_a_policy_that_stops_us_is_answered_with_one_that_does_not() -> None:
    told = found(policy="Content-Security-Policy: default-src 'self'; frame-src 'none'")

    assert told == [
        (False, f"script-src 'self' {HUB};"),
        (False, f"connect-src 'self' {HUB};"),
        (False, f"frame-src {HUB};"),
    ]
    assert all(ok for ok, _ in found(policy=" ".join(lines for _, lines in told)))


@pytest.mark.parametrize(
    ("source", "ok"),
    [
        ("*", True), ("https:", True), (HUB, True), ("hub.example.org", True), ("*.example.org", True),
        ("https://*.example.org", True), ("'self'", False), ("http:", False), ("*.example.com", False),
        ("https://hub.example.org.evil.org", False), ("example.org", False),
    ],
)  # fmt: skip
def test_a_source_lets_us_through_as_in_a_browser(source: str, ok: bool) -> None:
    assert allows([source], HUB) is ok


@given(st.text(), st.text(max_size=200))
def test_whatever_is_pasted_is_judged(code: str, policy: str) -> None:
    embedding_findings(hub=HUB, site="", code=code, policy=policy)
    assert all(name == name.lower() for name in directives(policy))


def test_the_page_gives_the_lines_and_keeps_what_was_typed(
    client: Client, db: None
) -> None:
    page = client.get("/en/chat/embedding/").content.decode()
    assert "http://testserver/chat/embed.js" in page

    answer = client.post("/en/chat/embedding/", {"site": "http://[", "code": "<b>Me</b>"})

    assert answer.status_code == 422
    assert "This is no web address" in answer.content.decode()
    assert "&lt;b&gt;Me&lt;/b&gt;" in answer.content.decode()
    assert not client.cookies


@pytest.mark.parametrize("site", ["javascript:alert(1)", "https://", "ftp://example.org"])
def test_only_a_web_address_becomes_a_link(client: Client, db: None, site: str) -> None:
    answer = client.post("/en/chat/embedding/", {"site": site})

    assert answer.status_code == 422
    assert f'href="{site}' not in answer.content.decode()


def test_the_frame_of_the_check_shows_where_the_chat_does(
    client: Client, db: None, settings: Any
) -> None:
    settings.EMBED_ORIGINS = ["https://www.example.org"]

    policy = client.get("/chat/frame/")["Content-Security-Policy"]

    assert "frame-ancestors https://www.example.org" in policy
