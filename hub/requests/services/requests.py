"""A contact request from the asking to the end: left, taken, tried, offered a time, settled."""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from stdnum import luhn

from hub.foundation.addresses import daily_hash
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.errors import Conflict, DomainError, TooFast
from hub.foundation.limits import too_many
from hub.foundation.realtime import publish, unit_group
from hub.hours.selectors import deadline
from hub.people.models import Municipality, Unit, User
from hub.people.selectors import public_name
from hub.privacy.hashing import keyed_hash, keyed_hashes
from hub.privacy.sealing import DataKey
from hub.privacy.services import record_access
from hub.requests.models import ContactRequest, Details
from hub.requests.selectors import purposes
from hub.requests.services.details import checked

State = ContactRequest.State
FORM, SHORTEST_KEY, REFERENCES = "request-form", 32, 5


def leave_request(
    *,
    details: Details,
    key: str = "",
    address: str = "",
    municipality_code: str = "",
    **wish: Any,
) -> ContactRequest:
    """From the page; raises Unfit. `wish`: `purpose`, `when`, `language`, `urgent`.

    `key` is the form's own random value: the same form sent twice is one request, and what it says last holds
    until somebody has taken it. `address` is only counted, under a hash whose key is forgotten daily.
    """
    details = checked(details)
    place = Municipality.objects.current().filter(code=municipality_code).first()
    wish = {**fitting(**wish), "municipality": place}
    known = find_by_key(key)
    if known:
        return corrected(known, details, wish)
    bucket = f"request:{daily_hash(address, purpose='request')}"
    most = settings.CONTACT_REQUESTS_PER_TEN_MINUTES
    if any(too_many([bucket], most=most, seconds=600)):
        raise TooFast(_("Too many attempts. Wait 10 minutes."))
    try:
        with transaction.atomic():
            request = make_request(details=details, unit=receiving_unit(), key=key, **wish)
            told(request, by=None, action="request")
    except IntegrityError:
        known = find_by_key(key)  # the same form's other press
        if known is None:
            raise
        return known
    return request


def fitting(
    *, purpose: str = "", when: str = "", language: str = "fi", urgent: bool = False
) -> dict[str, Any]:
    """What a form offers; anything else becomes what it offers first."""
    return {
        "purpose": purpose if purpose in purposes() else ContactRequest.Purpose.CALL,
        "when": when if when in ContactRequest.When.values else ContactRequest.When.ANY,
        "language": language if language in dict(settings.LANGUAGES) else "fi",
        "urgent": urgent,
    }


def find_by_key(key: str) -> ContactRequest | None:
    if len(key) < SHORTEST_KEY:
        return None
    hashes = keyed_hashes(key, purpose=FORM)
    return ContactRequest.objects.filter(key_hash__in=hashes).first()


def corrected(
    known: ContactRequest, details: Details, wish: dict[str, Any]
) -> ContactRequest:
    if known.details == details and all(
        getattr(known, name) == wished for name, wished in wish.items()
    ):
        return known
    changed = ContactRequest.objects.filter(pk=known.pk, state=State.NEW).update(
        details_sealed=known.seal(details), **wish
    )
    if not changed:
        raise Conflict(
            _("A worker has taken this request already. Call us if something has changed.")
        )
    known.refresh_from_db()
    return known


def receiving_unit() -> Unit:
    name = settings.CONTACT_REQUEST_UNIT
    units = Unit.objects.filter(name=name) if name else Unit.objects.order_by("id")
    unit = units.first()
    if unit is None:
        raise DomainError(_("Contact requests are not taken here just now. Call us."))
    return unit


def make_request(
    *, details: Details, unit: Unit, key: str = "", **fields: Any
) -> ContactRequest:
    """A row with a key and a reference of its own."""
    at = now()
    request = ContactRequest(
        unit=unit,
        key_hash=keyed_hash(key, purpose=FORM) if len(key) >= SHORTEST_KEY else None,
        data_key=DataKey.new().wrapped(),
        requested_at=at,
        due_at=deadline(at, working_days=settings.CONTACT_REQUEST_WORKING_DAYS),
        **fields,
    )
    request.details_sealed = request.seal(details)
    request.reference = free_reference()
    request.save(force_insert=True)
    return request


