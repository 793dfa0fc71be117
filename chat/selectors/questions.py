"""Questions left while the chat was closed: what their clients read, what workers and supervisors are told of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils.translation import gettext, ngettext

from chat import door
from hub.conversations.models import Conversation, ConversationQuerySet, Message
from hub.foundation.templatetags.when import day_clock
from hub.hours.models import Opening
from hub.people.models import User
from hub.people.selectors import public_name


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many questions wait for a worker, and the oldest of them how long."""

    count: int
    longest: timedelta | None


def waiting_questions(user: User, now: datetime) -> Waiting:
    rows = Conversation.objects.visible_to(user).client().questions().waiting()
    found = rows.aggregate(count=Count("id"), oldest=Min("created_at"))
    oldest = found["oldest"]
    return Waiting(found["count"], now - oldest if oldest else None)


def overdue(user: User, now: datetime) -> ConversationQuerySet:
    """Not answered in the shift that was promised; where none was, in the first one after."""
    since = Opening.objects.client().filter(
        unit=OuterRef("unit"), starts_at__gt=OuterRef("created_at"), ends_at__lte=now
    )
    rows = Conversation.objects.visible_to(user).client().questions().unclosed()
    late = Q(answer_due_at__lt=now) | Q(Exists(since), answer_due_at=None)
    return rows.filter(late, first_answer_at=None)


def overdue_words(user: User, now: datetime) -> str:
    number = overdue(user, now).count()
    words = ngettext(
        "%(number)s question was not answered in the shift that was promised.",
        "%(number)s questions were not answered in the shift that was promised.",
        number,
    )
    return words % {"number": number} if number else ""


def promise(opens_at: datetime | None) -> str:
    """When the answer comes, or that nobody knows yet; with the telephone, which does not wait."""
    phone = gettext("You can call us: %(phone)s.") % {"phone": settings.ORGANISATION_PHONE}
    if opens_at is None:
        unknown = gettext(
            "The next shift has not been decided yet. We answer when the chat is open next."
        )
        return f"{unknown} {phone}"
    words = gettext("The workers answer in the next shift: %(when)s.")
    return words % {"when": day_clock(opens_at)}


def question_words(conversation: Conversation, now: datetime) -> str:
    """Beside the lines of a question that nobody has ended: who has it, or when somebody will."""
    if conversation.assignee is None:
        waits = gettext("Your question waits for an answer.")
        return f"{waits} {expected(now)}"
    worker = {"worker": public_name(conversation.assignee)}
    if conversation.last_author == Message.Author.CLIENT:
        return gettext("%(worker)s has your question and answers it here.") % worker
    hours = settings.CHAT_RETENTION_HOURS
    words = ngettext(
        "%(worker)s has answered you. You can go on writing. Once the worker has ended the conversation, "
        "you can read it for %(hours)s hour.",
        "%(worker)s has answered you. You can go on writing. Once the worker has ended the conversation, "
        "you can read it for %(hours)s hours.",
        hours,
    )
    return words % (worker | {"hours": hours})


def expected(now: datetime) -> str:
    state = door.look(now=now)
    told = promise(state.opens_at)
    if not state.present:
        return told
    here = gettext("A shift goes on now, and its workers see your question.")
    return f"{here} {told}"
