"""Words of people and settings on their way to a page."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
# static/chat/lines.js finds the same in lines that come live. Ends on what may end an address: the full stop or bracket after it is the sentence's.
ADDRESS = re.compile(r"(https?://\S*[^\s.,;:!?)\]\"'»”])", re.IGNORECASE)
LINK = '<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>'


@register.filter
def linked(text: str) -> SafeString:
    """Escaped, with `http` and `https` addresses as links that open beside the conversation."""
    parts = enumerate(ADDRESS.split(text))
    return format_html_join(
        "",
        "{}",
        ((format_html(LINK, part) if place % 2 else part,) for place, part in parts),
    )


@register.filter
def whole(text: str) -> SafeString:
    """A number or code that no line end may break."""
    return format_html('<span class="whole">{}</span>', text)
