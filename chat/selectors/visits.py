from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext

from chat import door, presence
from chat.models import VisitorSession
from chat.selectors import words
from chat.selectors.questions import question_words
from hub.conversations.journal import Line
from hub.conversations.models import Conversation, Message
from hub.conversations.selectors import thread_lines
from hub.foundation.clock import now
from hub.foundation.templatetags.when import day_clock
from hub.people.models import User
from hub.people.selectors import public_name
from hub.privacy.hashing import keyed_hashes
from hub.requests.selectors import Consent, consent_of


def find_visitor(token: str, *, practice: bool = False) -> VisitorSession | None:
    """The session of a token, whose use is a sign of life; a wrong one and a gone one look the same, and so does one
    from the other side of the wall between clients and practice."""
    if not (20 <= len(token) <= 100 and token.isascii()):
        return None
    found = (
        VisitorSession.objects.select_related("conversation", "opening")
        .in_practice(practice)
        .filter(token_hash__in=keyed_hashes(token, purpose="visitor-token"))
        .first()
    )
    if found:
        presence.beat(found.conversation_id)
    return found


@dataclass(frozen=True, slots=True, repr=False)
class Room:
    """What a visitor sees of their own conversation."""

    conversation: str
    conversation_id: int
    state: str
    ahead: int
    pair: list[str]
    answerers: str
    taken: str
    lines: list[Line]
    last_seq: int
    closes_soon: bool
    staffed: bool
    notice: str
    consent: Consent | None

    @property
    def asked(self) -> str:
        """Changes when a question about an identified channel comes, is answered or goes."""
        return self.consent.version if self.consent else ""

    def joined_frame(self) -> dict[str, Any]:
        return {
            "type": "joined",
            "state": self.state,
            "ahead": self.ahead,
            "pair": self.pair,
            "answerers": self.answerers,
            "taken": self.taken,
            "notice": self.notice,
            "asked": self.asked,
            "seq": self.last_seq,
        }

    def state_frame(self) -> dict[str, Any]:
        return {
            "type": "state",
            "state": self.state,
            "ahead": self.ahead,
            "pair": self.pair,
            "answerers": self.answerers,
            "taken": self.taken,
            "notice": self.notice,
            "asked": self.asked,
            "closing_soon": self.closes_soon,
            "staffed": self.staffed,
        }


def room(session: VisitorSession, *, after: int = 0, with_lines: bool = True) -> Room:
    conversation = session.conversation
    at = now()
    lines = thread_lines(conversation, after=after) if with_lines else []
    opening = session.opening
    present = door.present_pair(opening) if opening else []
    names = pair_names(conversation, present)
    state = visible_state(conversation)
    return Room(
        conversation=str(conversation.public_id),
        conversation_id=conversation.pk,
        state=state,
        ahead=door.place_in_queue(session),
        pair=names,
        answerers=answerers(names),
        taken=taken(conversation),
        lines=lines,
        last_seq=conversation.last_seq,
        closes_soon=bool(opening and opening.closes_soon(at)),
        staffed=bool(present),
        notice=words_beside(session, state, len(present), at),
        consent=consent_of(conversation),
    )


def copy_of(session: VisitorSession) -> str:
    """The visitor's own copy: a heading with name and time, then the words."""
    lines = thread_lines(session.conversation)
    return "\n\n".join(
        f"{gettext('you') if line.author == Message.Author.CLIENT else line.name}"
        f" {day_clock(line.at)}\n{line.text}"
        for line in lines
    )


def words_beside(session: VisitorSession, state: str, present: int, at: datetime) -> str:
    if state != "closed" and session.opening:
        return words.notice(session, session.opening, present=present, now=at)
    if state != "closed":
        return question_words(session.conversation, at)
    ended = session.conversation.decision == Conversation.Decision.UNANSWERED
    return words.unanswered(at) if ended else ""


def visible_state(conversation: Conversation) -> str:
    if conversation.is_closed or conversation.client_left_at:
        return "closed"
    waiting = conversation.status == Conversation.Status.WAITING
    return "waiting" if waiting and not conversation.is_question else "open"


def pair_names(conversation: Conversation, present: list[User]) -> list[str]:
    """Who answers: the one who took it first, then whoever else is at the desk."""
    assignee = conversation.assignee
    others = [worker for worker in present if assignee is None or worker.pk != assignee.pk]
    return [public_name(worker) for worker in ([assignee] if assignee else []) + others]


def answerers(names: list[str]) -> str:
    """`Sinulle vastaavat sosiaalityöntekijä Maija ja sosiaaliohjaaja Matti`; nothing while nobody is here."""
    inside = [name[:1].lower() + name[1:] for name in names]
    listed = {"names": get_text_list(inside, gettext("and"))}
    sentence = ngettext(
        "You are answered by %(names)s", "You are answered by %(names)s", len(names)
    )
    return sentence % listed if names else ""


def taken(conversation: Conversation) -> str:
    if conversation.assignee is None:
        return ""
    return gettext("%(worker)s answers you now.") % {
        "worker": public_name(conversation.assignee)
    }


def panel(conversation: Conversation, _user: User) -> dict[str, Any] | None:
    """What the visitor told before they began, for the worker beside the thread; and of a question, how it is one."""
    if conversation.is_question:
        hours = settings.CHAT_RETENTION_HOURS
        return {"question": conversation, "retention_hours": hours}
    asked = VisitorSession.objects.filter(
        conversation=conversation, about_close_person=True
    )
    return {"about_close_person": True} if asked.exists() else None


def last_seq(session: VisitorSession | None) -> int:
    """What a ping asks for."""
    if session is None:
        return 0
    presence.beat(session.conversation_id)
    found = Conversation.objects.filter(pk=session.conversation_id).values_list(
        "last_seq", flat=True
    )
    return found.first() or 0
