"""Who may agree to a ban, how long one can be, and what is told of it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext

from chat import places
from chat.models import Ban, Seat, VisitorSession
from chat.selectors.words import elsewhere
from hub.conversations.models import Conversation
from hub.conversations.panels import Event
from hub.foundation.addresses import daily_hash
from hub.foundation.clock import now
from hub.foundation.templatetags.when import near
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import User
from hub.people.selectors import public_name
from hub.privacy.hashing import keyed_hashes


def second_persons(session: VisitorSession, proposer: User) -> list[User]:
    """Who of the visit's opening could agree; with one seat, whoever else of the unit is here. Of a practice, only who
    is in it."""
    unit = User.objects.answering(session.conversation.unit_id).exclude(pk=proposer.pk)
    others = unit.select_related("profile")
    if settings.CHAT_SEATS > 1 or session.conversation.is_practice:
        seats = Seat.objects.live().filter(opening=session.opening)
        return list(others.filter(pk__in=seats.values("worker")))
    here = presence.online(others.values_list("pk", flat=True))
    return [worker for worker in others if worker.pk in here]


def opening_of(session: VisitorSession) -> Opening:
    """A question has none, and is not banned."""
    assert session.opening
    return session.opening


def lengths(session: VisitorSession) -> list[tuple[str, str]]:
    """What can be proposed: this conversation first, and connections only while this one's is known."""
    choices = [(Ban.CONVERSATION, length_in_words(Ban.CONVERSATION))]
    if places.connection_of(session.conversation_id):
        choices += [
            (length, length_in_words(length))
            for length in settings.CHAT_BAN_LENGTHS
            if length != Ban.OPENING or opening_of(session).ends_at > now()
        ]
    return choices


def length_in_words(length: str) -> str:
    if length == Ban.CONVERSATION:
        return gettext("This conversation only")
    if length == Ban.OPENING:
        return gettext("The connection, for the rest of the opening")
    hours = int(length)
    words = ngettext(
        "The connection, for %(hours)s hour",
        "The connection, for %(hours)s hours",
        hours,
    )
    return words % {"hours": hours}


def end_of(ban: Ban, at: datetime, *, key_lasts: timedelta) -> datetime:
    """Never past the day's key, under which alone the connection could be known again."""
    day = at + timedelta(hours=24)
    if ban.is_narrow:
        return day
    opening = opening_of(ban.conversation.visitor)
    wished = (
        opening.ends_at
        if ban.length == Ban.OPENING
        else at + timedelta(hours=int(ban.length))
    )
    end: datetime = min(day, wished, at + key_lasts)
    return end


def ban_on(address: str, now: datetime) -> Ban | None:
    """The ban that keeps this connection out, the longest of several."""
    if not address:
        return None
    bans = Ban.objects.in_force(now).filter(address_hash=daily_hash(address, purpose="ban"))
    return bans.order_by("-ends_at", "-id").first()


def ban_of_token(token: str, now: datetime) -> Ban | None:
    hashes = keyed_hashes(token, purpose="visitor-token")
    bans = Ban.objects.in_force(now).filter(token_hash__in=hashes)
    return bans.order_by("-id").first()


def banned(ban: Ban, now: datetime) -> str:
    """What a client reads of it: by whom, why in general words, until when, and what remains."""
    words = {"reason": ban.get_reason_display(), "when": near(ban.ends_at)}
    if ban.is_narrow:
        sentences = [
            gettext(
                "Two workers of the chat have together ended this conversation. The reason: %(reason)s."
            ),
            gettext("You can start a new conversation."),
        ]
    else:
        sentences = [
            gettext(
                "Two workers of the chat have together closed the chat for this network connection until %(when)s. The reason: %(reason)s."
            ),
            gettext(
                "It ends by itself. It also keeps out others who use the same connection, in a library for example; we cannot tell them apart."
            ),
        ]
    danger = gettext(
        "If you are in immediate danger, call 112. We cannot help in an emergency through chat."
    )
    told = [*(sentence % words for sentence in sentences), danger, elsewhere(now)]
    return " ".join(told)


def ban_events(conversation: Conversation) -> list[Event]:
    """Between the lines of the thread: agreed bans, and that it was not the client who left."""
    if conversation.channel != Conversation.Channel.CHAT or not conversation.client_left_at:
        return []
    bans = Ban.objects.agreed().with_names().filter(conversation=conversation)
    return [ban_event(ban, conversation) for ban in bans.order_by("id")]


def ban_event(ban: Ban, conversation: Conversation) -> Event:
    assert ban.answerer
    assert ban.answered_at
    ended = ban.answered_at == conversation.client_left_at
    names = [public_name(ban.proposer), public_name(ban.answerer)]
    told = gettext("%(names)s banned the visitor: %(length)s. The reason: %(reason)s.") % {
        "names": get_text_list(names, gettext("and")),
        "length": length_in_words(ban.length).lower(),
        "reason": ban.get_reason_display(),
    }
    return Event("left" if ended else f"ban-{ban.pk}", ban.answered_at, told)


def ban_panel(conversation: Conversation, user: User) -> dict[str, Any] | None:
    """Beside the thread: what stands, and whether this worker may answer it."""
    if conversation.channel != Conversation.Channel.CHAT or conversation.is_question:
        return None
    bans = Ban.objects.standing(now()).with_names().filter(conversation=conversation)
    ban = bans.order_by("-id").first()
    if ban is None:
        return {"ban": None} if may_still_be_banned(conversation) else None
    return {"ban": card(ban, user)}


def may_still_be_banned(conversation: Conversation) -> bool:
    """Also one whose visitor has just left, while their connection is known."""
    if conversation.is_closed or conversation.client_left_at:
        return bool(places.connection_of(conversation.pk))
    return True


def standing_bans(user: User) -> list[dict[str, Any]]:
    """For the duty page, where nothing of a practice stands."""
    bans = Ban.objects.visible_to(user).standing(now()).with_names()
    bans = bans.filter(conversation__kind=Conversation.Kind.CLIENT)
    return [card(ban, user) for ban in bans.order_by("-id")[:20]]


def card(ban: Ban, user: User) -> dict[str, Any]:
    proposed = ban.state == Ban.State.PROPOSED
    session = ban.conversation.visitor
    seconds = second_persons(session, ban.proposer) if proposed else []
    return {
        "ban": ban,
        "length": length_in_words(ban.length),
        "proposed": proposed,
        "mine": ban.proposer_id == user.pk,
        "may_answer": user in seconds,
        "seconds": [public_name(worker) for worker in seconds],
        "may_lift": not proposed and may_lift(ban, user),
    }


def may_lift(ban: Ban, user: User) -> bool:
    """Either of the two alone; or a supervisor, when both have gone home."""
    either = user.pk in (ban.proposer_id, ban.answerer_id)
    return either or user.role == User.Role.SUPERVISOR
