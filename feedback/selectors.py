from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Q

from feedback.models import SurveyResponse, SurveyResponseQuerySet
from hub.hours.models import Opening
from hub.hours.sources import SurveyCounts
from hub.people.models import User

SHOWN = 200


@dataclass(frozen=True, slots=True)
class OpeningFeedback:
    opening: Opening
    answers: list[SurveyResponse]


def summary(user: User) -> SurveyCounts:
    return summed(SurveyResponse.objects.visible_to(user))


def panel(opening: Opening, user: User) -> dict[str, Any]:
    """Of one opening, for its summary."""
    rows = SurveyResponse.objects.visible_to(user).filter(opening=opening)
    return asdict(summed(rows))


def counts(opening_ids: Iterable[int]) -> SurveyCounts:
    """Of several openings, for their statistics: numbers alone."""
    return summed(SurveyResponse.objects.filter(opening__in=list(opening_ids)))


def summed(rows: SurveyResponseQuerySet) -> SurveyCounts:
    summed = rows.aggregate(
        answers=Count("id"),
        asked_advice=Count("id", filter=~Q(got_advice="")),
        got_advice=Count("id", filter=Q(got_advice=SurveyResponse.Advice.YES)),
        asked_recommend=Count("id", filter=~Q(recommend="")),
        recommend=Count("id", filter=Q(recommend=SurveyResponse.Recommend.YES)),
        free_texts=Count("id", filter=~Q(free_text="")),
    )
    return SurveyCounts(**summed)


def by_opening(user: User) -> list[OpeningFeedback]:
    """Newest opening first; inside one, the order is random and means nothing."""
    rows = (
        SurveyResponse.objects.visible_to(user)
        .select_related("opening")
        .order_by("-opening__starts_at", "id")[:SHOWN]
    )
    grouped: dict[int, OpeningFeedback] = {}
    for row in rows:
        grouped.setdefault(row.opening_id, OpeningFeedback(row.opening, [])).answers.append(
            row
        )
    return list(grouped.values())
