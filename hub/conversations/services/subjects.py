"""What a conversation is about and where its client lives: a worker's word, never a machine's."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.conversations import selectors
from hub.conversations.models import Conversation, Theme
from hub.foundation.commit import after_commit
from hub.foundation.errors import DomainError
from hub.foundation.realtime import publish, staff_thread_group
from hub.people.models import Municipality


@transaction.atomic
def add_theme(*, conversation: Conversation, name: str) -> None:
    """By its name or the beginning of it; a second time changes nothing."""
    found = selectors.themes_named(name)
    if len(found) != 1:
        raise DomainError(refusal(found), code="theme")
    refuse_if_counted(conversation, code="theme")
    conversation.themes.add(found[0])
    tell_staff(conversation)


@transaction.atomic
def remove_theme(*, conversation: Conversation, slug: str) -> None:
    conversation.themes.remove(*conversation.themes.filter(slug=slug))
    tell_staff(conversation)


@transaction.atomic
def set_municipality(*, conversation: Conversation, name: str) -> None:
    """By its name or the beginning of it; an empty name takes it away."""
    found = selectors.municipalities_named(name) if name.strip() else []
    if name.strip() and len(found) != 1:
        raise DomainError(refusal(found), code="municipality")
    refuse_if_counted(conversation, code="municipality")
    chosen = found[0] if found else None
    Conversation.objects.filter(pk=conversation.pk).update(municipality=chosen)
    conversation.municipality = chosen
    tell_staff(conversation)


def refuse_if_counted(conversation: Conversation, *, code: str) -> None:
    """The row is locked, so that its content does not go, and its figures are not frozen, at the same moment."""
    rows = Conversation.objects.select_for_update(no_key=True).filter(pk=conversation.pk)
    if not rows.filter(purged_at=None).exists():
        raise DomainError(
            _("The content of this conversation has gone, and its figures are final."),
            code=code,
        )


def refusal(found: Sequence[Theme | Municipality]) -> object:
    if not found:
        return _("Nothing on the list begins like that.")
    names = ", ".join(each.name for each in found[:4])
    return _("Several begin like that: %(names)s.") % {"names": names}


def tell_staff(conversation: Conversation) -> None:
    after_commit(publish, staff_thread_group(conversation.pk), {"type": "thread.state"})
