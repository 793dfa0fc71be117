"""Scripted visitors as data: what one says, and what they wait for. Files of `visitors/`, in the order of their names."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

FOLDER = Path(__file__).parent / "visitors"
WAIT, SAY, NUDGE, LEAVE, END = "wait", "say", "nudge", "leave", "end"


@dataclass(frozen=True, slots=True)
class Nudge:
    """Said once when no reply has come in this time."""

    after: int
    say: str


@dataclass(frozen=True, slots=True)
class Step:
    """Some seconds after the step before, or with `reply` after the worker's answer to it, the visitor says this;
    or `otherwise`, when the answer has none of the words `has`. `leave`: and then goes."""

    say: str = ""
    after: int = 0
    reply: bool = False
    has: tuple[str, ...] = ()
    otherwise: str = ""
    nudge: Nudge | None = None
    leave: bool = False

    def words(self, heard: str) -> str:
        if self.has and not any(word in heard.lower() for word in self.has):
            return self.otherwise
        return self.say


@dataclass(frozen=True, slots=True)
class Script:
    slug: str
    language: str
    municipality: str
    titles: dict[str, str]
    trained: dict[str, str]
    steps: tuple[Step, ...]

    @property
    def title(self) -> str:
        return self.titles[local(self.titles)]

    @property
    def trains(self) -> str:
        return self.trained[local(self.trained)]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a visitor is in the script: since when, and whether they have asked after the worker already."""

    step: int
    since: datetime
    nudged: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What the worker has written since the visitor's last words, and when the last of it."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Act:
    name: str
    words: str = ""
    leaves: bool = False


def next_act(
    steps: tuple[Step, ...], place: Place, answer: Answer | None, now: datetime
) -> Act:
    """What the visitor does at this moment; a rule of these facts alone."""
    if place.step >= len(steps):
        return Act(END)
    step = steps[place.step]
    if step.reply and answer is None:
        return impatience(step, place, now)
    since = answer.at if step.reply and answer else place.since
    if now < since + timedelta(seconds=step.after):
        return Act(WAIT)
    words = step.words(answer.text if answer else "")
    return Act(SAY, words, leaves=step.leave) if words else Act(LEAVE)


def impatience(step: Step, place: Place, now: datetime) -> Act:
    nudge = step.nudge
    if nudge is None or place.nudged:
        return Act(WAIT)
    due = place.since + timedelta(seconds=nudge.after)
    return Act(NUDGE, nudge.say) if now >= due else Act(WAIT)


def local(texts: Iterable[str]) -> str:
    language = get_language() or ""
    return language if language in texts else "fi"


@cache
def scripts() -> dict[str, Script]:
    return {
        script.slug: script
        for script in (read(path) for path in sorted(FOLDER.glob("*.json")))
    }


def read(path: Path) -> Script:
    """A file that is not as it should be fails here, at the first look: a test looks at each."""
    data = json.loads(path.read_text("utf-8"))
    return Script(
        slug=path.stem.partition("-")[2],
        language=data["language"],
        municipality=data["municipality"],
        titles=data["title"],
        trained=data["trains"],
        steps=tuple(step_of(step) for step in data["steps"]),
    )


def step_of(data: dict[str, Any]) -> Step:
    nudge = data.get("nudge")
    fields = data | {
        "has": tuple(data.get("has", ())),
        "nudge": Nudge(**nudge) if nudge else None,
    }
    step = Step(**fields)
    if not (step.say or step.leave) or bool(step.has) != bool(step.otherwise):
        raise ValueError("a step says something or leaves, and a choice has both answers")
    return step