def free_reference() -> str:
    """Eight digits that follow from no other; the last one shows when another was misheard."""
    for _try in range(REFERENCES):
        digits = f"{secrets.randbelow(10**7):07}"
        reference = f"{digits}{luhn.calc_check_digit(digits)}"
        if not ContactRequest.objects.filter(reference=reference).exists():
            return reference
    raise DomainError(_("Something went wrong. Try again."))


def told(
    request: ContactRequest, *, by: User | None, action: str, ground: str = ""
) -> None:
    """The access log, and the unit's consoles: the list looks again."""
    record_access(by=by, action=action, obj=request, ground=ground)
    event = {
        "type": "staff.event",
        "event": "request",
        "request": str(request.public_id),
    }
    after_commit(publish, unit_group(request.unit_id), event)


@transaction.atomic
def view_request(*, request: ContactRequest, by: User) -> None:
    record_access(by=by, action="view", obj=request)


@transaction.atomic
def take_request(*, request: ContactRequest, by: User) -> ContactRequest:
    """First come, first served: the loser of a race gets a Conflict that names the winner."""
    won = ContactRequest.objects.filter(pk=request.pk, state=State.NEW).update(
        state=State.TAKEN, assignee=by, taken_at=now()
    )
    request.refresh_from_db()
    if not won and request.assignee != by:
        raise Conflict(refusal_to_take(request))
    if won:
        told(request, by=by, action="take")
    return request


def refusal_to_take(request: ContactRequest) -> object:
    if request.is_closed or request.assignee is None:
        return settled_already()
    winner = {"worker": public_name(request.assignee)}
    return _("%(worker)s took this request a moment before you.") % winner


def settled_already() -> object:
    return _("This request has been settled already.")


@transaction.atomic
def reassign_request(*, request: ContactRequest, by: User, to: User) -> ContactRequest:
    """To a colleague of the unit, whoever had it; a new one is thereby taken."""
    if not (to.is_active and to.answers_clients and to.unit_id == request.unit_id):
        raise DomainError(_("Choose a worker of this unit."))
    rows = ContactRequest.objects.filter(pk=request.pk)
    changed = rows.filter(state=State.NEW).update(
        state=State.TAKEN, assignee=to, taken_at=now()
    ) or rows.filter(state__in=ContactRequest.IN_HAND).update(assignee=to)
    return after_change(request, changed, by=by, action="assign", ground=f"user {to.pk}")


@transaction.atomic
def mark_urgent(*, request: ContactRequest, by: User, urgent: bool) -> ContactRequest:
    changed = ContactRequest.objects.filter(pk=request.pk).unclosed().update(urgent=urgent)
    return after_change(
        request, changed, by=by, action="urgency", ground="urgent" if urgent else ""
    )


@transaction.atomic
def record_try(*, request: ContactRequest, by: User) -> ContactRequest:
    """The client was not reached this time."""
    changed = in_hand(request).update(tries=F("tries") + 1, tried_at=now())
    return after_change(request, changed, by=by, action="answer", ground="tried")


@transaction.atomic
def record_offer(
    *, request: ContactRequest, by: User, meeting_at: datetime | None = None
) -> ContactRequest:
    changed = in_hand(request).update(
        state=State.OFFERED, offered_at=now(), meeting_at=meeting_at
    )
    return after_change(request, changed, by=by, action="answer", ground="offered")


@transaction.atomic
def close_request(*, request: ContactRequest, by: User, outcome: str) -> ContactRequest:
    """With what came of it; somebody must have it in hand, and who was never tried cannot be given up."""
    if outcome not in ContactRequest.OUTCOMES:
        raise DomainError(_("Choose what came of the request."), code="outcome")
    rows = in_hand(request)
    if outcome == State.UNREACHED:
        rows = rows.filter(tries__gt=0)
        request.refresh_from_db()
        if request.is_in_hand and not request.tries:
            raise DomainError(
                _("Try to reach the client first, and record the try."), code="outcome"
            )
    changed = rows.update(state=outcome, closed_at=now())
    return after_change(request, changed, by=by, action="close", ground=outcome)


def in_hand(request: ContactRequest) -> Any:
    return ContactRequest.objects.filter(pk=request.pk, state__in=ContactRequest.IN_HAND)


def after_change(
    request: ContactRequest, changed: int, *, by: User, action: str, ground: str
) -> ContactRequest:
    request.refresh_from_db()
    if not changed:
        new = request.state == State.NEW
        raise Conflict(_("Take the request first.") if new else settled_already())
    told(request, by=by, action=action, ground=ground)
    return request
