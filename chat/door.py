"""Whether the chat takes new visitors just now, and what to say when it does not."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings

from chat import places
from chat.models import Seat, VisitorSession
from chat.presence import SILENT_AFTER_SECONDS, alive
from hub.conversations.models import Conversation
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import User

# Full: the pair has all the conversations it can answer, and newcomers wait in the queue. Crowded: the queue's last
# place is taken too, and only then somebody is turned away.
OPEN, FULL, CROWDED = "open", "full", "crowded"
UNSTAFFED, CLOSED = "unstaffed", "closed"


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
        """Whether a newcomer may begin, if only to wait."""
        return self.state in (OPEN, FULL)

    @property
    def seats(self) -> int:
        return int(settings.CHAT_SEATS)


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
    if is_crowded(opening, ahead, now):
        return CROWDED
    return FULL if hands_full(opening) else OPEN


def is_crowded(
    opening: Opening, ahead: int, now: datetime, *, beyond_share: bool = False
) -> bool:
    """Only for newcomers: who waits keeps their place. Whose address has its share of the queue needs a place that
    is really free; others are not kept out by such an address."""
    most: int = settings.CHAT_QUEUE_LIMIT
    if ahead < most:
        return False
    return beyond_share or ahead - uncounted(opening, now) >= most


def hands_full(opening: Opening) -> bool:
    """A hint to whoever waits and to the pair: a worker may take the next one all the same."""
    running = VisitorSession.objects.answered(opening).count()
    return running >= int(settings.CHAT_CONVERSATIONS_PER_PAIR)


def uncounted(opening: Opening, now: datetime) -> int:
    """Who must not keep the door shut for others: who waits, never wrote and shows no sign of life, and what one
    address has beyond its share."""
    queued = VisitorSession.objects.queued(opening)
    silent = queued.filter(
        conversation__last_seq=0,
        conversation__created_at__lt=now - timedelta(seconds=SILENT_AFTER_SECONDS),
    )
    asked = set(silent.values_list("conversation_id", flat=True))
    everybody = queued.values_list("conversation_id", flat=True)
    return len((asked - alive(asked)) | places.beyond_share(everybody))


def present_pair(opening: Opening) -> list[User]:
    """Rostered, not stepped away, and with a living console."""
    seats = Seat.objects.filter(opening=opening).at_desk().select_related("worker__profile")
    return at_desk(seats.order_by("id"))


def at_desk(seats: Iterable[Seat]) -> list[User]:
    workers = {
        seat.worker_id: seat.worker
        for seat in seats
        if seat.worker.is_active and not seat.away
    }
    here = presence.online(workers)
    return [worker for worker_id, worker in workers.items() if worker_id in here]


def place_in_queue(session: VisitorSession) -> int:
    """How many wait before this one; 0 when the next free worker is theirs."""
    waiting = session.conversation.status == Conversation.Status.WAITING
    if session.opening is None or not waiting:
        return 0
    return (
        VisitorSession.objects.queued(session.opening)
        .filter(conversation_id__lt=session.conversation_id)
        .count()
    )
