import uuid

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import SurveyResponse
from hub.foundation.errors import DomainError
from hub.hours.models import Opening
from hub.privacy.hashing import keyed_hash
from hub.privacy.masking import mask_identifiers

TICKET_SECONDS = 24 * 3600


@transaction.atomic
def answer_survey(
    *, ticket: str, got_advice: str, recommend: str, free_text: str, language: str
) -> None:
    """Keep an anonymous answer; the same ticket again changes nothing.

    All answers of the opening are written anew under fresh random keys, so that neither their order in the
    table nor their transaction tells which conversation had just ended.
    """
    public_id, number = open_ticket(ticket)
    free_text = mask_identifiers(free_text.replace("\x00", "").strip()[:2000]).text
    if not (got_advice or recommend or free_text):
        raise DomainError(_("Answer at least one question, or skip the survey."))
    opening = Opening.objects.select_for_update().get(public_id=public_id)
    ticket_hash = keyed_hash(number, purpose="survey-ticket")
    answers = list(SurveyResponse.objects.filter(opening=opening))
    if any(answer.ticket_hash == ticket_hash for answer in answers):
        return
    answers.append(
        SurveyResponse(
            opening=opening,
            got_advice=got_advice,
            recommend=recommend,
            free_text=free_text,
            language=language,
            ticket_hash=ticket_hash,
        )
    )
    rewrite(opening, answers)


def open_ticket(ticket: str) -> tuple[str, str]:
    try:
        public_id, number = signing.loads(ticket, salt="survey", max_age=TICKET_SECONDS)
    except (signing.BadSignature, ValueError):
        raise DomainError(_("This survey can no longer be answered.")) from None
    return public_id, number


def rewrite(opening: Opening, answers: list[SurveyResponse]) -> None:
    for answer in answers:
        answer.pk = uuid.uuid4()
    SurveyResponse.objects.filter(opening=opening).delete()
    SurveyResponse.objects.bulk_create(sorted(answers, key=lambda answer: answer.pk))
