import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from chat.models import CalendarLink, Notice, Seat, Swap
from hub.foundation.clock import now
from hub.hours.models import Opening
from hub.people.models import Absence, User, WorkerProfile

GAPS_AHEAD = timedelta(weeks=4)
WEEK, MONTH, MINE = "week", "month", "mine"


@dataclass(frozen=True, slots=True, repr=False)
class Shift:
    """An opening with its seats, as one reader sees it."""

    opening: Opening
    seats: list[Seat]
    mine: Seat | None
    over: bool
    running: bool
    answers: bool

    @property
    def lacking(self) -> int:
        return 0 if self.over else max(0, settings.CHAT_SEATS - len(self.seats))

    @property
    def may_join(self) -> bool:
        """There is a place on the roster, or while it runs one beside the pair."""
        places = settings.CHAT_SEATS + (1 if self.running else 0)
        free = not self.over and self.mine is None and len(self.seats) < places
        return free and self.answers

    @property
    def titles_that_mix(self) -> list[str]:
        """With one seat taken: the titles the other half might have. A suggestion, never a rule."""
        if len(self.seats) != 1 or not self.lacking:
            return []
        taken = self.seats[0].worker.profile.title
        wanted = (
            WorkerProfile.Title.SOCIAL_WORKER,
            WorkerProfile.Title.SOCIAL_INSTRUCTOR,
        )
        return [str(title.label).lower() for title in wanted if title != taken]


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    shifts: list[Shift]
    today: bool
    inside: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Roster:
    """`weeks` holds the days of the view, a row for each week; `shifts` only those of `mine`."""

    view: str
    first: date
    earlier: date
    later: date
    weeks: list[list[Day]]
    shifts: list[Shift]
    gaps: list[Shift]
    swaps: list[Swap]
    absences: list[Absence]
    has_calendar: bool
    colleagues: list[User] = field(default_factory=list)

    @property
    def last(self) -> date:
        return self.weeks[-1][-1].date


def roster(user: User, *, view: str, day: date | None) -> Roster:
    at = now()
    first = day or timezone.localdate(at)
    first = first.replace(day=1) if view == MONTH else first - timedelta(first.weekday())
    dates = weeks_of(view, first)
    shifts = shifts_of_view(user, view, dates, at)
    earlier, later = neighbours(view, first)
    return Roster(
        view=view,
        first=first,
        earlier=earlier,
        later=later,
        weeks=[] if view == MINE else by_day(dates, shifts, first, view, at),
        shifts=shifts if view == MINE else [],
        gaps=gaps(user),
        swaps=open_swaps(user),
        absences=absences(user, at),
        has_calendar=CalendarLink.objects.filter(user=user).exists(),
        colleagues=unit_staff(user) if user.keeps_roster else [],
    )


def weeks_of(view: str, first: date) -> list[list[date]]:
    if view == MONTH:
        return calendar.Calendar().monthdatescalendar(first.year, first.month)
    return [[first + timedelta(days=ahead) for ahead in range(7)]]


def neighbours(view: str, first: date) -> tuple[date, date]:
    if view != MONTH:
        return first - timedelta(days=7), first + timedelta(days=7)
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(
        day=1
    )


def shifts_of_view(
    user: User, view: str, dates: list[list[date]], at: datetime
) -> list[Shift]:
    if view == MINE:
        mine = Seat.objects.live().filter(worker=user).values("opening")
        return shifts(user, Q(pk__in=mine, ends_at__gt=at), at)
    after = dates[-1][-1] + timedelta(days=1)
    return shifts(
        user, Q(starts_at__gte=midnight(dates[0][0]), starts_at__lt=midnight(after)), at
    )


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def shifts(user: User, which: Q, at: datetime) -> list[Shift]:
    rows = Opening.objects.client().visible_to(user).filter(which)
    seated = Seat.objects.live().select_related("worker__profile").order_by("place", "id")
    rows = rows.prefetch_related(Prefetch("seats", queryset=seated, to_attr="seated"))
    return [shift(row, user, at) for row in rows.order_by("starts_at", "id")[:400]]


def shift(opening: Opening, user: User, at: datetime) -> Shift:
    seats: list[Seat] = getattr(opening, "seated", [])
    over = opening.ended(at)
    return Shift(
        opening=opening,
        seats=seats,
        mine=next((seat for seat in seats if seat.worker_id == user.pk), None),
        over=over,
        running=not over and opening.starts_at <= at,
        answers=user.answers_clients,
    )


def by_day(
    dates: list[list[date]], shifts: list[Shift], first: date, view: str, at: datetime
) -> list[list[Day]]:
    today = timezone.localdate(at)
    held: dict[date, list[Shift]] = {}
    for found in shifts:
        held.setdefault(timezone.localdate(found.opening.starts_at), []).append(found)
    return [
        [
            Day(
                date=day,
                shifts=held.get(day, []),
                today=day == today,
                inside=view != MONTH or day.month == first.month,
            )
            for day in week
        ]
        for week in dates
    ]


def gaps(user: User) -> list[Shift]:
    """Openings of the coming four weeks, and what runs, that lack somebody."""
    at = now()
    soon = Q(ends_at__gt=at, starts_at__lt=at + GAPS_AHEAD)
    return [found for found in shifts(user, soon, at) if found.lacking]


def open_swaps(user: User) -> list[Swap]:
    """What this worker may answer; their own stand beside their seat."""
    rows = Swap.objects.open().for_colleague(user).filter(seat__opening__ends_at__gt=now())
    rows = rows.select_related("seat__opening", "seat__worker__profile")
    return (
        list(rows.order_by("seat__opening__starts_at", "id"))
        if user.answers_clients
        else []
    )


def absences(user: User, at: datetime) -> list[Absence]:
    rows = Absence.objects.visible_to(user).filter(last_day__gte=timezone.localdate(at))
    return list(rows.select_related("user__profile").order_by("first_day", "id")[:100])


def unit_staff(user: User) -> list[User]:
    staff = User.objects.answering(user.unit_id).select_related("profile")
    return list(staff.order_by("profile__first_name", "id"))


def notices(user: User) -> QuerySet[Notice]:
    rows = Notice.objects.standing(now()).filter(recipient=user)
    return rows.select_related("opening", "about__profile").order_by("-id")[:20]


@dataclass(frozen=True, slots=True, repr=False)
class Colleague:
    user: User
    mixes: bool


@dataclass(frozen=True, slots=True, repr=False)
class OpeningPage:
    shift: Shift
    my_swap: Swap | None
    free: list[Colleague]
    history: list[Seat]


def opening_page(opening: Opening, user: User) -> OpeningPage:
    """How former seats ended is for who keeps the roster."""
    found = shifts(user, Q(pk=opening.pk), now())[0]
    seated = {seat.worker_id for seat in found.seats}
    titles = {seat.worker.profile.title for seat in found.seats}
    free = [worker for worker in unit_staff(user) if worker.pk not in seated]
    colleagues = [
        Colleague(worker, bool(titles) and worker.profile.title not in titles)
        for worker in free
    ]
    ended = Seat.objects.filter(opening=opening).exclude(state=Seat.State.TAKEN)
    swap = Swap.objects.open().select_related("asked__profile").filter(seat=found.mine)
    return OpeningPage(
        shift=found,
        my_swap=swap.first() if found.mine else None,
        free=sorted(colleagues, key=lambda one: not one.mixes),
        history=list(ended.select_related("worker__profile").order_by("ended_at", "id"))
        if user.keeps_roster
        else [],
    )
