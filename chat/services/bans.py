"""A ban takes two: one proposes, another of the pair agrees, and either alone can lift it."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chat import places, selectors
from chat.models import Ban, Notice, VisitorSession
from chat.services.notices import notify
from chat.services.visits import nobodys_token
from hub.conversations import services as conversations
from hub.foundation.addresses import daily_key_lasts
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.errors import Conflict, DomainError
from hub.foundation.realtime import publish, staff_thread_group, thread_group, unit_group
from hub.people.models import User
from hub.privacy.services import record_access

State = Ban.State
LONGEST_WORDS = 300
NOT_KNOWN = _("The connection of this conversation is not known any more. Only this conversation can be ended.")  # fmt: skip


@transaction.atomic
def propose_ban(
    *, session: VisitorSession, by: User, length: str, reason: str, words: str = ""
) -> Ban:
    """Nothing happens to the visitor before another agrees, within half an hour."""
    at, words = now(), words.replace("\x00", "").strip()
    check_proposal(session, length, reason, words)
    seconds = selectors.second_persons(session, by)
    if not seconds:
        raise DomainError(_("Nobody else is here who could agree to a ban."), code="")
    Ban.objects.filter(conversation=session.conversation_id).lapse(at)
    ban = Ban(
        conversation=session.conversation,
        proposer=by,
        proposed_at=at,
        length=length,
        reason=reason,
    )
    ban.words_sealed = ban.seal_words(words)
    try:
        with transaction.atomic():
            ban.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("A ban of this visitor has been proposed already.")) from None
    kind = Notice.Kind.BAN_ASKED
    notify(kind, opening=selectors.opening_of(session), to=seconds, about=by)
    told(ban, by=by, action="propose_ban")
    return ban


def check_proposal(session: VisitorSession, length: str, reason: str, words: str) -> None:
    if reason not in Ban.Reason.values:
        raise DomainError(_("Choose the reason."), code="reason")
    if reason == Ban.Reason.OTHER and not words:
        raise DomainError(_("Tell your pair what happened."), code="words")
    if len(words) > LONGEST_WORDS:
        raise DomainError(_("This is too long (300 characters at most)."), code="words")
    if length not in dict(selectors.lengths(session)):
        raise DomainError(_("Choose what is banned, and for how long."), code="length")
    thread = session.conversation
    if length == Ban.CONVERSATION and (thread.is_closed or thread.client_left_at):
        raise DomainError(_("This conversation has ended already."), code="length")


@transaction.atomic
def agree_ban(*, ban: Ban, by: User) -> Ban:
    """The second person's word makes it so: the visit ends, its token and code open nothing, and its connection, if
    that was proposed, is kept out until the end that was told."""
    check_second(ban, by)
    at = now()
    visits = VisitorSession.objects.select_for_update()
    session = visits.get(conversation=ban.conversation_id)
    settle(
        ban,
        State.IN_FORCE,
        at,
        by=by,
        token_hash=session.token_hash,
        **term(ban, at),
    )
    VisitorSession.objects.filter(pk=session.pk).update(
        token_hash=nobodys_token(), code_hash=None
    )
    conversations.dismiss_client(conversation=ban.conversation, at=at)
    told(ban, by=by, action="agree_ban")
    gone = {"type": "visitor.vanished"}
    after_commit(publish, thread_group(ban.conversation_id), gone)
    return ban


def term(ban: Ban, at: datetime) -> dict[str, object]:
    key_lasts = timedelta(seconds=daily_key_lasts())
    ends_at = selectors.end_of(ban, at, key_lasts=key_lasts)
    connection = "" if ban.is_narrow else places.connection_of(ban.conversation_id)
    if not ban.is_narrow and not connection:
        raise DomainError(NOT_KNOWN)
    if ends_at <= at:
        raise DomainError(_("The opening has ended. Propose another length."))
    return {"ends_at": ends_at, "address_hash": connection}


def check_second(ban: Ban, by: User) -> None:
    if by.pk == ban.proposer_id:
        raise DomainError(_("Another worker has to agree: you proposed this yourself."))
    session = VisitorSession.objects.select_related("opening").get(
        conversation=ban.conversation_id
    )
    if by not in selectors.second_persons(session, ban.proposer):
        raise DomainError(_("Only the other worker of the opening can answer this."))


@transaction.atomic
def refuse_ban(*, ban: Ban, by: User) -> None:
    check_second(ban, by)
    settle(ban, State.REFUSED, now(), by=by)
    told(ban, by=by, action="refuse_ban")


@transaction.atomic
def withdraw_ban(*, ban: Ban, by: User) -> None:
    if by.pk != ban.proposer_id:
        raise DomainError(_("Only who proposed a ban can withdraw it."))
    settle(ban, State.WITHDRAWN, now(), by=None)
    told(ban, by=by, action="withdraw_ban")


@transaction.atomic
def lift_ban(*, ban: Ban, by: User) -> None:
    """Before its end; the conversation that it ended stays ended."""
    if not selectors.may_lift(ban, by):
        raise DomainError(_("Only those who agreed to it or a supervisor lift a ban."))
    standing = Ban.objects.in_force(now()).filter(pk=ban.pk)
    forgotten = {"address_hash": "", "token_hash": ""}
    if not standing.update(state=State.LIFTED, lifted_by=by, **forgotten):
        raise Conflict(_("This ban is over already."))
    told(ban, by=by, action="lift_ban")


def settle(
    ban: Ban, state: str, at: datetime, *, by: User | None, **fields: object
) -> None:
    """The one answer of a proposal that still stands; whoever comes second reads what became of it."""
    answered = {"answerer": by, "answered_at": at if by else None}
    standing = Ban.objects.proposed(at).filter(pk=ban.pk)
    if not standing.update(state=state, **answered, **fields):
        ban.refresh_from_db(fields=["state"])
        raise Conflict(AFTERWARDS.get(ban.state, AFTERWARDS[State.LAPSED]))
    ban.refresh_from_db(fields=["state", "answerer", "answered_at", "ends_at"])
    Notice.objects.filter(
        opening__visitors__conversation=ban.conversation_id,
        about=ban.proposer,
        kind=Notice.Kind.BAN_ASKED,
    ).delete()


AFTERWARDS: dict[str, object] = {
    State.IN_FORCE: _("The ban has already been agreed to."),
    State.LIFTED: _("The ban has already been agreed to."),
    State.REFUSED: _("The ban has already been refused."),
    State.WITHDRAWN: _("Your colleague has withdrawn the proposal."),
    State.LAPSED: _("This proposal no longer stands."),
}


def told(ban: Ban, *, by: User, action: str) -> None:
    """The access log, by kind and length alone; the consoles of the unit look again."""
    ground = f"{ban.reason} {ban.length}"
    record_access(by=by, action=action, obj=ban.conversation, ground=ground)
    for event in ("notice", "presence"):
        hint = {"type": "staff.event", "event": event}
        after_commit(publish, unit_group(ban.conversation.unit_id), hint)
    state = {"type": "thread.state"}
    after_commit(publish, staff_thread_group(ban.conversation_id), state)
