"""Training: an opening that no client sees, with visitors who are colleagues or scripts."""

import secrets
import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat.models import PracticeFeedback, ScriptRun, Seat, VisitorSession
from chat.scripts import scripts
from chat.services.duty import tell_unit
from chat.services.roster import check_fit, locked, vacate
from chat.services.visits import open_visit, token_for
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.errors import DomainError, NotOpen
from hub.hours import services as hours
from hub.hours.models import Opening
from hub.people.models import Unit, User
from hub.privacy.masking import mask_identifiers
from hub.privacy.services import record_access

SCRIPTS_AT_ONCE = 10
LONGEST = 2000
NOT_RUNNING = _("This practice is not running just now.")


@transaction.atomic
def open_practice(
    *,
    unit: Unit,
    workers: list[User],
    starts_at: datetime,
    ends_at: datetime,
    by: User | None,
) -> Opening:
    """For these workers, none of whom has a shift at that time: a refusal names who has, and opens nothing."""
    if not workers:
        raise DomainError(_("Choose at least one worker."), code="workers")
    ids = [worker.pk for worker in workers]
    list(User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("id"))
    opening = hours.open_practice(unit=unit, by=by, starts_at=starts_at, ends_at=ends_at)
    for worker in workers:
        seat(opening, worker, by)
    return opening


@transaction.atomic
def add_trainee(*, opening: Opening, worker: User, by: User) -> Seat:
    if not opening.is_practice:
        raise DomainError(_("This is not a practice."))
    return seat(locked(opening, worker), worker, by)


def seat(opening: Opening, worker: User, by: User | None) -> Seat:
    seats = Seat.objects.live().filter(opening=opening)
    known = seats.filter(worker=worker).first()
    if known:
        return known
    check_fit(opening, worker)
    last = seats.order_by("-place").values_list("place", flat=True).first() or 0
    made = Seat.objects.create(
        opening=opening,
        worker=worker,
        place=last + 1,
        assigned_by=by if by != worker else None,
    )
    record_access(by=by, action="seat_in_practice", obj=made)
    after_commit(tell_unit, opening.unit_id)
    return made


@transaction.atomic
def leave_practice(*, seat: Seat, by: User) -> None:
    """By the worker, or by a keeper of the roster. Nobody is alarmed."""
    if not seat.opening.is_practice:
        raise DomainError(_("This is not a practice."))
    own = seat.worker_id == by.pk
    vacate(seat, Seat.State.WITHDRAWN if own else Seat.State.REMOVED, by=by)


def close_practice(*, opening: Opening, by: User) -> None:
    hours.close_practice(opening=opening, by=by)


@transaction.atomic
def enter_practice(
    *,
    opening: Opening,
    by: User,
    language: str,
    municipality_code: str = "",
    theme_slug: str = "",
    about_close_person: bool = False,
    key: str = "",
) -> tuple[VisitorSession, str]:
    """A colleague comes as a client. The door asks for no pair, and nothing of it is counted by address."""
    check_running(opening)
    token = token_for(f"practice:{opening.public_id}:{key or secrets.token_urlsafe(32)}")
    session = open_visit(
        opening,
        token,
        language,
        municipality_code,
        about_close_person,
        beyond_share=False,
        theme_slug=theme_slug,
    )
    record_access(by=by, action="enter_practice", obj=opening)
    return session, token


@transaction.atomic
def start_script(*, opening: Opening, slug: str, by: User) -> ScriptRun:
    """A scripted visitor comes; from here on the job speaks for them."""
    opening = hours.locked_opening(opening)
    check_running(opening)
    script = scripts().get(slug)
    if script is None:
        raise DomainError(_("Choose a visitor from the list."))
    going_on = ScriptRun.objects.running().filter(visitor__opening=opening)
    if going_on.count() >= SCRIPTS_AT_ONCE:
        raise DomainError(_("Ten visitors are here already. Wait until one has ended."))
    token = secrets.token_urlsafe(32)  # nobody's: the job needs none
    session = open_visit(
        opening, token, script.language, script.municipality, False, beyond_share=False
    )
    record_access(by=by, action="start_script", obj=opening, ground=slug)
    return ScriptRun.objects.create(visitor=session, script=slug, at_step_since=now())


def check_running(opening: Opening) -> None:
    if not (opening.is_practice and opening.takes_new(now())):
        raise NotOpen(NOT_RUNNING, code="closed")


def leave_feedback(
    *,
    opening: Opening,
    by: User,
    named: bool,
    key: uuid.UUID,
    worked: str,
    did_not: str,
    free_text: str,
) -> None:
    """What the tool was like. Without a name nothing tells who wrote it, the access log neither."""
    if not opening.is_practice:
        raise DomainError(_("This is not a practice."))
    given = {"worked": worked, "did_not": did_not, "free_text": free_text}
    words = {name: cleaned(text) for name, text in given.items()}
    if not any(words.values()):
        raise DomainError(_("Write something first."), code="worked")
    for name, text in words.items():
        if len(text) > LONGEST:
            raise DomainError(
                _("The text is too long (2,000 characters at most)."), code=name
            )
    PracticeFeedback.objects.get_or_create(
        key=key,
        defaults={"opening": opening, "author": by if named else None, **words},
    )


def cleaned(text: str) -> str:
    return mask_identifiers(text.replace("\r\n", "\n").replace("\x00", "").strip()).text
