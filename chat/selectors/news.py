"""What a page without scripts may learn by itself: that something is new, never what.

Its frame is fetched with GET, so a ticket stands in its address. The ticket is not the token and is never taken for
one: it tells of one conversation a state, a place in the queue and a number, for minutes, and dies with the token.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from chat import door, presence
from chat.models import VisitorSession
from chat.selectors.visits import visible_state
from hub.conversations.selectors import heard_after

TICKET_SECONDS = 10 * 60
# Counted from the page that the visitor's token brought: looking on needs the token again.
PAGE_SECONDS = 60 * 60


@dataclass(frozen=True, slots=True)
class News:
    """`ticket` looks again; empty when there is nothing to look for any more."""

    state: str
    ahead: int
    count: int
    ticket: str


def signer(session: VisitorSession) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"chat-news:{session.token_hash}")


def ticket_for(session: VisitorSession, *, after: int, until: int) -> str:
    return signer(session).sign(f"{session.pk}.{after}.{until}")


def news_ticket(session: VisitorSession, *, now: datetime) -> str:
    """For a page that shows all of the conversation as it is."""
    until = int(now.timestamp()) + PAGE_SECONDS
    return ticket_for(session, after=session.conversation.last_seq, until=until)


def news(ticket: str, *, now: datetime) -> News | None:
    """A wrong ticket, an old one and one of a gone conversation look the same."""
    found = opened(ticket, now)
    if found is None:
        return None
    session, after, until = found
    presence.beat(session.conversation_id)
    state = visible_state(session.conversation)
    if session.conversation.is_question and state == "waiting":
        state = "open"  # a question waits in no queue
    again = "" if state == "closed" else ticket_for(session, after=after, until=until)
    return News(
        state=state,
        ahead=door.place_in_queue(session),
        count=heard_after(session.conversation, after),
        ticket=again,
    )


def opened(ticket: str, now: datetime) -> tuple[VisitorSession, int, int] | None:
    """The signature's key is of the very session, so the number is read before it can be believed."""
    number = ticket.partition(".")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    sessions = VisitorSession.objects.select_related("conversation", "opening")
    standing = sessions.in_practice(False).filter(conversation__purged_at=None)
    session = standing.filter(pk=int(number)).first()
    if session is None:
        return None
    try:
        said = signer(session).unsign(ticket, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        return None
    _, after, until = map(int, said.split("."))
    return (session, after, until) if now.timestamp() < until else None
