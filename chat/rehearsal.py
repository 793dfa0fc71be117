"""The job of scripted visitors: each row is locked by one worker, moved at most one step, and let go.

They write by the same way as a visitor, so that everything a worker sees of them is as with a client.
"""

import uuid

from django.db import transaction

from chat.models import ScriptRun
from chat.scripts import END, LEAVE, NUDGE, SAY, WAIT, Act, Answer, Place, next_act, scripts
from hub.conversations import services as conversations
from hub.conversations.models import Message
from hub.conversations.selectors import thread_lines
from hub.foundation.clock import now
from hub.foundation.errors import DomainError

AT_ONCE = 100
State = ScriptRun.State


def play() -> int:
    """One look at every scripted visitor; how many of them did something."""
    running = ScriptRun.objects.running().order_by("id").values_list("pk", flat=True)
    return sum(play_one(run_id) for run_id in running[:AT_ONCE])


@transaction.atomic
def play_one(run_id: int) -> bool:
    """The message and the step are one commit: two workers, or one that dies, cannot say a line twice."""
    run = (
        ScriptRun.objects.running()
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("visitor__conversation__practice")
        .filter(pk=run_id)
        .first()
    )
    if run is None:
        return False
    if is_over(run):
        return bool(ScriptRun.objects.filter(pk=run.pk).update(state=State.STOPPED))
    script = scripts().get(run.script)
    steps = script.steps if script else ()
    place = Place(run.step, run.at_step_since, run.nudged)
    act = next_act(steps, place, answer(run), now())
    if act.name == WAIT:
        return False
    carry_out(run, act)
    return True


def is_over(run: ScriptRun) -> bool:
    conversation = run.visitor.conversation
    gone = conversation.is_closed or conversation.client_left_at is not None
    return gone or conversation.practice is None or conversation.practice.ended(now())


def answer(run: ScriptRun) -> Answer | None:
    lines = thread_lines(run.visitor.conversation, after=run.after_seq)
    said = [line for line in lines if line.author == Message.Author.WORKER]
    if not said:
        return None
    return Answer(text=" ".join(line.text for line in said), at=said[-1].at)


def carry_out(run: ScriptRun, act: Act) -> None:
    """What the worker writes while this is said belongs to the words before it."""
    conversation, leaves = run.visitor.conversation, act.name == LEAVE or act.leaves
    try:
        seq = say(run, act) if act.name in (SAY, NUDGE) else run.after_seq
    except DomainError:
        # Ended in this very moment.
        ScriptRun.objects.filter(pk=run.pk).update(state=State.STOPPED)
        return
    if leaves:
        conversations.client_left(conversation=conversation)
    run.nudged = act.name == NUDGE
    if act.name == END or leaves:
        run.state = State.DONE
    elif act.name == SAY:
        run.step, run.after_seq, run.at_step_since = run.step + 1, seq, now()
    run.save(update_fields=["state", "step", "after_seq", "at_step_since", "nudged"])


def say(run: ScriptRun, act: Act) -> int:
    line = conversations.post_client_message(
        conversation_id=run.visitor.conversation_id,
        text=act.words,
        client_key=uuid.uuid5(run.visitor.conversation.public_id, f"{run.step}-{act.name}"),
    )
    return line.seq
