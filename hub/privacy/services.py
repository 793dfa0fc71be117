from django.db import connection, models, transaction

from hub.foundation.clock import now
from hub.people.models import User
from hub.privacy import chain
from hub.privacy.models import AccessEntry

# One writer at a time extends the chain; any number that other advisory locks do not use.
CHAIN_LOCK = 7_301_964


@transaction.atomic
def record_access(
    *,
    by: User | None,
    action: str,
    obj: models.Model | None = None,
    ground: str = "",
    outcome: str = AccessEntry.Outcome.OK,
) -> AccessEntry:
    """Append to the access log. Call it as the last write of a transaction: it holds the chain until commit.

    `obj` is named by its `public_id` when it has one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = AccessEntry.objects.order_by("-id").values_list("digest", flat=True).first()
    entry = AccessEntry(
        at=now(),
        actor_id=by.pk if by else None,
        role=by.role if by else "",
        unit_id=by.unit_id if by else None,
        action=action,
        object_type=obj._meta.model_name or "" if obj else "",
        object_id=str(getattr(obj, "public_id", obj.pk)) if obj else "",
        ground=ground,
        outcome=outcome,
        previous=last or chain.FIRST,
    )
    entry.digest = chain.digests_of(entry)[0]
    entry.save(force_insert=True)
    return entry
