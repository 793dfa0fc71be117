"""Retention as a job: what is due goes, in small transactions, and a row of counts stays as evidence."""

import logging
from datetime import datetime

from hub.foundation.clock import now as clock_now
from hub.privacy.models import PurgeRun
from hub.privacy.sources import retention_sources

logger = logging.getLogger(__name__)
BATCH = 100


def count_due(*, now: datetime) -> dict[str, int]:
    return {name: source.count_due(now=now) for name, source in retention_sources.items()}


def purge(*, now: datetime) -> dict[str, int]:
    """Destroy everything due. A failing source is marked on the run and does not stop the others."""
    run = PurgeRun.objects.create(started_at=now)
    for name, source in retention_sources.items():
        try:
            run.counts[name] = purge_source(name, now=now)
        except Exception:
            run.failed = True
            logger.exception("Retention failed", extra={"kind": source.name})
    run.finished_at = clock_now()
    run.save()
    return dict(run.counts)


def purge_source(name: str, *, now: datetime) -> int:
    gone = 0
    while batch := retention_sources[name].purge(now=now, limit=BATCH):
        gone += batch
    return gone
