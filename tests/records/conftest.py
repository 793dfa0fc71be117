from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.conversations.models import Conversation, Message
from hub.people.models import Unit, User, WorkerProfile
from hub.privacy.sealing import DataKey
from hub.records import tasks, transport
from hub.records.models import Export

CLOSED = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)


@pytest.fixture
def unit(db: None) -> Unit:
    return Unit.objects.create(name="Aikuissosiaalityö")


@pytest.fixture
def worker(unit: Unit) -> User:
    user = User.objects.create(email="matti@example.org", unit=unit, role=User.Role.WORKER)
    WorkerProfile.objects.create(
        user=user, title="social_instructor", first_name="Matti", last_name="Meikäläinen"
    )
    return user


@pytest.fixture
def stranger(db: None) -> User:
    unit = Unit.objects.create(name="Toinen yksikkö")
    return User.objects.create(email="eero@example.org", unit=unit, role=User.Role.WORKER)


class Threads:
    """Closed threads with messages, as the conversations room leaves them."""

    def __init__(self, unit: Unit, worker: User) -> None:
        self.unit, self.worker = unit, worker

    def __call__(self, *texts: str, note: str = "", **fields: Any) -> Conversation:
        key = DataKey.new()
        defaults = {
            "channel": "chat",
            "unit": self.unit,
            "assignee": self.worker,
            "status": "closed",
            "closed_at": CLOSED,
            "closed_by": self.worker,
            "decision": "recorded",
            "data_key": key.wrapped(),
        }
        conversation = Conversation.objects.create(**(defaults | fields))
        for seq, text in enumerate(
            texts or ("Mistä löydän hakemuksen?", "Lähetän linkin."), 1
        ):
            self.say(conversation, key, seq, text, "client" if seq % 2 else "worker")
        if note:
            self.say(conversation, key, 999, note, "worker", kind="note")
        return conversation

    def say(
        self,
        thread: Conversation,
        key: DataKey,
        seq: int,
        text: str,
        author: str,
        **fields: Any,
    ) -> None:
        Message.objects.create(
            conversation=thread,
            seq=seq,
            author=author,
            sender=self.worker if author == "worker" else None,
            body=key.seal(text, context=thread.context(seq)),
            created_at=CLOSED - timedelta(minutes=1),
            **fields,
        )


@pytest.fixture
def threads(unit: Unit, worker: User) -> Threads:
    return Threads(unit, worker)


class Receiver:
    """A record system in memory whose answers a test chooses."""

    def __init__(self) -> None:
        self.outcomes: list[transport.Outcome] = []
        self.packages: list[tuple[Any, str]] = []
        self.says: Any = None
        self.during: Callable[[], object] = lambda: None

    def deposit(self, *, package_id: Any, data: bytes, digest: str) -> transport.Outcome:
        self.packages.append((package_id, digest))
        self.during()
        return (
            self.outcomes.pop(0)
            if self.outcomes
            else transport.Outcome(transport.Fate.RECEIVED)
        )

    def answer(self, *, package_id: Any) -> Any:
        return self.says


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    made = Receiver()
    monkeypatch.setitem(transport.ADAPTERS, "memory", lambda: made)
    return made


@pytest.fixture(autouse=True)
def to_memory(settings: Any) -> None:
    settings.RECORD_SYSTEM_ADAPTER = "memory"
    settings.RECORD_SYSTEM_ACK_SECRET = "test-ack-secret"
    settings.SECURE_SSL_REDIRECT = False
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture(autouse=True)
def nudges(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    seen: list[int] = []
    monkeypatch.setattr(
        tasks.deliver_export, "delay", lambda *, export_id: seen.append(export_id)
    )
    yield seen


@pytest.fixture
def export(threads: Threads) -> Export:
    from hub.records import delivery

    made = delivery.draft_export(conversation_id=threads().pk, by=None, now=CLOSED)
    assert made
    return made
