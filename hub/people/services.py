from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from hub.foundation.commit import after_commit
from hub.people import presence, tasks
from hub.people.models import Municipality, Unit, User, WorkerProfile
from hub.people.signals import presence_changed

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def be_here(*, user_ids: Iterable[int]) -> None:
    """A heartbeat of their consoles. Tells the rooms above only what it changes."""
    for user_id in presence.beat(*user_ids):
        presence_changed.send(sender=User, user_id=user_id)


def sign_off(*, user_id: int) -> None:
    presence.forget(user_id)
    presence_changed.send(sender=User, user_id=user_id)


def create_worker(
    *,
    email: str,
    password: str,
    unit: Unit,
    role: str,
    title: str,
    first_name: str,
    last_name: str = "",
) -> User:
    user = User.objects.create_user(email=email, password=password, unit=unit, role=role)
    WorkerProfile.objects.create(
        user=user, title=title, first_name=first_name, last_name=last_name
    )
    return user


def set_language(*, user: User, language: str) -> None:
    """An unknown language changes nothing."""
    if language not in User.Language.values:
        return
    User.objects.filter(pk=user.pk).update(language=language)


def set_single_keys(*, user: User, on: bool) -> None:
    User.objects.filter(pk=user.pk).update(single_keys=on)


def ask_for_new_password(*, email: str) -> None:
    """The same work for a stranger's address as for a worker's: no answer, nor its time, tells them apart."""
    known = User.objects.filter(email=email.lower(), is_active=True)
    user_id = known.values_list("pk", flat=True).first()
    after_commit(tasks.mail_password_link.delay, user_id=user_id)


def load_municipalities(*, rows: list[tuple[str, str, str]]) -> None:
    """Rows of (code, Finnish name, Swedish name); existing codes keep their links."""
    Municipality.objects.bulk_create(
        [Municipality(code=code, name_fi=fi, name_sv=sv) for code, fi, sv in rows],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_fi", "name_sv"],
    )


def factor_ok(user: User) -> bool:
    """Whether the user has what sign-in demands: a second factor, in the demo alone not.

    Recovery codes help somebody who has lost one; by themselves they are none.
    """
    return not settings.SECOND_FACTOR_REQUIRED or is_mfa_enabled(user, SECOND_FACTORS)


def listeners(session_keys: Iterable[str]) -> dict[str, User]:
    """Whose sessions these are, in a few queries for however many. Without those that are over, of an old password,
    or of a user who may no longer sign in or lacks the second factor."""
    running = Session.objects.filter(
        session_key__in=session_keys, expire_date__gt=timezone.now()
    )
    sessions = {row.session_key: row.get_decoded() for row in running}
    ids = {data[SESSION_KEY] for data in sessions.values() if SESSION_KEY in data}
    users = {str(user.pk): user for user in User.objects.filter(pk__in=ids, is_active=True)}
    protected = with_factor(users.values())
    return {
        key: user
        for key, data in sessions.items()
        if (user := users.get(data.get(SESSION_KEY, "")))
        and user.pk in protected
        and constant_time_compare(data[HASH_SESSION_KEY], user.get_session_auth_hash())
    }


def with_factor(users: Iterable[User]) -> set[int]:
    ids = {user.pk for user in users}
    if not settings.SECOND_FACTOR_REQUIRED:
        return ids
    rows = Authenticator.objects.filter(user_id__in=ids, type__in=SECOND_FACTORS)
    return set(rows.values_list("user_id", flat=True))
