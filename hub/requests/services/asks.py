"""From an anonymous chat to somebody we know: asked by a worker, and only the client's own yes makes the link.

Each act holds the conversation's row, so that an ending, a withdrawal and an answer come one after another.
"""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.errors import Conflict, DomainError
from hub.foundation.realtime import publish, thread_group
from hub.people.models import User
from hub.privacy.services import record_access
from hub.requests.models import Ask, ContactRequest, Details
from hub.requests.selectors import may_be_asked, purposes
from hub.requests.services.details import checked
from hub.requests.services.requests import fitting, make_request, told

State = Ask.State


def held(conversation: Conversation) -> Conversation:
    rows = Conversation.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=conversation.pk)


@transaction.atomic
def ask_permission(*, conversation: Conversation, by: User, purpose: str) -> Ask:
    """May the client of this anonymous chat be known to us? One question at a time, and none after a yes."""
    locked = held(conversation)
    if not may_be_asked(locked):
        raise Conflict(_("The client of this conversation cannot be asked now."))
    if purpose not in purposes():
        raise DomainError(_("Choose what the client is asked about."), code="purpose")
    if locked.asks.filter(state__in=(State.ASKED, State.GIVEN)).exists():
        raise Conflict(_("The client has been asked already."))
    ask = Ask.objects.create(conversation=locked, by=by, purpose=purpose, asked_at=now())
    record_access(by=by, action="ask_consent", obj=locked, ground=purpose)
    tell(locked)
    return ask


@transaction.atomic
def withdraw_ask(*, conversation: Conversation, by: User) -> None:
    locked = held(conversation)
    if not locked.asks.settle(State.WITHDRAWN, now()):
        raise Conflict(_("The client has answered already."))
    record_access(by=by, action="withdraw_consent", obj=locked)
    tell(locked)


@transaction.atomic
def refuse_ask(*, conversation: Conversation, ask_id: uuid.UUID) -> None:
    """The client's no: the chat goes on as it was. A second press finds it done."""
    locked = held(conversation)
    asks = locked.asks.filter(public_id=ask_id)
    if asks.settle(State.REFUSED, now()):
        tell(locked)
    elif not asks.filter(state=State.REFUSED).exists():
        raise Conflict(NO_LONGER)


NO_LONGER = _("This question no longer stands. The chat goes on as before.")


@transaction.atomic
def give_consent(
    *, conversation: Conversation, ask_id: uuid.UUID, details: Details, when: str
) -> ContactRequest:
    """The client's yes, with how they are reached: the request, and the one link from the chat to it.

    Raises Unfit for what cannot be used, Conflict when the question stands no more. The same yes twice is one request.
    """
    locked = held(conversation)
    ask = locked.asks.filter(public_id=ask_id).select_related("request").first()
    if ask and ask.request:
        return ask.request
    gone = locked.is_closed or locked.client_left_at
    if ask is None or ask.state != State.ASKED or gone:
        raise Conflict(NO_LONGER)
    at = now()
    wish = fitting(purpose=ask.purpose, when=when, language=locked.language)
    request = make_request(
        details=checked(details),
        unit=locked.unit,
        municipality=locked.municipality,
        source=ContactRequest.Source.CHAT,
        consented_at=at,
        **wish,
    )
    if not locked.asks.filter(pk=ask.pk, state=State.ASKED).update(
        state=State.GIVEN, request=request, settled_at=at
    ):
        raise Conflict(NO_LONGER)
    told(request, by=None, action="consent")
    tell(locked)
    return request


@transaction.atomic
def take_back_consent(*, conversation: Conversation) -> None:
    """The client changes their mind before anybody has reached them: no link, no name, no number remains."""
    locked = held(conversation)
    ask = locked.asks.filter(state=State.GIVEN).select_related("request").first()
    if ask is None or ask.request is None:
        raise Conflict(_("There is no contact request to withdraw any more."))
    at, request = now(), ask.request
    if (
        not ContactRequest.objects.filter(pk=request.pk)
        .untouched()
        .update(
            state=ContactRequest.State.CANCELLED,
            closed_at=at,
            purged_at=at,
            data_key=b"",
            details_sealed=None,
            consented_at=None,
        )
    ):
        raise Conflict(HANDLED)
    locked.asks.filter(pk=ask.pk).update(
        state=State.TAKEN_BACK, request=None, settled_at=at
    )
    told(request, by=None, action="take_back")
    tell(locked)


HANDLED = _("A worker has already been in touch about the request. Tell them.")


@transaction.atomic
def forget_asks(*, conversation: Conversation) -> None:
    """The client destroys the chat: what led from it to a request goes with the words. The request stays."""
    Ask.objects.filter(conversation=conversation).delete()


def tell(conversation: Conversation) -> None:
    """The client's pages and the workers' look again; nothing of it travels."""
    after_commit(publish, thread_group(conversation.pk), {"type": "thread.state"})
