"""Writing answers anew, so that neither their rows nor a transaction tells after whose visit one came."""

import uuid
from datetime import datetime, timedelta

from django.db import connection, transaction

from feedback.models import SurveyResponse
from hub.hours.models import Opening

# An opening that ended longer ago takes no answer: what came last is mixed many times more before it rests.
ANSWERED_UNTIL = timedelta(hours=48)
MIXED_UNTIL = ANSWERED_UNTIL + timedelta(hours=24)
# Any number that other advisory locks do not use.
MIX_LOCK = 7_301_965


@transaction.atomic
def mix_answers(*, now: datetime) -> int:
    """Write the answers of running and recent openings anew, all in one transaction.

    It runs at hours of its own: from then on transaction ids say when this ran, not when an answer came.
    A run that finds another at work leaves it alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [MIX_LOCK])
        if cursor.fetchone() != (True,):
            return 0
    openings = Opening.objects.filter(starts_at__lte=now, ends_at__gt=now - MIXED_UNTIL)
    locked = list(openings.select_for_update(no_key=True).order_by("id"))
    answers = list(SurveyResponse.objects.filter(opening__in=locked))
    rewrite(answers)
    return len(answers)


def rewrite(answers: list[SurveyResponse]) -> None:
    """Old rows and new answers alike get fresh random keys, and lie in the order of those keys."""
    SurveyResponse.objects.filter(pk__in=[answer.pk for answer in answers]).delete()
    for answer in answers:
        answer.pk = uuid.uuid4()
    SurveyResponse.objects.bulk_create(sorted(answers, key=lambda answer: answer.pk))
