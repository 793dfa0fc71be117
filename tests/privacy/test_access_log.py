"""The access log cannot be rewritten quietly: the database refuses, and the chain would show it."""

import uuid
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from hub.conversations.models import Conversation
from hub.people.models import User
from hub.privacy.chain import FIRST, verify_access_log
from hub.privacy.models import AccessEntry
from hub.privacy.services import record_access
from tests.conversations.crowd import at_once

key_the_chain: Any = import_module("hub.privacy.migrations.0004_key_the_chain")
THEIR_KEY = "theirs:" + b64encode(b"x" * 32).decode()


def forge(statement: str) -> None:
    """What somebody with the rights of the table's owner could do."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_accessentry DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE privacy_accessentry ENABLE TRIGGER USER")


@pytest.fixture
def entries(maija: User) -> list[AccessEntry]:
    return [
        record_access(by=maija, action="view", ground=str(number)) for number in range(5)
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE privacy_accessentry SET action = 'nothing'",
        "UPDATE privacy_accessentry SET at = at",
        "DELETE FROM privacy_accessentry",
        "TRUNCATE privacy_accessentry",
        "TRUNCATE privacy_accessentry CASCADE",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_line(
    entries: list[AccessEntry], statement: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="append only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert AccessEntry.objects.count() == 5
    assert verify_access_log().intact


def test_the_models_own_ways_are_refused_too(entries: list[AccessEntry]) -> None:
    entries[0].action = "nothing"
    with pytest.raises(DatabaseError), transaction.atomic():
        entries[0].save()
    with pytest.raises(DatabaseError), transaction.atomic():
        entries[0].delete()


def test_an_empty_log_is_whole(db: None) -> None:
    verdict = verify_access_log()

    assert (verdict.intact, verdict.count, verdict.head) == (True, 0, FIRST)


def test_an_untouched_log_is_whole(entries: list[AccessEntry]) -> None:
    verdict = verify_access_log()

    assert (verdict.intact, verdict.count, verdict.head) == (True, 5, entries[-1].digest)


@pytest.mark.parametrize("column", AccessEntry.COVERED)
def test_a_changed_line_is_found(entries: list[AccessEntry], column: str) -> None:
    value = {
        "at": "at + interval '1 microsecond'",
        "actor_id": "NULL",
        "unit_id": "NULL",
        "previous": f"'{'f' * 64}'",
    }.get(column, "'other'")

    forge(f"UPDATE privacy_accessentry SET {column} = {value} WHERE id = {entries[2].pk}")

    assert verify_access_log().broken_at == entries[2].pk


def test_a_missing_line_is_found(entries: list[AccessEntry]) -> None:
    forge(f"DELETE FROM privacy_accessentry WHERE id = {entries[2].pk}")

    assert verify_access_log().broken_at == entries[3].pk


def test_a_missing_first_line_is_found(entries: list[AccessEntry]) -> None:
    forge(f"DELETE FROM privacy_accessentry WHERE id = {entries[0].pk}")

    assert verify_access_log().broken_at == entries[1].pk


def test_swapped_lines_are_found(entries: list[AccessEntry]) -> None:
    first, second = entries[1].pk, entries[2].pk

    forge(f"UPDATE privacy_accessentry SET id = -1 WHERE id = {first}")
    forge(f"UPDATE privacy_accessentry SET id = {first} WHERE id = {second}")
    forge(f"UPDATE privacy_accessentry SET id = {second} WHERE id = -1")

    assert verify_access_log().broken_at == first


def rechained(digest: Callable[[str], str]) -> None:
    """A line is taken out, and everything after it is fitted together again."""
    head = FIRST
    forge(f"DELETE FROM privacy_accessentry WHERE id = {AccessEntry.objects.first().pk}")
    for entry in AccessEntry.objects.order_by("id"):
        entry.previous = head
        head = digest(key_the_chain.line_of(entry))
        forge(
            f"UPDATE privacy_accessentry SET previous = '{entry.previous}', digest = '{head}'"
            f" WHERE id = {entry.pk}"
        )


@pytest.mark.parametrize("key", ["none", "their own"])
def test_who_has_only_the_database_cannot_mend_the_chain(
    entries: list[AccessEntry], settings: Any, key: str
) -> None:
    ours = settings.HASH_KEYS
    settings.HASH_KEYS = [THEIR_KEY]

    rechained(key_the_chain.plain if key == "none" else key_the_chain.keyed)

    assert verify_access_log().intact == (key == "their own")
    settings.HASH_KEYS = ours
    assert verify_access_log().broken_at == entries[1].pk


def test_a_new_key_goes_on_with_the_chain_of_the_old_one(
    entries: list[AccessEntry], settings: Any
) -> None:
    settings.HASH_KEYS = [THEIR_KEY, *settings.HASH_KEYS]
    record_access(by=None, action="view")

    assert (verify_access_log().intact, verify_access_log().count) == (True, 6)

    settings.HASH_KEYS = [THEIR_KEY]
    assert verify_access_log().broken_at == entries[0].pk


def unkeyed(entries: list[AccessEntry]) -> None:
    """The lines as they were written before digests were keyed."""
    with connection.schema_editor() as editor:
        key_the_chain.unkey(apps, editor)


def test_lines_from_before_the_keys_are_given_keyed_digests(
    entries: list[AccessEntry],
) -> None:
    before = list(AccessEntry.objects.order_by("id").values_list("digest", flat=True))
    unkeyed(entries)
    assert verify_access_log().broken_at == entries[0].pk

    with connection.schema_editor() as editor:
        key_the_chain.key(apps, editor)

    assert (
        list(AccessEntry.objects.order_by("id").values_list("digest", flat=True)) == before
    )
    assert verify_access_log().intact


def test_a_line_changed_before_the_keys_stays_found(entries: list[AccessEntry]) -> None:
    unkeyed(entries)
    forge(f"UPDATE privacy_accessentry SET action = 'nothing' WHERE id = {entries[2].pk}")

    with connection.schema_editor() as editor:
        key_the_chain.key(apps, editor)

    assert (verify_access_log().count, verify_access_log().broken_at) == (2, entries[2].pk)


def test_after_the_keys_the_database_refuses_changes_again(
    entries: list[AccessEntry],
) -> None:
    unkeyed(entries)

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        AccessEntry.objects.all().update(action="nothing")


def test_the_head_is_told_so_that_it_can_be_kept_elsewhere(
    entries: list[AccessEntry], caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    with caplog.at_level("INFO"):
        call_command("verify_access_log")

    assert entries[-1].digest in capsys.readouterr().out
    told = [record for record in caplog.records if record.name == "hub.privacy.chain"]
    assert [record.__dict__["digest"] for record in told] == [entries[-1].digest]


@pytest.mark.django_db(transaction=True)
def test_four_who_write_at_once_keep_one_chain(maija: User) -> None:
    def write() -> None:
        for _ in range(10):
            record_access(by=maija, action="view")

    assert at_once(*[partial(write)] * 4) == [None] * 4
    verdict = verify_access_log()
    assert (verdict.intact, verdict.count) == (True, 40)


def test_what_did_not_happen_is_not_in_the_log(maija: User) -> None:
    @transaction.atomic
    def fail() -> None:
        record_access(by=maija, action="view")
        raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert not AccessEntry.objects.exists()


def test_a_line_says_who_what_and_which(maija: User, waiting: Conversation) -> None:
    entry = record_access(by=maija, action="view", obj=waiting, ground="client asked")

    assert (entry.actor_id, entry.role, entry.unit_id) == (
        maija.pk,
        "worker",
        maija.unit_id,
    )
    assert (entry.object_type, uuid.UUID(entry.object_id)) == (
        "conversation",
        waiting.public_id,
    )
