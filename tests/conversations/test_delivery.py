import itertools
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from hub.conversations import delivery, services, tasks, transports
from hub.conversations.models import Contact, Conversation, Delivery, Message
from hub.conversations.transports import Outbound, TransportError
from hub.foundation.clock import now
from hub.foundation.errors import DomainError
from hub.people.models import Unit, User
from hub.privacy.models import AccessEntry
from tests.cast import SignIn
from tests.conversations.crowd import at_once

Status = Delivery.Status
Reply = Callable[..., Delivery]


class Post:
    """An outside channel whose answers a test chooses."""

    external = True

    def __init__(self) -> None:
        self.sent: list[Outbound] = []
        self.errors: list[TransportError] = []
        self.refused: object | None = None

    def refusal(self, conversation_id: int, now: Any) -> object | None:
        return self.refused

    def deliver(self, outbound: Outbound) -> str:
        self.sent.append(outbound)
        if self.errors:
            raise self.errors.pop(0)
        return f"outside.{len(self.sent)}"


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    monkeypatch.setitem(transports._transports, "whatsapp", made)
    monkeypatch.setattr(tasks.deliver_message, "delay", lambda **_: None)
    return made


@pytest.fixture
def thread(unit: Unit, matti: User, contact: Contact) -> Conversation:
    return services.start_conversation(
        channel="whatsapp", unit=unit, contact=contact, connection="demo", assignee=matti
    )


@pytest.fixture
def reply(post: Post, thread: Conversation, matti: User) -> Reply:
    def reply(text: str = "Nähdään huomenna") -> Delivery:
        message = services.send_reply(
            conversation=thread, by=matti, text=text, client_key=uuid.uuid4()
        )
        return Delivery.objects.get(message=message)

    return reply


def run(row: Delivery) -> Delivery:
    delivery.deliver(delivery_id=row.pk)
    row.refresh_from_db()
    return row


def test_a_reply_goes_out_with_its_writers_public_name(reply: Reply, post: Post) -> None:
    row = run(reply())

    assert (row.status, row.attempts) == (Status.SENT, 1)
    assert [(out.text, out.sender_name) for out in post.sent] == [
        ("Nähdään huomenna", "Sosiaaliohjaaja Matti")
    ]
    assert Message.objects.get().external_id == "outside.1"


def test_delivering_twice_sends_once(reply: Reply, post: Post) -> None:
    row = reply()

    run(row)
    run(row)

    assert len(post.sent) == 1


@pytest.mark.django_db(transaction=True)
def test_eight_who_deliver_at_once_send_once(reply: Reply, post: Post) -> None:
    row = reply()

    results = at_once(*[partial(delivery.deliver, delivery_id=row.pk)] * 8)

    assert (results, len(post.sent)) == ([None] * 8, 1)


def test_a_permanent_no_is_failed_with_its_reason(reply: Reply, post: Post) -> None:
    post.errors = [TransportError("Numero ei ole käytössä.", code="131026", permanent=True)]

    row = run(reply())
    run(row)

    assert (row.status, row.error_code, row.error_text) == (
        Status.FAILED,
        "131026",
        "Numero ei ole käytössä.",
    )
    assert len(post.sent) == 1


def test_a_passing_trouble_is_tried_again_later(reply: Reply, post: Post) -> None:
    post.errors = [TransportError(code="503")]

    row = run(reply())

    assert row.status == Status.QUEUED
    assert row.next_try_at is not None
    assert row.next_try_at > now()
    assert row.pk not in delivery.find_work()
    Delivery.objects.update(next_try_at=now())
    assert row.pk in delivery.find_work()
    assert run(row).status == Status.SENT


def test_trouble_without_end_ends(reply: Reply, post: Post) -> None:
    row = reply()
    post.errors = [TransportError(code="503") for _ in range(20)]

    for _ in range(15):
        Delivery.objects.update(next_try_at=None)
        run(row)

    assert (row.status, len(post.sent)) == (Status.FAILED, delivery.MAX_ATTEMPTS)


def test_what_may_have_left_is_never_sent_again_by_itself(reply: Reply, post: Post) -> None:
    post.errors = [TransportError(uncertain=True)]

    row = run(reply())
    found = delivery.find_work()
    run(row)

    assert (row.status, found, len(post.sent)) == (Status.UNCERTAIN, [], 1)


@pytest.mark.parametrize(
    ("resend", "status", "sent"), [(True, Status.SENT, 2), (False, Status.FAILED, 1)]
)
def test_a_worker_decides_about_what_may_have_left(
    reply: Reply, post: Post, matti: User, resend: bool, status: str, sent: int
) -> None:
    post.errors = [TransportError(uncertain=True)]
    row = run(reply())

    services.resolve_uncertain(delivery=row, by=matti, resend=resend)

    assert (run(row).status, len(post.sent)) == (status, sent)


@pytest.mark.parametrize("closed", [True, False])
def test_no_reply_leaves_once_the_thread_or_the_time_to_answer_is_over(
    reply: Reply, post: Post, matti: User, closed: bool
) -> None:
    post.errors = [TransportError(uncertain=True)]
    unsure, queued = run(reply()), reply()
    post.refused = None if closed else "Vastausaika on ohi."
    if closed:
        Conversation.objects.update(
            status="closed", closed_at=now(), decision="never_taken", assignee=None
        )

    with pytest.raises(DomainError):
        services.resolve_uncertain(delivery=unsure, by=matti, resend=True)

    assert (run(unsure).status, run(queued).status) == (Status.UNCERTAIN, Status.FAILED)
    assert (bool(queued.error_text), len(post.sent)) == (True, 1)


