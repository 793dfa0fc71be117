from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat import door, watch
from chat.models import Seat, VisitorSession
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.realtime import publish, thread_group
from hub.hours.models import Opening
from hub.people.models import User
from hub.privacy.services import record_access


@transaction.atomic
def set_away(*, user: User, away: bool) -> None:
    """A worker on a running opening steps away, or comes back."""
    running = Opening.objects.running(now())
    Seat.objects.live().filter(opening__in=running, worker=user).update(away=away)
    record_access(by=user, action="step_away" if away else "come_back")
    after_commit(tell_unit, user.unit_id)


def parting_words(*, user: User) -> object:
    """What a worker who signs out of a running opening leaves behind; nothing from anybody else."""
    at = now()
    running = Opening.objects.client().running(at)
    if not Seat.objects.live().filter(opening__in=running, worker=user):
        return ""
    staying = [worker for worker in door.look(now=at).present if worker != user]
    if len(staying) < settings.CHAT_SEATS:
        return _(
            "You are logged out. Nobody new gets into the chat before the pair is here."
        )
    return _("You are logged out. The chat does not depend on you just now.")


def tell_presence(*, user_id: int) -> None:
    """Somebody's console came or went: the door may have moved for everybody, in practice too."""
    user = User.objects.filter(pk=user_id).first()
    if user:
        tell_unit(user.unit_id)


def tell_unit(unit_id: int) -> None:
    openings = Opening.objects.filter(unit_id=unit_id)
    at = now()
    watch.tell_door(unit_id, *openings.running(at), *openings.closed_early(at))


def tell_waiting(opening: Opening) -> None:
    waiting = VisitorSession.objects.queued(opening).values_list(
        "conversation_id", flat=True
    )
    for conversation_id in waiting:
        publish(thread_group(conversation_id), {"type": "thread.state"})


def tell_queue(*, conversation_id: int) -> None:
    """A chat was started, taken or ended: everybody behind it in the queue moves."""
    session = (
        VisitorSession.objects.select_related("opening")
        .filter(conversation_id=conversation_id)
        .first()
    )
    if session and session.opening:
        tell_waiting(session.opening)
