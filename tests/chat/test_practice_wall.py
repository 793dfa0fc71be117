"""Clients and practice at the same time, in any order: nobody crosses."""

import uuid
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from chat import door, selectors
from chat import services as chat
from chat.models import Seat, VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Message
from hub.conversations.selectors import thread_lines, waiting_count
from hub.foundation.clock import now
from hub.foundation.errors import Conflict, DomainError
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import Unit, User
from tests.cast import person
from tests.chat.trainees import practice_of
from tests.conversations.crowd import at_once

SIDES = (False, True)
ACTS = ("come", "say", "take", "reply", "leave", "return")


class Sides:
    """The visitors of both, by token, and what each has said."""

    def __init__(self, practice: Opening, workers: dict[bool, User]) -> None:
        self.practice, self.workers = practice, workers
        self.tokens: dict[bool, list[str]] = {False: [], True: []}
        self.said: dict[str, list[str]] = {}
        self.codes: list[tuple[str, bool]] = []

    def act(self, name: str, side: bool, number: int) -> None:
        if name == "come":
            self.come(side)
        elif self.tokens[side]:
            token = self.tokens[side][number % len(self.tokens[side])]
            getattr(self, name)(side, token)

    def come(self, side: bool) -> None:
        key = uuid.uuid4().hex * 2
        if side:
            _s, token = chat.enter_practice(
                opening=self.practice, by=self.workers[True], language="fi", key=key
            )
        else:
            _s, token = chat.start_visit(language="fi", key=key)
        self.tokens[side].append(token)
        self.said[token] = []

    def session(self, side: bool, token: str) -> VisitorSession:
        found = selectors.find_visitor(token, practice=side)
        assert found is not None
        return found

    def say(self, side: bool, token: str) -> None:
        session, text = self.session(side, token), f"Viesti {uuid.uuid4()}"
        try:
            chat.post_message(
                conversation_id=session.conversation_id, text=text, client_key=uuid.uuid4()
            )
        except DomainError:
            return
        self.said[token].append(text)

    def take(self, side: bool, token: str) -> None:
        self.tried(
            conversations.take_conversation,
            conversation=self.session(side, token).conversation,
            by=self.workers[side],
        )

    def reply(self, side: bool, token: str) -> None:
        self.tried(
            conversations.send_reply,
            conversation=self.session(side, token).conversation,
            by=self.workers[side],
            text="Vastaus",
            client_key=uuid.uuid4(),
        )

    def leave(self, side: bool, token: str) -> None:
        chat.leave(session=self.session(side, token))

    def tried(self, act: Any, **fields: Any) -> None:
        try:
            act(**fields)
        except DomainError:
            pass  # ended or not taken: the rule of another test

    def hold(self) -> None:
        for side in SIDES:
            for token in self.tokens[side]:
                assert selectors.find_visitor(token, practice=not side) is None
                session = self.session(side, token)
                thread = session.conversation
                assert thread.is_practice is session.opening.is_practice is side
                lines = thread_lines(thread)
                own = [line.text for line in lines if line.author == Message.Author.CLIENT]
                assert own == self.said[token]
        waiting = VisitorSession.objects.filter(
            conversation__status="waiting", conversation__client_left_at=None
        )
        assert door.look(now=now()).ahead == waiting.in_practice(False).count()
        assert Conversation.objects.client().count() == len(self.tokens[False])
        for side in SIDES:
            sees = Conversation.objects.visible_to(self.workers[side])
            assert sees.filter(kind="practice").exists() is (
                side and bool(self.tokens[True])
            )

    # A code given on one side brings nothing on the other.
    def returns(self, side: bool, token: str) -> None:
        code = chat.issue_code(session=self.session(side, token))
        with pytest.raises(DomainError):
            chat.come_back(code=code, practice=not side)


setattr(Sides, "return", Sides.returns)


@hypothesis_settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    acts=some.lists(
        some.tuples(some.sampled_from(ACTS), some.booleans(), some.integers(0, 9)),
        min_size=4,
        max_size=16,
    )
)
def test_in_any_order_nobody_crosses(
    pair: list[User],
    practice: Opening,
    paula: User,
    settings: Any,
    acts: list[tuple[str, bool, int]],
) -> None:
    settings.CHAT_STARTS_PER_TEN_MINUTES = 10_000
    settings.CHAT_CODES_PER_TEN_MINUTES = 10_000
    with transaction.atomic():
        sides = Sides(practice, {False: pair[0], True: paula})
        for name, side, number in acts:
            sides.act(name, side, number)
            sides.hold()
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_nobody_crosses(
    pair: list[User], practice: Opening, paula: User, settings: Any
) -> None:
    settings.CHAT_STARTS_PER_TEN_MINUTES = 10_000
    sides = Sides(practice, {False: pair[0], True: paula})

    def come_and_talk(side: bool) -> None:
        mine = Sides(practice, sides.workers)
        mine.come(side)
        (token,) = mine.tokens[side]
        for name in ("say", "take", "say", "reply", "say"):
            mine.act(name, side, 0)
        sides.tokens[side].append(token)
        sides.said |= mine.said

    results = at_once(*[partial(come_and_talk, side) for side in SIDES * 6])

    assert [result for result in results if result is not None] == []
    assert all(len(said) == 3 for said in sides.said.values())
    sides.hold()
    assert waiting_count(pair[0]) == 0


def test_an_emergency_in_practice_calls_its_pair_and_nobody_else(
    unit: Unit, pair: list[User], rehearsed: Conversation, paula: User, leena: User
) -> None:
    oona = person(unit, "Oona", "worker", "social_worker")
    assert rehearsed.practice
    chat.add_trainee(opening=rehearsed.practice, worker=oona, by=leena)
    presence.beat(oona.pk)

    call = conversations.call_pair(conversation=rehearsed, by=paula)

    called = call.summons.values_list("worker", flat=True)
    assert list(called) == [oona.pk], "neither the pair on duty nor a supervisor"


def test_in_practice_a_ban_ends_the_conversation_alone(
    unit: Unit, pair: list[User], rehearsed: Conversation, paula: User, leena: User
) -> None:
    oona = person(unit, "Oona", "worker", "social_worker")
    assert rehearsed.practice
    chat.add_trainee(opening=rehearsed.practice, worker=oona, by=leena)
    session = VisitorSession.objects.get(conversation=rehearsed)

    assert [length for length, _ in selectors.lengths(session)] == ["conversation"]
    assert selectors.second_persons(session, paula) == [oona]


@pytest.mark.django_db(transaction=True)
def test_seated_in_both_at_once_a_worker_gets_one_seat(
    unit: Unit, opening: Opening, paula: User, leena: User
) -> None:
    results = at_once(
        partial(chat.sign_up, opening=opening, by=paula),
        partial(practice_of, unit, paula, by=leena),
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(one) for one in refused] == [Conflict]
    assert Seat.objects.live().filter(worker=paula).count() == 1
