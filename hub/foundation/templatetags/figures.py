"""Cells of statistics on a page."""

from datetime import timedelta
from typing import Any

from django import template

from hub.foundation.templatetags.when import span

register = template.Library()


@register.filter
def cell(value: Any) -> str:
    """A number, a length of time, or the word that stands in its place."""
    if value is None:
        return "–"
    if isinstance(value, timedelta):
        return span(value)
    return str(getattr(value, "label", value))
