from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from hub.hours import sources
from hub.hours.models import Opening
from hub.hours.selectors import coming_days, plan
from hub.people.models import Unit


@transaction.atomic
def generate_openings(*, now: datetime, unit: Unit | None = None) -> int:
    """Bring the dated openings of the coming weeks in line with rules, exceptions and holidays; how many are new.

    What has begun, was closed by a person, or has or had a seat stays as it is. Units are locked, so that two runs
    do not plan side by side.
    """
    units = Unit.objects.select_for_update(no_key=True).order_by("id")
    chosen = units.filter(pk=unit.pk) if unit else units
    return sum(generate_for(each, now) for each in chosen)


def generate_for(unit: Unit, now: datetime) -> int:
    free = {opening.starts_at: opening for opening in free_to_change(unit, now)}
    morning = timezone.make_aware(datetime.combine(timezone.localdate(now), time()))
    kept = list(
        Opening.objects.client().filter(unit=unit, ends_at__gt=morning)
        .exclude(pk__in=[opening.pk for opening in free.values()])
    )  # fmt: skip
    wanted = [
        opening
        for opening in plan(unit, coming_days(now))
        if opening.ends_at > now and not any(stands_for(old, opening) for old in kept)
    ]
    new = [bring_in_line(free.pop(opening.starts_at, None), opening) for opening in wanted]
    Opening.objects.filter(pk__in=[opening.pk for opening in free.values()]).delete()
    return len(Opening.objects.bulk_create(opening for opening in new if opening))


def free_to_change(unit: Unit, now: datetime) -> list[Opening]:
    """Locked first and asked about after: whoever takes a seat locks the opening too, so each sees the other."""
    planned = Opening.objects.planned(now).filter(unit=unit).order_by("id")
    locked = list(planned.select_for_update())
    staffed = sources.staffed(opening.pk for opening in locked)
    return [opening for opening in locked if opening.pk not in staffed]


def bring_in_line(known: Opening | None, wanted: Opening) -> Opening | None:
    """An opening that begins when it should keeps its row; otherwise the wanted one is to be made."""
    if known is None:
        return wanted
    fields = ["ends_at", "last_entry_at", "rule", "exception"]
    for field in fields:
        setattr(known, field, getattr(wanted, field))
    known.save(update_fields=fields)
    return None


def stands_for(kept: Opening, wanted: Opening) -> bool:
    """What is kept takes the place of whatever the same rule or exception gives that day, and of what overlaps."""
    same_day = timezone.localdate(kept.starts_at) == timezone.localdate(wanted.starts_at)
    by_rule = kept.rule_id is not None and kept.rule_id == wanted.rule_id
    by_exception = (
        kept.exception_id is not None and kept.exception_id == wanted.exception_id
    )
    return kept.meets(wanted) or (same_day and (by_rule or by_exception))
