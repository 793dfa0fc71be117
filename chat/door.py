"""Whether the chat takes new visitors just now, and what to say when it does not."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings

from chat.models import Seat, VisitorSession
from chat.presence import SILENT_AFTER_SECONDS, alive
from hub.conversations.models import Conversation
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import User

OPEN, CLOSED, FULL, UNSTAFFED = "open", "closed", "full", "unstaffed"


@dataclass(frozen=True, slots=True)
class Door:
    """`ahead`: visitors who already wait. `opening` is the running one, whatever the state; `early` the one that would run, had
    nobody closed it."""

    state: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    ahead: int = 0
    opening: Opening | None = None
    early: Opening | None = None
    present: list[User] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state == OPEN


def look(*, now: datetime) -> Door:
    """A handful of queries and one look at Valkey; nothing is kept."""
    opening = Opening.objects.client().running(now).select_related("unit").first()
    following = Opening.objects.client().coming(now).first()
    opens_at = following.starts_at if following else None
    if opening is None:
        early = Opening.objects.client().closed_early(now).first()
        return Door(CLOSED, opens_at=opens_at, early=early)
    present = present_pair(opening)
    ahead = VisitorSession.objects.queued(opening).count()
    return Door(
        state=state_of(opening, len(present), ahead, now),
        opens_at=opens_at,
        closes_at=opening.ends_at,
        ahead=ahead,
        opening=opening,
        present=present,
    )


def state_of(opening: Opening, present: int, ahead: int, now: datetime) -> str:
    if not opening.takes_new(now):
        return CLOSED
    if present < settings.CHAT_SEATS:
        return UNSTAFFED
    return FULL if is_full(opening, ahead, now) else OPEN


def is_full(opening: Opening, ahead: int, now: datetime) -> bool:
    """Only for newcomers: who waits keeps their place, and a worker may take them all the same."""
    most = settings.CHAT_QUEUE_LIMIT
    return bool(
        (ahead >= most and ahead - absent(opening, now) >= most)
        or VisitorSession.objects.answered(opening).count()
        >= settings.CHAT_CONVERSATIONS_PER_PAIR
    )


def absent(opening: Opening, now: datetime) -> int:
    """Who waits, never wrote and shows no sign of life: starts that nobody stands behind must not keep the door
    shut for others."""
    silent = VisitorSession.objects.queued(opening).filter(
        conversation__last_seq=0,
        conversation__created_at__lt=now - timedelta(seconds=SILENT_AFTER_SECONDS),
    )
    asked = list(silent.values_list("conversation_id", flat=True))
    return len(asked) - len(alive(asked))


def present_pair(opening: Opening) -> list[User]:
    """Rostered, not stepped away, and with a living console."""
    seats = Seat.objects.filter(opening=opening).at_desk().select_related("worker__profile")
    workers = {
        seat.worker_id: seat.worker
        for seat in seats.order_by("id")
        if seat.worker.is_active
    }
    here = presence.online(workers)
    return [worker for worker_id, worker in workers.items() if worker_id in here]


def place_in_queue(session: VisitorSession) -> int:
    """How many wait before this one; 0 when the next free worker is theirs."""
    if session.conversation.status != Conversation.Status.WAITING:
        return 0
    return (
        VisitorSession.objects.queued(session.opening)
        .filter(conversation_id__lt=session.conversation_id)
        .count()
    )
