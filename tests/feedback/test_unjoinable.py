"""Neither the database nor the log tells which visit an answer came from."""

import io
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from prometheus_client import generate_latest

from chat import services as chat
from chat.models import VisitorSession
from feedback import rotation, services
from feedback.models import SurveyResponse
from hub.celery import app
from hub.foundation.clock import now
from hub.hours.models import Opening
from tests.foundation.test_logs import lines  # noqa: F401 - a fixture

in_real_transactions = pytest.mark.django_db(transaction=True)


def visit_and_answer(text: str) -> None:
    session, token = chat.start_visit(language="fi")
    chat.leave(session=session)
    services.answer_survey(
        ticket=chat.survey_ticket(session=session, token=token),
        got_advice="",
        recommend="",
        free_text=text,
        language="fi",
    )


def rows(columns: str, table: str = "feedback_surveyresponse") -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} ORDER BY ctid")
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@in_real_transactions
def test_the_database_cannot_tell_the_answers_of_an_opening_apart(pair: list[Any]) -> None:
    seen = []
    for number in range(6):
        visit_and_answer(f"Vastaus {number}")
        seen.append(rows("xmin::text, id, free_text"))

    assert len({row[0] for row in seen[-1]}) == 1
    before, after = ({row[1] for row in found} for found in seen[-2:])
    assert not before & after
    ids = [row[1] for row in seen[-1]]
    assert ids == sorted(ids)


@in_real_transactions
def test_mixing_tells_only_when_it_ran(pair: list[Any]) -> None:
    visit_and_answer("Vastaus")
    ((came, old_id),) = rows("xmin::text::bigint, id")
    for _ in range(3):
        chat.start_visit(language="fi")
    latest = max(mark for (mark,) in rows("xmin::text::bigint", "chat_visitorsession"))

    assert rotation.mix_answers(now=now()) == 1

    ((mixed, new_id),) = rows("xmin::text::bigint, id")
    assert came < latest < mixed
    assert new_id != old_id
    assert SurveyResponse.objects.get().free_text == "Vastaus"


@in_real_transactions
def test_answers_of_several_openings_are_mixed_in_one_transaction(
    pair: list[Any], opening: Opening
) -> None:
    visit_and_answer("Tänään")
    day = timedelta(days=1)
    yesterday = Opening.objects.create(
        unit=opening.unit,
        starts_at=opening.starts_at - day,
        last_entry_at=opening.last_entry_at - day,
        ends_at=opening.ends_at - day,
    )
    SurveyResponse.objects.create(
        opening=yesterday, free_text="Eilen", language="fi", ticket_hash="x"
    )

    assert [rotation.mix_answers(now=now()) for _ in range(2)] == [2, 2]

    assert len(set(rows("xmin::text"))) == 1


@in_real_transactions
def test_a_second_run_leaves_the_first_alone(pair: list[Any]) -> None:
    visit_and_answer("Vastaus")
    counts: list[int] = []

    def other_run() -> None:
        counts.append(rotation.mix_answers(now=now()))
        connection.close()

    with transaction.atomic():
        rotation.mix_answers(now=now())
        thread = threading.Thread(target=other_run)
        thread.start()
        thread.join(10)

    assert counts == [0]


def test_mixing_has_its_own_hours() -> None:
    assert "feedback.tasks.mix_answers" in {
        entry["task"] for entry in app.conf.beat_schedule.values()
    }


@pytest.mark.parametrize("words", [{"got_advice": "yes"}, {"got_advice": "odd"}])
def test_no_line_and_no_count_tells_when_an_answer_came(
    client: Client,
    visit: tuple[VisitorSession, str],
    lines: io.StringIO,  # noqa: F811
    words: dict[str, str],
) -> None:
    ticket = chat.survey_ticket(session=visit[0], token=visit[1])

    client.post("/sv/feedback/survey/", {"ticket": ticket} | words)
    client.get("/chat/")

    assert "chat:page" in lines.getvalue()
    assert "survey" not in lines.getvalue()
    assert "survey" not in generate_latest().decode()
