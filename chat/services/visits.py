import hashlib
import hmac
import secrets
import uuid

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat import door, places, selectors
from chat.models import VisitorSession
from chat.selectors import find_visitor
from hub.conversations import services as conversations
from hub.conversations.journal import Line
from hub.conversations.models import Conversation, Theme
from hub.conversations.services import ClientPost
from hub.foundation.addresses import daily_hash
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.errors import DomainError, NotOpen, TooFast
from hub.foundation.limits import too_many
from hub.foundation.realtime import publish, thread_group
from hub.hours.models import Opening
from hub.people.models import Municipality
from hub.privacy.hashing import keyed_hash
from hub.requests import services as requests

WAIT = _("Too many at once. Wait a moment and try again; your text is kept.")


def start_visit(
    *,
    language: str,
    municipality_code: str = "",
    theme_slug: str = "",
    about_close_person: bool = False,
    key: str = "",
    address: str = "",
) -> tuple[VisitorSession, str]:
    """Let a visitor in; raises NotOpen while the door is not open. Returns the session and its token.

    `key` is the form's own random value: the same form sent twice is the same visit, but not one that has ended.
    `address` is only counted and, should this visit be banned, known again: under hashes whose key is forgotten daily.
    """
    token = token_for(key)
    known = find_lasting(token)
    if known:
        return known, token
    check_address(address)
    state = door.look(now=now())
    if not state.is_open or state.opening is None:
        known = find_lasting(token)
        if known:  # the same form's other press may have taken the last place
            return known, token
        raise NotOpen(reason(state.state), code=state.state)
    beyond_share = places.is_beyond_share(address)
    session = open_visit(
        state.opening,
        token,
        language,
        municipality_code,
        about_close_person,
        beyond_share,
        theme_slug=theme_slug,
    )
    if beyond_share:
        places.mark_beyond_share(session.conversation_id)
    places.hold_connection(session.conversation_id, address)
    return session, token


def check_address(address: str) -> None:
    """Counts this start. Whose connection two workers keep out reads the same as whom they put out."""
    bucket = f"start:{daily_hash(address, purpose='start')}"
    if any(too_many([bucket], most=settings.CHAT_STARTS_PER_TEN_MINUTES, seconds=600)):
        raise TooFast(WAIT)
    at = now()
    if ban := selectors.ban_on(address, at):
        raise NotOpen(selectors.banned(ban, at), code="banned")


def find_lasting(token: str, *, practice: bool = False) -> VisitorSession | None:
    """A form kept in a browser's history must not open what its visitor has ended."""
    known = find_visitor(token, practice=practice)
    if known and (known.conversation.is_closed or known.conversation.client_left_at):
        raise NotOpen(
            _("That conversation has ended. You can start a new one."), code="gone"
        )
    return known


def token_for(key: str) -> str:
    """Made from the form's key, which only that page holds; without one, fresh randomness."""
    if len(key) < 32:
        return secrets.token_urlsafe(32)
    return hmac.new(
        settings.SECRET_KEY.encode(), f"visit:{key}".encode(), hashlib.sha256
    ).hexdigest()


@transaction.atomic
def open_visit(
    opening: Opening,
    token: str,
    language: str,
    municipality_code: str,
    about_close_person: bool,
    beyond_share: bool,
    *,
    theme_slug: str = "",
) -> VisitorSession:
    """Those who press at once come in one by one, so that the queue's last place is given once.

    The same form pressed twice at once finds the visit that the other press made.
    """
    opening = Opening.objects.select_for_update(no_key=True).get(pk=opening.pk)
    known = find_lasting(token, practice=opening.is_practice)
    if known:
        return known
    ahead = VisitorSession.objects.queued(opening).count()
    if door.is_crowded(opening, ahead, now(), beyond_share=beyond_share):
        raise NotOpen(reason(door.CROWDED), code=door.CROWDED)
    conversation = conversations.start_conversation(
        channel=Conversation.Channel.CHAT,
        unit=opening.unit,
        practice=opening if opening.is_practice else None,
        language=language,
        municipality=Municipality.objects.current().filter(code=municipality_code).first(),
        theme=theme_of(theme_slug),
    )
    return VisitorSession.objects.create(
        conversation=conversation,
        opening=opening,
        token_hash=keyed_hash(token, purpose="visitor-token"),
        about_close_person=about_close_person,
    )