@pytest.mark.parametrize(
    ("minutes", "status"), [(2, Status.SENDING), (4, Status.UNCERTAIN)]
)
def test_a_claim_of_a_dead_process_becomes_uncertain(
    reply: Reply, minutes: int, status: str
) -> None:
    row = reply()
    Delivery.objects.update(
        status=Status.SENDING, claimed_at=now() - timedelta(minutes=minutes)
    )

    found = delivery.find_work()

    row.refresh_from_db()
    assert (row.status, found) == (status, [])


def test_a_later_reply_waits_for_the_earlier(reply: Reply, post: Post) -> None:
    first, second = reply("Ensin"), reply("Sitten")

    assert run(second).status == Status.QUEUED
    run(first)
    run(second)

    assert [out.text for out in post.sent] == ["Ensin", "Sitten"]


def test_a_refusal_of_the_channel_reaches_the_worker_before_anything_is_stored(
    reply: Reply, post: Post
) -> None:
    post.refused = "Vastausaika on ohi."

    with pytest.raises(Exception, match="refused"):
        reply()

    assert not Message.objects.exists()


def test_a_crash_between_the_call_and_the_record_is_not_sent_again(
    reply: Reply, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = reply()
    monkeypatch.setattr(delivery, "record_sent", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run(row)
    monkeypatch.undo()
    monkeypatch.setitem(transports._transports, "whatsapp", post)
    Delivery.objects.update(claimed_at=now() - timedelta(minutes=10))

    delivery.find_work()
    run(row)

    assert (row.status, len(post.sent)) == (Status.UNCERTAIN, 1)


REPORTS = ["sent", "delivered", "read", "failed"]


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=60,
)
@given(reports=some.lists(some.sampled_from(REPORTS), max_size=8))
def test_reports_only_ever_raise_the_rank(reply: Reply, reports: list[str]) -> None:
    row = reply()
    seen = [Delivery.RANK["queued"]]

    for report in reports:
        services.record_delivery_status(delivery_id=row.pk, status=report)
        row.refresh_from_db()
        seen.append(Delivery.RANK[row.status])

    assert seen == sorted(seen)
    assert seen[-1] == max([0, *(Delivery.RANK[report] for report in reports)])


@pytest.mark.parametrize(
    "order", list(itertools.permutations(["sent", "delivered", "read"]))
)
def test_reports_in_any_order_end_the_same(reply: Reply, order: tuple[str, ...]) -> None:
    row = reply()

    for report in order * 2:
        services.record_delivery_status(delivery_id=row.pk, status=report)

    row.refresh_from_db()
    assert row.status == Status.READ


@pytest.fixture
def failed(reply: Reply, post: Post) -> Delivery:
    post.errors = [TransportError("Ei onnistunut.", code="131026", permanent=True)]
    return run(reply())


def test_a_worker_lets_a_failed_reply_go_once_more(
    failed: Delivery, post: Post, matti: User
) -> None:
    for _ in range(2):
        services.resend_failed(delivery=failed, by=matti)
    row = run(failed)
    run(row)

    assert (row.status, row.attempts, row.error_text) == (Status.SENT, 1, "")
    assert [out.text for out in post.sent] == ["Nähdään huomenna"] * 2
    assert Message.objects.get().external_id == "outside.2"
    assert AccessEntry.objects.filter(action="resend").count() == 1


def test_a_late_report_of_the_first_attempt_says_nothing_of_the_second(
    failed: Delivery, post: Post, matti: User
) -> None:
    services.resend_failed(delivery=failed, by=matti)
    run(failed)

    first, second = (out.delivery_id for out in post.sent)
    assert first != second
    assert Delivery.objects.get().public_id == second


@pytest.mark.parametrize("way", ["closed", "refused"])
def test_a_failed_reply_stays_where_no_reply_may_go(
    failed: Delivery, post: Post, thread: Conversation, matti: User, way: str
) -> None:
    if way == "closed":
        services.close_conversation(conversation=thread, by=matti, decision="recorded")
    else:
        post.refused = "Vastausaika on ohi."

    with pytest.raises(DomainError):
        services.resend_failed(delivery=failed, by=matti)

    assert run(failed).status == Status.FAILED


def test_what_is_already_delivered_is_not_sent_again(
    reply: Reply, post: Post, matti: User
) -> None:
    row = run(reply())

    services.resend_failed(delivery=row, by=matti)

    assert (run(row).status, len(post.sent)) == (Status.SENT, 1)


def test_the_console_sends_again_or_says_why_not(
    sign_in: SignIn, failed: Delivery, post: Post, thread: Conversation, matti: User
) -> None:
    client, path = sign_in(matti), f"/staff/c/{thread.public_id}/"
    press = {"path": f"{path}deliveries/1/", "data": {"resend": "1"}}

    offered = "Lähetä uudelleen" in client.get(path).content.decode()
    post.refused = "Vastausaika on ohi."
    refused = client.post(**press, headers={"HX-Request": "true"})
    post.refused = None
    client.post(**press)

    assert offered
    assert (refused.status_code, refused.context["said"]) == (409, "Vastausaika on ohi.")
    assert Delivery.objects.get().status == Status.QUEUED
