import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat.models import DiaryEntry
from hub.foundation.commit import after_commit
from hub.foundation.errors import DomainError
from hub.foundation.realtime import publish, unit_group
from hub.hours.models import Opening
from hub.people.models import User
from hub.privacy.masking import mask_identifiers

LONGEST = 2000


@transaction.atomic
def write_entry(
    *, opening: Opening, by: User, kind: str, text: str, key: uuid.UUID
) -> DiaryEntry:
    """A line of the opening's shared diary; the other half's page is told. Identity codes are masked."""
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise DomainError(_("Write something first."), code="text")
    if len(words) > LONGEST:
        raise DomainError(
            _("The entry is too long (2,000 characters at most)."), code="text"
        )
    if kind not in DiaryEntry.Kind.values:
        raise DomainError(_("Choose what the entry is about."), code="kind")
    entry, created = DiaryEntry.objects.get_or_create(
        key=key,
        defaults={
            "opening": opening,
            "author": by,
            "kind": kind,
            "text": mask_identifiers(words).text,
        },
    )
    if created:
        event = {"type": "staff.event", "event": "diary"}
        after_commit(publish, unit_group(opening.unit_id), event)
    return entry