def theme_of(slug: str) -> Theme | None:
    """One that is not on the list says nothing: the question need not be answered at all."""
    return Theme.objects.current().filter(slug=slug).first() if slug else None


def reason(state: str) -> object:
    return {
        door.UNSTAFFED: _("The workers of the chat are not all here just now."),
        door.CROWDED: _("The queue of the chat is full just now. Try again in a moment."),
    }.get(state, _("The chat is closed now."))


def post_message(*, conversation_id: int, text: str, client_key: uuid.UUID) -> Line:
    answer = post_messages([ClientPost(conversation_id, client_key, text)])[0]
    if isinstance(answer, DomainError):
        raise answer
    return answer


def post_messages(posts: list[ClientPost]) -> list[Line | DomainError]:
    """Visitors' messages, each at a person's pace; a refused one is answered with its refusal."""
    hasty = too_many(
        [f"message:{post.conversation_id}" for post in posts],
        most=settings.CHAT_MESSAGES_PER_TEN_SECONDS,
        seconds=10,
    )
    calm = [post for post, is_hasty in zip(posts, hasty, strict=True) if not is_hasty]
    answers = iter(conversations.post_client_messages(calm))
    return [TooFast(WAIT) if is_hasty else next(answers) for is_hasty in hasty]


def speak(*, session: VisitorSession, language: str) -> None:
    """The visitor reads the page in this language now: so do its socket and its worker's view of it."""
    conversations.change_language(conversation=session.conversation, language=language)


def leave(*, session: VisitorSession) -> None:
    conversations.client_left(conversation=session.conversation)


@transaction.atomic
def vanish(*, session: VisitorSession) -> None:
    """The quick exit: the conversation ends, its token opens nothing any more, and other windows of it are let go."""
    VisitorSession.objects.filter(pk=session.pk).update(token_hash=nobodys_token())
    gone = {"type": "visitor.vanished"}
    after_commit(publish, thread_group(session.conversation_id), gone)
    conversations.client_left(conversation=session.conversation)


@transaction.atomic
def delete(*, session: VisitorSession) -> Conversation:
    """The visitor will have nothing kept: their token and code open nothing any more either, and nothing leads from
    the conversation to a contact request they made in it. The request itself stays. Raises NotOpen when the token has
    come to open nothing meanwhile."""
    if not session.still_here().update(token_hash=nobodys_token(), code_hash=None):
        raise NotOpen(_("This conversation has ended."), code="gone")
    requests.forget_asks(conversation=session.conversation)
    return conversations.delete_for_client(conversation=session.conversation)


def nobodys_token() -> str:
    return keyed_hash(secrets.token_urlsafe(32), purpose="visitor-token")


def survey_ticket(*, session: VisitorSession, token: str) -> str:
    """Names the opening, and a number that is the same at every look: a conversation answers once.

    The number comes from the visitor's token, which is stored nowhere; what is stored of either is hashed under
    other purposes. So only who holds that token, and the keys, could tell that an answer is this visit's. Empty
    for whoever comes back with another token after the survey was offered, and after a question: it was left in no
    opening; and in practice.
    """
    if session.opening is None or session.opening.is_practice:
        return ""
    if session.survey_by not in ("", session.token_hash):
        return ""
    if not session.survey_by:
        VisitorSession.objects.filter(pk=session.pk).update(survey_by=session.token_hash)
    number = keyed_hash(token, purpose="survey-number")
    return signing.dumps([str(session.opening.public_id), number], salt="survey")
