"""Groups under five are shown to nobody outside them, and none can be worked out from what is shown beside it."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

SMALLEST = 5
Group = TypeVar("Group", bound=Hashable)


class Hidden(TextChoices):
    """What stands in the place of a number: one to four, or one that would give such a number away."""

    UNDER = "under", _("under 5")
    KEPT = "kept", _("not shown")


def is_small(count: int) -> bool:
    return 0 < count < SMALLEST


def hide_small(groups: Mapping[Group, int]) -> dict[Group, int | Hidden]:
    """Groups that may overlap: nothing is known of their sum, so that each is hidden for itself."""
    return {
        group: Hidden.UNDER if is_small(count) else count for group, count in groups.items()
    }


def hide_parts(parts: Mapping[Group, int]) -> dict[Group, int | Hidden] | None:
    """Parts of a total that is shown: larger ones are hidden too, the smallest first, until no hidden part has only
    one possible value. None when nothing would protect them: then not even the parts' names may be told.
    """
    hidden = {part: Hidden.UNDER for part, count in parts.items() if is_small(count)}
    larger = sorted(
        (part for part, count in parts.items() if count >= SMALLEST), key=parts.__getitem__
    )
    while hidden and not all_uncertain(parts, hidden):
        if not larger:
            return None
        hidden[larger.pop(0)] = Hidden.KEPT
    return {part: hidden.get(part, count) for part, count in parts.items()}


def all_uncertain(parts: Mapping[Group, int], hidden: Mapping[Group, Hidden]) -> bool:
    """Whether each hidden part has at least two values that fit the total, the shown parts and what is said of it."""
    rest = sum(parts[part] for part in hidden)
    shown = [count for part, count in parts.items() if part not in hidden and count]
    # Whoever knows the rule knows that a part is kept back before any larger one.
    spans = {
        Hidden.UNDER: (1, SMALLEST - 1),
        Hidden.KEPT: (SMALLEST, min(shown, default=rest)),
    }
    lowest = sum(spans[why][0] for why in hidden.values())
    highest = sum(spans[why][1] for why in hidden.values())
    for why in hidden.values():
        low, high = spans[why]
        if max(low, rest - (highest - high)) >= min(high, rest - (lowest - low)):
            return False
    return True
