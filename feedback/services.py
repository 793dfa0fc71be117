from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import SurveyResponse
from feedback.rotation import ANSWERED_UNTIL, rewrite
from hub.foundation.addresses import daily_hash
from hub.foundation.clock import now
from hub.foundation.errors import DomainError, TooFast
from hub.foundation.limits import too_many
from hub.hours.models import Opening
from hub.privacy.hashing import keyed_hash, keyed_hashes
from hub.privacy.masking import mask_identifiers

TICKET_SECONDS = 24 * 3600
# Of one address; a library or a shelter shares one, and each answer needs a conversation of its own.
ANSWERS_PER_TEN_MINUTES = 20
GONE = _("This survey can no longer be answered.")


def answer_survey(
    *,
    ticket: str,
    got_advice: str,
    recommend: str,
    free_text: str,
    language: str,
    address: str = "",
) -> None:
    """Keep an anonymous answer. The same form sent twice is one answer; another one is refused.

    All answers of the opening are written anew under fresh random keys, so that neither their order in the
    table nor their transaction tells which of them is new. `rotation.mix_answers` later hides that time too.
    """
    bucket = f"survey:{daily_hash(address, purpose='survey')}"
    if any(too_many([bucket], most=ANSWERS_PER_TEN_MINUTES, seconds=600)):
        raise TooFast(
            _("Too many at once. Wait a moment and try again; your text is kept.")
        )
    public_id, number = open_ticket(ticket)
    free_text = mask_identifiers(free_text.replace("\x00", "").strip()[:2000]).text
    if not (got_advice or recommend or free_text):
        raise DomainError(_("Answer at least one question, or skip the survey."))
    answer = SurveyResponse(
        got_advice=got_advice, recommend=recommend, free_text=free_text, language=language
    )
    keep(answer, public_id, number)


def open_ticket(ticket: str) -> tuple[str, str]:
    try:
        public_id, number = signing.loads(ticket, salt="survey", max_age=TICKET_SECONDS)
    except (signing.BadSignature, ValueError):
        raise DomainError(GONE) from None
    return public_id, number


@transaction.atomic
def keep(answer: SurveyResponse, public_id: str, number: str) -> None:
    openings = Opening.objects.client().select_for_update(no_key=True)
    opening = openings.filter(public_id=public_id).first()
    if opening is None or opening.ends_at < now() - ANSWERED_UNTIL:
        raise DomainError(GONE)
    answers = list(SurveyResponse.objects.filter(opening=opening))
    known = keyed_hashes(number, purpose="survey-ticket")
    earlier = next((row for row in answers if row.ticket_hash in known), None)
    if earlier is None:
        answer.opening = opening
        answer.ticket_hash = keyed_hash(number, purpose="survey-ticket")
        rewrite([*answers, answer])
    elif earlier.words != answer.words:
        raise DomainError(_("You have already answered this survey. Thank you!"))
