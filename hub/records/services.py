from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.foundation.commit import after_commit
from hub.foundation.errors import DomainError
from hub.people.models import User
from hub.privacy.services import record_access
from hub.records import delivery, packaging, tasks
from hub.records.models import Export
from hub.records.payloads import Answer


@transaction.atomic
def request_export(
    *, conversation_id: int, now: datetime, by: User | None = None
) -> Export | None:
    """Start the way of a closed, recorded thread into the client record. Asking twice makes one export."""
    export = delivery.draft_export(conversation_id=conversation_id, by=by, now=now)
    if export is not None and export.state == Export.State.DRAFT:
        after_commit(tasks.deliver_export.delay, export_id=export.pk)
    return export


@transaction.atomic
def retry_export(*, export: Export, by: User) -> None:
    """At once instead of at its time; a rejected package goes once more as it is."""
    rows = Export.objects.filter(pk=export.pk).exclude(trouble="")
    moved = rows.filter(state__in=Export.UNSETTLED).update(next_try_at=None, attempts=0)
    moved += (
        rows.filter(state=Export.State.REJECTED)
        .exclude(digest="")
        .update(
            state=Export.State.BUILT,
            trouble="",
            next_try_at=None,
            claimed_at=None,
            settled_at=None,
            attempts=0,
        )
    )
    if not moved:
        raise DomainError(_("This export cannot be sent again."))
    record_access(by=by, action="export.retry", obj=export)
    after_commit(tasks.deliver_export.delay, export_id=export.pk)


def record_acknowledgement(*, answer: Answer, body: bytes, now: datetime) -> Export | None:
    return delivery.acknowledge(answer, body=body, now=now)


@transaction.atomic
def read_package(*, export: Export, by: User) -> packaging.Package:
    """Opens the sealed package for a person; the log says who and when."""
    if not export.has_package or not export.conversation.data_key:
        raise DomainError(_("There is no package to show."))
    package = packaging.Package(export.package_id, export.open(), export.digest)
    record_access(by=by, action="export.download", obj=export)
    return package
