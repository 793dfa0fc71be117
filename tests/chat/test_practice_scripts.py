"""Scripted visitors say their lines as people would: in turn, when answered, once, and no more once it is over."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as some

from chat import rehearsal
from chat import services as chat
from chat.models import ScriptRun
from chat.scripts import (
    END,
    LEAVE,
    NUDGE,
    SAY,
    WAIT,
    Answer,
    Nudge,
    Place,
    Script,
    Step,
    next_act,
    scripts,
)
from demo.seed import MUNICIPALITIES
from hub.conversations import services as conversations
from hub.conversations.models import Conversation
from hub.conversations.selectors import thread_lines
from hub.foundation.clock import now
from hub.foundation.errors import DomainError
from hub.hours.models import Opening
from hub.people.models import User
from tests.conversations.crowd import at_once

START = datetime(2026, 12, 2, 11, tzinfo=UTC)
ALL = list(scripts().values())


# --- The data ---


def test_the_first_set_has_the_trials_themes_in_three_languages() -> None:
    languages = [script.language for script in ALL]

    assert languages.count("fi") >= 6
    assert {"sv", "en"} <= set(languages)
    assert {
        "income-support", "contact-details", "rent-deposit", "distress", "identity-code", "rude", "silent",
    } <= set(scripts())  # fmt: skip


@pytest.mark.parametrize("script", ALL, ids=lambda script: script.slug)
def test_a_script_is_whole(script: Script) -> None:
    for texts in (script.titles, script.trained):
        assert set(texts) == {"fi", "sv", "en"}
        assert all(texts.values())
    assert script.municipality in {"", *(code for code, *_ in MUNICIPALITIES)}
    assert not script.steps[0].reply
    assert script.steps[-1].leave or script.slug == "silent"
    for step in script.steps:
        assert len(step.say) <= 2000
        assert len(step.otherwise) <= 2000
        assert all(word == word.lower() for word in step.has)


# --- The rule ---

said = some.text("abc", min_size=1, max_size=3)
steps = some.builds(
    Step,
    say=said,
    after=some.integers(0, 30),
    reply=some.booleans(),
    nudge=some.none() | some.builds(Nudge, after=some.integers(0, 60), say=said),
)
moments = some.lists(some.tuples(some.integers(0, 40), some.booleans()), max_size=40)


@given(written=some.lists(steps, max_size=5).map(tuple), played=moments)
def test_lines_come_in_turn_after_their_time_and_after_the_answer_they_wait_for(
    written: tuple[Step, ...], played: list[tuple[int, bool]]
) -> None:
    at, place, answer = START, Place(0, START), None
    for seconds, replies in played:
        at += timedelta(seconds=seconds)
        answer = Answer("vastaus", at) if replies else answer
        act = next_act(written, place, answer, at)
        assert (act.name == END) is (place.step == len(written))
        if act.name == NUDGE:
            assert written[place.step].reply
            assert answer is None
            assert not place.nudged
            place = Place(place.step, place.since, nudged=True)
        elif act.name == SAY:
            step = written[place.step]
            since = answer.at if step.reply and answer else place.since
            assert at - since >= timedelta(seconds=step.after)
            assert answer is not None or not step.reply
            place, answer = Place(place.step + 1, at), None


def test_the_words_of_the_answer_choose_the_next_line() -> None:
    step = Step(say="Kiitos", reply=True, has=("112",), otherwise="Mitä teen?")
    place = Place(0, START)

    for heard, line in (("Soita 112", "Kiitos"), ("Kerro lisää", "Mitä teen?")):
        assert next_act((step,), place, Answer(heard, START), START).words == line


def test_a_step_without_words_leaves() -> None:
    step = Step(leave=True, reply=True, after=60)
    answer = Answer("Oletko siellä?", START)

    early, late = (
        next_act((step,), Place(0, START), answer, START + timedelta(seconds=seconds))
        for seconds in (59, 60)
    )

    assert (early.name, late.name) == (WAIT, LEAVE)


# --- The job ---


@pytest.fixture
def later() -> Iterator[Callable[[int], None]]:
    """So many seconds pass, and the job looks."""
    with time_machine.travel(now(), tick=False) as traveller:

        def later(seconds: int) -> None:
            traveller.shift(timedelta(seconds=seconds))
            rehearsal.play()

        yield later


def run(practice: Opening, leena: User, slug: str) -> Conversation:
    return chat.start_script(opening=practice, slug=slug, by=leena).visitor.conversation


def words(conversation: Conversation) -> list[str]:
    conversation.refresh_from_db()
    return [f"{line.author}: {line.text[:20]}" for line in thread_lines(conversation)]


def answered(conversation: Conversation, by: User, text: str) -> None:
    conversation.refresh_from_db()
    if conversation.status == "waiting":
        conversations.take_conversation(conversation=conversation, by=by)
    conversations.send_reply(
        conversation=conversation, by=by, text=text, client_key=uuid.uuid4()
    )


def test_paula_advises_a_scripted_client_to_the_end(
    practice: Opening, leena: User, paula: User, later: Callable[[int], None]
) -> None:
    talk = run(practice, leena, "contact-details")
    later(1)
    assert words(talk) == []

    later(4)
    later(60)
    assert words(talk) == ["client: moi, millä numerolla"]
    for reply in ("Missä asut?", "Soita numeroon 013", "Kyllä voi"):
        answered(talk, paula, reply)
        later(30)
        later(1)

    assert [line for line in words(talk) if line.startswith("client")] == [
        "client: moi, millä numerolla",
        "client: asun kontiolahdella.",
        "client: voiko sille laittaa ",
        "client: ok hyvä. kiitti",
    ]
    assert talk.client_left_at
    assert ScriptRun.objects.get().state == "done"


def test_an_identity_code_is_masked_as_a_clients_would_be(
    practice: Opening, leena: User, later: Callable[[int], None]
) -> None:
    talk = run(practice, leena, "identity-code")
    for _ in range(3):
        later(20)

    talk.refresh_from_db()
    assert not any("131052" in line.text for line in thread_lines(talk))
    assert any(line.masked for line in thread_lines(talk))


def test_a_visitor_asks_once_after_a_worker_who_does_not_answer(
    practice: Opening, leena: User, later: Callable[[int], None]
) -> None:
    talk = run(practice, leena, "contact-details")
    for _ in range(6):
        later(130)

    assert words(talk) == ["client: moi, millä numerolla", "client: haloo?"]


@pytest.mark.parametrize("end", ["closed early", "time is up", "worker ends it"])
def test_a_script_falls_silent_when_it_is_over(
    practice: Opening, leena: User, paula: User, later: Callable[[int], None], end: str
) -> None:
    talk = run(practice, leena, "rude")
    later(5)
    if end == "closed early":
        chat.close_practice(opening=practice, by=leena)
    elif end == "worker ends it":
        answered(talk, paula, "Näkemiin")
        conversations.close_conversation(conversation=talk, by=paula, decision="advice")
    before = words(talk)

    later(3601 if end == "time is up" else 60)
    later(60)

    assert words(talk) == before
    assert ScriptRun.objects.get().state == "stopped"


def test_ten_scripts_at_once_are_enough(practice: Opening, leena: User) -> None:
    for _ in range(10):
        run(practice, leena, "silent")

    with pytest.raises(DomainError):
        run(practice, leena, "silent")
    with pytest.raises(DomainError):
        run(practice, leena, "no-such")


@pytest.mark.django_db(transaction=True)
def test_two_workers_who_look_at_once_say_a_line_once(
    practice: Opening, leena: User
) -> None:
    talks = [run(practice, leena, "rude") for _ in range(5)]
    ScriptRun.objects.update(at_step_since=now() - timedelta(minutes=1))

    at_once(*[rehearsal.play] * 4)

    for talk in talks:
        said = [line.text for line in thread_lines(talk)]
        assert len(said) == len(set(said)) >= 1
    assert set(ScriptRun.objects.values_list("step", flat=True)) <= {1, 2}
