"""The way back: a code that the visitor writes down, and the conversation again for whoever brings it."""

import secrets

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.foundation.addresses import daily_hash
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.errors import DomainError, NotOpen, TooFast
from hub.foundation.limits import too_many
from hub.foundation.realtime import publish, thread_group
from hub.privacy.hashing import keyed_hash, slow_hash, slow_hashes

# Of signs that look alike, in print or in anybody's hand, one is used; whichever is typed, that one is meant.
# The same in every language, and each can be said aloud. 18 of 27 signs are 85 bits.
SIGNS = "0123456789ACDEFHJKMNPRTVWXY"
LOOKALIKES = str.maketrans("BGILOQSUZ", "8611005V2")
LENGTH, GROUP = 18, 3
PURPOSE = "return-code"
GONE = _("This conversation has ended.")
WRONG = _("The code is wrong or has expired.")


def issue_code(*, session: VisitorSession) -> str:
    """A new code, in groups, shown this once: only its slow hash is kept. One asked for before opens nothing now.

    Raises NotOpen when the token has come to open nothing meanwhile: two workers banned its visitor, for example.
    """
    signs = random_signs()
    hashed = slow_hash(signs, purpose=PURPOSE)
    with transaction.atomic():
        if not session.still_here().update(code_hash=hashed):
            raise NotOpen(GONE, code="gone")
        conversations.let_return(conversation=session.conversation)
    return grouped(signs)


def random_signs() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def signs_from(number: int) -> str:
    """The signs of a secret number; one of 256 bits makes each code as likely as another."""
    places = (number // len(SIGNS) ** place for place in range(LENGTH))
    return "".join(SIGNS[place % len(SIGNS)] for place in places)


def grouped(signs: str) -> str:
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def meant(typed: str) -> str:
    """The signs of a code however it was typed: small letters, spaces, look-alikes."""
    signs = "".join(
        sign for sign in typed[:100].upper() if sign.isascii() and sign.isalnum()
    )
    return signs.translate(LOOKALIKES)


def as_written(typed: str) -> str:
    """In groups, and nothing that no code has."""
    return grouped("".join(sign for sign in meant(typed) if sign in SIGNS)[:LENGTH])


def come_back(
    *, code: str, address: str = "", practice: bool = False
) -> tuple[VisitorSession, str]:
    """The conversation of a code, under a fresh token; the token before opens nothing any more, here or elsewhere.

    Raises one and the same DomainError for a wrong, an expired and an unknown code, after the same work: one slow
    hash for each configured key and one query. Tries are counted by address alone: a limit for all together would
    let anybody lock the others out, and 85 bits need none.
    """
    bucket = f"return:{daily_hash(address, purpose='return')}"
    most = settings.CHAT_CODES_PER_TEN_MINUTES
    if any(too_many([bucket], most=most, seconds=600)):
        raise TooFast(_("Too many attempts. Wait 10 minutes."))
    hashes = slow_hashes(meant(code), purpose=PURPOSE)
    found = VisitorSession.objects.in_practice(practice).reachable(hashes, now()).first()
    if found is None:
        raise DomainError(WRONG, code="wrong_code")
    return reopen(found)


@transaction.atomic
def reopen(session: VisitorSession) -> tuple[VisitorSession, str]:
    token = secrets.token_urlsafe(32)
    hashed = keyed_hash(token, purpose="visitor-token")
    same_code = VisitorSession.objects.filter(pk=session.pk, code_hash=session.code_hash)
    if not same_code.update(token_hash=hashed):  # a ban was quicker
        raise DomainError(WRONG, code="wrong_code")
    conversations.client_returned(conversation=session.conversation)
    # Pages of the old token learn that it opens nothing.
    after_commit(publish, thread_group(session.conversation_id), {"type": "thread.state"})
    rows = VisitorSession.objects.select_related("conversation", "opening")
    return rows.get(pk=session.pk), token
