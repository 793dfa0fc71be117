"""What a visitor reads besides their place in the queue: who is missing, what closes, and where else to turn."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext

from chat import door
from chat.models import VisitorSession
from hub.conversations.models import Conversation
from hub.foundation.templatetags.when import day_clock, near
from hub.hours.models import Opening


def notice(
    session: VisitorSession, opening: Opening, *, present: int, now: datetime
) -> str:
    """Whole sentences in the language in use; empty while all is as it should be."""
    waiting = session.conversation.status == Conversation.Status.WAITING
    sentences = []
    if not present:
        sentences += nobody(opening, now)
    elif waiting and present < pair_of(opening):
        sentences.append(
            gettext(
                "Not all workers of the chat are here just now. Conversations that have begun go on; "
                "your place is kept, and you are answered when the others are back."
            )
        )
    elif waiting and door.hands_full(opening):
        sentences.append(
            gettext(
                "The workers have as many conversations as they can answer just now. Your place is kept."
            )
        )
    sentences += closing(opening, now, waiting)
    return " ".join(sentences)


def pair_of(opening: Opening) -> int:
    """Two in the chat of clients; who practises may do it alone."""
    return 1 if opening.is_practice else int(settings.CHAT_SEATS)


def nobody(opening: Opening, now: datetime) -> list[str]:
    """Both gone: what happens to what was written, until when to wait, and what else to do."""
    away = gettext(
        "The workers are away just now. What you write is kept and they see it when they return."
    )
    until = gettext("You can wait here: the chat is open until %(when)s.") % {
        "when": near(opening.ends_at)
    }
    leave = gettext(
        "You can also end the conversation: text that you have not sent stays yours to copy."
    )
    return [away, *([] if opening.ended(now) else [until]), elsewhere(now), leave]


def closing(opening: Opening, now: datetime, waiting: bool) -> list[str]:
    if opening.ended(now):
        return [gettext("The chat has closed. Your conversation is finished first.")]
    if not opening.closes_soon(now):
        return []
    when = {"when": near(opening.ends_at)}
    if not waiting:
        words = gettext("The chat closes %(when)s. Your conversation is finished first.")
        return [words % when]
    words = gettext(
        "The chat closes %(when)s. We answer you if we can before that. If we cannot, you are told here."
    )
    return [words % when, elsewhere(now)]


def elsewhere(now: datetime) -> str:
    """The next opening, when there is one, the telephone, and the contact request."""
    following = Opening.objects.client().coming(now).first()
    call = gettext("You can call us: %(phone)s.") % {"phone": settings.ORGANISATION_PHONE}
    ask = gettext("You can also leave a contact request, and we contact you.")
    phone = f"{call} {ask}"
    if following is None:
        return phone
    words = gettext("The chat opens next %(when)s.")
    return f"{words % {'when': day_clock(following.starts_at)}} {phone}"


def unanswered(now: datetime) -> str:
    """The last line to whoever was still waiting when the chat closed."""
    words = gettext(
        "The chat closed before we could answer you. We are sorry. Nobody answers this conversation any more."
    )
    return f"{words} {elsewhere(now)}"
