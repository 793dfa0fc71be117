"""Behind a proxy every visitor is counted alone; nobody chooses whom they are counted as."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from hub.foundation.addresses import client_address, counted_address, daily_hash
from hub.people.models import User
from tests.foundation.test_logs import valkey

PROXIES = [ip_network("10.1.0.0/24"), ip_network("fd00:1::/64")]
PROXY, VISITOR, OTHER = "10.1.0.2", "203.0.113.7", "203.0.113.8"
trusted = some.one_of(*(some.ip_addresses(network=str(network)) for network in PROXIES))
outside = some.ip_addresses().filter(
    lambda address: (
        not any(address in network for network in PROXIES)
        and getattr(address, "ipv4_mapped", None) is None
    )
)
words = some.text(max_size=40).filter(lambda word: not readable(word))


def readable(word: str) -> bool:
    try:
        return bool(ip_address(word.split(",")[-1].strip()))
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="module")
def proxies() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.TRUSTED_PROXIES", PROXIES)
        yield


def asked(peer: object, *hops: object) -> dict[str, str]:
    return {
        "REMOTE_ADDR": str(peer),
        "HTTP_X_FORWARDED_FOR": ", ".join(str(hop) for hop in hops),
    }


@given(said=some.text(), client=outside, hops=some.lists(trusted, max_size=3), peer=trusted)
def test_what_a_client_says_of_itself_changes_nothing(
    said: str, client: Any, hops: list[Any], peer: Any
) -> None:
    assert client_address(asked(peer, said, client, *hops)) == client


@given(said=some.text(), peer=outside)
def test_nobody_is_believed_who_is_not_our_proxy(said: str, peer: Any) -> None:
    assert client_address(asked(peer, said)) == peer


@given(said=some.text(), word=words, hops=some.lists(trusted, max_size=2), peer=trusted)
def test_behind_an_entry_that_is_no_address_the_proxy_answers(
    said: str, word: str, hops: list[Any], peer: Any
) -> None:
    assert client_address(asked(peer, said, word, *hops)) == (hops[0] if hops else peer)


@given(peer=some.text(), said=some.text())
def test_no_header_and_no_peer_makes_it_fail(peer: str, said: str) -> None:
    assert isinstance(
        counted_address({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": said}), str
    )
    assert counted_address({}) == ""


def test_one_subscriber_is_counted_once() -> None:
    one, other = asked(PROXY, "2001:db8:0:1::1"), asked(PROXY, "2001:db8:0:1:ffff::2")

    assert counted_address(one) == counted_address(other) == "2001:db8:0:1::"
    assert counted_address(asked(PROXY, f"::ffff:{VISITOR}")) == VISITOR


def post(client: Client, path: str, address: str, **words: str) -> Any:
    return client.post(
        path,
        words,
        REMOTE_ADDR=PROXY,
        headers={"X-Forwarded-For": address, "Accept": "application/json"},
    )


def test_without_valkey_no_hash_is_like_another(monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("hub.foundation.addresses.valkey", dead)

    assert daily_hash(VISITOR, purpose="start") != daily_hash(VISITOR, purpose="start")


def test_what_one_address_does_is_not_joined_by_its_hash() -> None:
    start = daily_hash(VISITOR, purpose="start")

    assert start == daily_hash(VISITOR, purpose="start")
    assert start != daily_hash(VISITOR, purpose="survey")


def test_a_visitor_who_starts_too_often_stops_nobody_else(
    client: Client, pair: list[User], settings: Any
) -> None:
    settings.CHAT_STARTS_PER_TEN_MINUTES = 10
    for _ in range(10):
        post(client, "/chat/start/", VISITOR)

    assert post(client, "/chat/start/", VISITOR).json()["code"] == "too_fast"
    assert post(client, "/chat/start/", OTHER).status_code == 200
    assert VISITOR not in "\n".join(valkey())


def test_who_guesses_passwords_locks_nobody_else_out(client: Client, maija: User) -> None:
    for place in range(101):
        guess = {"login": f"guess{place}@example.org", "password": "wrong"}
        refused = post(client, "/accounts/login/", VISITOR, **guess)
    right = {"login": maija.email, "password": "a long word of theirs"}

    assert refused.status_code == 429
    assert post(client, "/accounts/login/", OTHER, **right).status_code == 200
    assert VISITOR not in "\n".join(valkey())


def test_metrics_answer_to_a_listed_network_not_to_the_proxys_own(
    client: Client, settings: Any
) -> None:
    settings.METRICS_NETWORKS = [ip_network("198.51.100.0/24")]

    def status(address: str) -> int:
        headers = {"X-Forwarded-For": address}
        return client.get("/metrics", REMOTE_ADDR=PROXY, headers=headers).status_code

    assert (status("198.51.100.9"), status(VISITOR)) == (200, 404)
