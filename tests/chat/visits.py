"""Visits of the statistics: what happened in each, at which moment, and what is told of them."""

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chat import selectors
from chat.models import VisitorSession
from chat.packaging import Cell, Table
from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Theme
from hub.hours.models import Opening
from hub.people.models import Municipality, Unit, User

HELSINKI = ZoneInfo("Europe/Helsinki")


def wednesday(unit: Unit, day: int = 4, month: int = 10, **fields: Any) -> Opening:
    """13-15 of 2017, by the clock of the place."""
    starts_at = datetime(2017, month, day, 13, tzinfo=HELSINKI)
    ends_at = starts_at + timedelta(hours=2)
    times = {"starts_at": starts_at, "ends_at": ends_at, "last_entry_at": ends_at}
    return Opening.objects.create(unit=unit, **times | fields)


def visit(
    opening: Opening,
    *,
    taken: float | None = 60,
    answered: float | None = None,
    lasted: float | None = 600,
    left: float | None = None,
    by: User | None = None,
    decision: str = "advice",
    **fields: Any,
) -> Conversation:
    """Began with its opening; the numbers are seconds from then, but `lasted`, which is from being taken."""
    thread = conversations.start_conversation(
        channel="chat",
        unit=opening.unit,
        practice=opening if opening.is_practice else None,
        assignee=by if taken is not None else None,
    )
    VisitorSession.objects.create(
        conversation=thread, opening=opening, token_hash=uuid.uuid4().hex
    )

    def moment(seconds: float | None) -> datetime | None:
        return None if seconds is None else opening.starts_at + timedelta(seconds=seconds)

    ended = moment((taken or 0) + (lasted or 0))
    closed = {"status": "closed", "closed_at": ended, "decision": decision}
    Conversation.objects.filter(pk=thread.pk).update(
        **{
            "created_at": opening.starts_at,
            "taken_at": moment(taken),
            "first_answer_at": moment(answered),
            "client_left_at": moment(left),
            "last_message_at": ended,
        }
        | (closed if lasted is not None else {})
        | fields
    )
    thread.refresh_from_db()
    return thread


def tables(*openings: Opening, in_full: bool = True) -> dict[str, Table]:
    found = selectors.figures(list(openings), in_full=in_full)
    return {table.name: table for table in found.tables}


def cells(table: Table) -> dict[Cell, list[Cell]]:
    return {row.cells[0]: row.cells[1:] for row in table.rows}


def told(*openings: Opening, in_full: bool = True) -> dict[str, dict[Cell, list[Cell]]]:
    return {
        name: cells(table) for name, table in tables(*openings, in_full=in_full).items()
    }


def a_season(unit: Unit, by: User) -> list[Opening]:
    joensuu, liperi = (
        Municipality.objects.create(code=code, name_fi=name)
        for code, name in (("167", "Joensuu"), ("426", "Liperi"))
    )
    themes = list(Theme.objects.order_by("id")[:3])
    openings = [wednesday(unit, 4), wednesday(unit, 25), wednesday(unit, 1, 11)]
    for number in range(14):
        thread = visit(
            openings[number % 3],
            taken=None if number == 13 else 30 + number,
            answered=None if number == 13 else 50 + number,
            left=20 if number == 13 else None,
            by=by,
            municipality=liperi if number < 6 else joensuu,
            language="sv" if number % 2 else "fi",
        )
        thread.themes.set(themes[: 1 + number % 3])
    return openings
