from collections.abc import Iterable
from typing import TypedDict, Unpack

from django.db import transaction

from hub.conversations.models import Theme
from hub.guidance.models import Answer
from hub.people.models import Unit, User
from hub.privacy.services import record_access


class Words(TypedDict, total=False):
    title: str
    text_fi: str
    text_sv: str
    text_en: str
    keywords: str


@transaction.atomic
def add_answer(
    *, unit: Unit, by: User | None, themes: Iterable[Theme] = (), **words: Unpack[Words]
) -> Answer:
    answer = Answer.objects.create(unit=unit, **words)
    answer.themes.set(themes)
    record_access(by=by, action="answer_add", obj=answer)
    return answer


@transaction.atomic
def edit_answer(
    *, answer: Answer, by: User, themes: Iterable[Theme] = (), **words: Unpack[Words]
) -> None:
    for name, value in words.items():
        setattr(answer, name, value)
    answer.save()
    answer.themes.set(themes)
    record_access(by=by, action="answer_edit", obj=answer)


@transaction.atomic
def retire_answer(*, answer: Answer, by: User, retired: bool) -> None:
    """Out of the composer, or back into it; what was sent stays sent."""
    changed = Answer.objects.filter(pk=answer.pk, is_active=retired).update(
        is_active=not retired
    )
    if changed:
        action = "answer_retire" if retired else "answer_restore"
        record_access(by=by, action=action, obj=answer)
