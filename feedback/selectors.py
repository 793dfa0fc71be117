from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Q

from feedback.models import SurveyResponse, SurveyResponseQuerySet
from hub.hours.models import Opening
from hub.people.models import User

SHOWN = 200


@dataclass(frozen=True, slots=True)
class OpeningFeedback:
    opening: Opening
    answers: list[SurveyResponse]


@dataclass(frozen=True, slots=True)
class Summary:
    """A question may be left unanswered: each figure stands beside how many answered it."""

    answers: int
    asked_advice: int
    got_advice: int
    asked_recommend: int
    recommend: int


def summary(user: User) -> Summary:
    return summed(SurveyResponse.objects.visible_to(user))


def panel(opening: Opening, user: User) -> dict[str, Any]:
    """Of one opening, for its summary."""
    rows = SurveyResponse.objects.visible_to(user).filter(opening=opening)
    return asdict(summed(rows))


def summed(rows: SurveyResponseQuerySet) -> Summary:
    counts = rows.aggregate(
        answers=Count("id"),
        asked_advice=Count("id", filter=~Q(got_advice="")),
        got_advice=Count("id", filter=Q(got_advice=SurveyResponse.Advice.YES)),
        asked_recommend=Count("id", filter=~Q(recommend="")),
        recommend=Count("id", filter=Q(recommend=SurveyResponse.Recommend.YES)),
    )
    return Summary(**counts)


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
