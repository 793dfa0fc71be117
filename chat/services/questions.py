"""A question left while the chat takes nobody in: answered in the next shift, read later by its return code."""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chat import door
from chat.models import VisitorSession
from chat.selectors import find_visitor
from chat.services.returns import PURPOSE, grouped, random_signs, signs_from
from chat.services.visits import WAIT, token_for
from hub.conversations import services as conversations
from hub.conversations.journal import Line
from hub.foundation.addresses import daily_hash
from hub.foundation.clock import now
from hub.foundation.errors import NotOpen, TooFast
from hub.foundation.limits import too_many
from hub.hours.models import Opening
from hub.people.models import Unit
from hub.privacy.hashing import keyed_hash, slow_hash, slow_hashes
from hub.privacy.masking import mask_identifiers


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """What its page shows. `code` is empty once another was asked for; `unsent` is text that came with a form whose
    question had been left already."""

    session: VisitorSession
    token: str
    code: str
    masked: bool = False
    unsent: str = ""


def leave_question(
    *, text: str, language: str, key: str = "", address: str = ""
) -> Question:
    """Raises NotOpen while the door is open: then the chat itself is there.

    `key` is the form's own random value. Token and code are made from it, so that the same form sent twice is the same
    question with the same code, though the code is stored nowhere. `address` is only counted, as at the start of a chat.
    """
    bucket = f"question:{daily_hash(address, purpose='question')}"
    most = settings.CHAT_QUESTIONS_PER_TEN_MINUTES
    if any(too_many([bucket], most=most, seconds=600)):
        raise TooFast(WAIT)
    lasting = len(key) >= 32
    token = token_for(f"question:{key}") if lasting else token_for("")
    signs = signs_from(drawn(key)) if lasting else random_signs()
    form = Form(text, language, message_key(token), token, signs)
    known = find_visitor(token)
    if known:
        return sent_before(known, form)
    try:
        check_place(signs)
        return store(form)
    except (IntegrityError, NotOpen):
        # Perhaps the same form's other press was a moment quicker.
        known = find_visitor(token)
        if known is None:
            raise
        return sent_before(known, form)


@dataclass(frozen=True, slots=True, repr=False)
class Form:
    text: str
    language: str
    client_key: uuid.UUID
    token: str
    signs: str


def drawn(key: str) -> int:
    secret = settings.SECRET_KEY.encode()
    return int.from_bytes(hmac.digest(secret, f"return-code:{key}".encode(), "sha256"))


def message_key(token: str) -> uuid.UUID:
    return uuid.UUID(bytes=hashlib.sha256(token.encode()).digest()[:16])


def check_place(signs: str) -> None:
    """A form kept in a browser's history opens nothing that its visitor has gone on with elsewhere, or left."""
    hashes = slow_hashes(signs, purpose=PURPOSE)
    if VisitorSession.objects.filter(code_hash__in=hashes).exists():
        raise NotOpen(
            _("This form has been sent already. Open your question with its code."),
            code="gone",
        )
    if door.look(now=now()).is_open:
        raise NotOpen(
            _("The chat has opened. Your text is kept: start, and send it there."),
            code="open",
        )


@transaction.atomic
def store(form: Form) -> Question:
    due = coming()
    conversation, line = conversations.leave_question(
        unit=due.unit if due else unit_without_shift(now()),
        language=form.language,
        text=form.text,
        client_key=form.client_key,
        answer_due_at=due.ends_at if due else None,
    )
    session = VisitorSession.objects.create(
        conversation=conversation,
        token_hash=keyed_hash(form.token, purpose="visitor-token"),
        code_hash=slow_hash(form.signs, purpose=PURPOSE),
    )
    return shown(session, form, line)


def coming() -> Opening | None:
    """The shift that is promised to answer."""
    return Opening.objects.client().coming(now()).select_related("unit").first()


def unit_without_shift(at: datetime) -> Unit:
    """Nothing is planned: the unit that last had the chat, or the first one."""
    before = Opening.objects.client().filter(starts_at__lte=at).select_related("unit")
    last = before.order_by("-starts_at", "-id").first()
    unit = last.unit if last else Unit.objects.order_by("id").first()
    if unit is None:
        raise NotOpen(_("The chat is closed now."))
    return unit


def sent_before(session: VisitorSession, form: Form) -> Question:
    """The line that the form left; its text now, when another, is given back to be sent on its own."""
    line = conversations.post_client_message(
        conversation_id=session.conversation_id,
        text=form.text,
        client_key=form.client_key,
    )
    return shown(session, form, line)


def shown(session: VisitorSession, form: Form, line: Line) -> Question:
    valid = session.code_hash in slow_hashes(form.signs, purpose=PURPOSE)
    same = mask_identifiers(form.text).text.split() == line.text.split()
    return Question(
        session=session,
        token=form.token,
        code=grouped(form.signs) if valid else "",
        masked=bool(line.masked),
        unsent="" if same else form.text,
    )
