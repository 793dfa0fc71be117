"""What people wrote, on its way to a page."""

import pytest

from hub.foundation.templatetags.words import linked


def link(address: str) -> str:
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Katso https://kela.fi/tuki.", f"Katso {link('https://kela.fi/tuki')}."),
        ("(http://kela.fi/a?b=c#d)", f"({link('http://kela.fi/a?b=c#d')})"),
        (
            "https://a.fi/ ja https://b.fi",
            f"{link('https://a.fi/')} ja {link('https://b.fi')}",
        ),
        ("HTTPS://KELA.FI", link("HTTPS://KELA.FI")),
        ("kela.fi ja a@kela.fi", "kela.fi ja a@kela.fi"),
        ("javascript:alert(1) data:text/html,x", "javascript:alert(1) data:text/html,x"),
        ("<b>https://", "&lt;b&gt;https://"),
    ],
)
def test_an_address_is_a_link_and_nothing_else_is(text: str, shown: str) -> None:
    assert linked(text) == shown


def test_an_address_cannot_leave_its_link() -> None:
    shown = linked('https://a.fi/"onclick="x"><script>y</script>')

    assert "<script" not in shown
    assert shown.count('"') == 6
