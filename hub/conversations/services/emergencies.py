"""The emergency card: opening it calls the pair, and its ready sentences go to the client with one press."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.conversations import selectors, transports
from hub.conversations.models import Conversation, EmergencyCall, Message, Summons
from hub.conversations.services.messages import send_reply
from hub.conversations.services.threads import take_conversation
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.errors import DomainError, NotOpen
from hub.foundation.realtime import publish, user_group
from hub.people import presence
from hub.people.models import Municipality, Unit, User
from hub.privacy.services import record_access

# Opened again after this, the card calls anew.
LASTS = timedelta(hours=2)


@transaction.atomic
def call_pair(*, conversation: Conversation, by: User) -> EmergencyCall:
    """Once for each emergency, however often the card is opened. A colleague who was called and opens it is there."""
    if conversation.is_closed:
        raise NotOpen(_("This conversation has already ended."))
    at = now()
    calls = EmergencyCall.objects.filter(conversation=conversation)
    calls.standing().filter(called_at__lt=at - LASTS).update(ended_at=at)
    call, is_new = calls.get_or_create(
        ended_at=None,
        defaults={"conversation": conversation, "caller": by, "called_at": at},
    )
    if not is_new:
        answer_call(conversation=conversation, by=by, coming=True)
        return call
    called = whom_to_call(conversation, by)
    Summons.objects.bulk_create(Summons(call=call, worker=worker) for worker in called)
    record_access(by=by, action="emergency_call", obj=conversation)
    tell_called(call)
    return call


def whom_to_call(conversation: Conversation, caller: User) -> list[User]:
    """The pair's other half and whose conversation it is; when none of them is here, whoever of the unit is; and the
    supervisors in any case. A practice calls nobody who is not in it."""
    unit = list(User.objects.answering(conversation.unit_id).exclude(pk=caller.pk))
    pair = transports.get(conversation.channel).pair(conversation.pk)
    pair |= {conversation.assignee_id or 0}
    if conversation.is_practice:
        return [worker for worker in unit if worker.pk in pair]
    here = presence.online([worker.pk for worker in unit])
    near = pair if pair & here else pair | here
    return [
        worker
        for worker in unit
        if worker.pk in near or worker.role == User.Role.SUPERVISOR
    ]


def tell_called(call: EmergencyCall) -> None:
    """The caller and all who were called look again: a hint, without a name or a word."""
    event = {"type": "staff.event", "event": "emergency"}
    called = call.summons.values_list("worker_id", flat=True)
    for user_id in {call.caller_id, *called}:
        after_commit(publish, user_group(user_id), event)


@transaction.atomic
def answer_call(*, conversation: Conversation, by: User, coming: bool) -> None:
    """`coming`, or only seen. Said again, or by whom nobody called, it changes nothing."""
    call = conversation.emergency_calls.standing().first()
    if call is None:
        return
    answer = Summons.Answer.COMING if coming else Summons.Answer.SEEN
    mine = call.summons.filter(worker=by).exclude(answer__in=["coming", answer])
    if mine.update(answer=answer, answered_at=now()):
        record_access(by=by, action="emergency_answer", obj=conversation, ground=answer)
        tell_called(call)


@transaction.atomic
def end_call(*, conversation: Conversation, by: User) -> None:
    """It is over: nobody is called any more. Over already, nothing changes."""
    call = conversation.emergency_calls.standing().first()
    if call and EmergencyCall.objects.standing().filter(pk=call.pk).update(ended_at=now()):
        record_access(by=by, action="emergency_over", obj=conversation)
        tell_called(call)


@transaction.atomic
def say_ready(
    *, conversation: Conversation, by: User, name: str, client_key: uuid.UUID
) -> Message:
    """One of the card's sentences, in the client's language. Who says it to somebody who still waits takes them."""
    ready = selectors.ready_sentences(conversation)
    found = next((each for each in ready if each.name == name), None)
    if found is None:
        raise DomainError(_("There is no such sentence."))
    if conversation.status == Conversation.Status.WAITING:
        take_conversation(conversation=conversation, by=by)
    return send_reply(
        conversation=conversation, by=by, text=found.text, client_key=client_key
    )


@transaction.atomic
def set_emergency_numbers(
    *, unit: Unit, by: User | None, default: str, numbers: Mapping[str, str]
) -> None:
    """The unit's own number, and those of municipalities (by code) that have another; empty: none."""
    Unit.objects.filter(pk=unit.pk).update(emergency_phone=default)
    for code, phone in numbers.items():
        places = Municipality.objects.filter(code=code).exclude(emergency_phone=phone)
        places.update(emergency_phone=phone)
    record_access(by=by, action="set_emergency_numbers", obj=unit)
