"""The outward door of an opening's summary: rooms above add what they know of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hub.hours.models import Opening
    from hub.people.models import User


@dataclass(frozen=True, slots=True)
class Panel:
    """`context` may query once or twice; None leaves the panel out."""

    name: str
    template_name: str
    order: int
    context: "Callable[[Opening, User], dict[str, Any] | None]"


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    _panels[panel.name] = panel


def panels_of(opening: "Opening", user: "User") -> list[dict[str, Any]]:
    """Template name and context of each panel that has something to say, in order."""
    shown = []
    for panel in sorted(_panels.values(), key=lambda panel: panel.order):
        context = panel.context(opening, user)
        if context is not None:
            shown.append({"template_name": panel.template_name, **context})
    return shown
