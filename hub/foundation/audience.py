"""Every route says whom it is for; the declaration is also the check."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar, cast

View = TypeVar("View", bound=Callable[..., Any])


class Audience(StrEnum):
    PUBLIC = "public"
    PARTNER = "partner"
    PROVIDER = "provider"
    STAFF = "staff"  # any signed-in member of staff: sign-in pages, own profile
    WORKER = "worker"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"


ROLES = frozenset({Audience.WORKER, Audience.SUPERVISOR, Audience.ADMIN, Audience.AUDITOR})
# Open to people who have no account: secrets in the body or path decide, not the session.
OUTSIDE = frozenset({Audience.PUBLIC, Audience.PARTNER, Audience.PROVIDER})


def audience(*who: Audience) -> Callable[[View], View]:
    """Declare a view's audience; `AudienceMiddleware` refuses everybody else, and any view without one."""

    def declare(view: View) -> View:
        target = cast(Any, view)
        target.audience = frozenset(who)
        if OUTSIDE & target.audience:
            target.login_required = False  # what Django's login_not_required sets
        return view

    return declare


def allowed(declared: frozenset[Audience], *, role: str | None) -> bool:
    """Whether somebody with this role (None: not signed in) may enter."""
    if OUTSIDE & declared:
        return True
    if role is None:
        return False
    return Audience.STAFF in declared or role in declared
