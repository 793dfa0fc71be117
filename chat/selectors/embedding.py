"""What keeps the chat from showing on another site, told from what its web master types. Nothing is fetched from there."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext

LANGUAGES = ("fi", "sv", "en")
# Which directive of a site's policy decides about each of our parts, and which one where that is not said.
DIRECTIVES = (
    ("script-src", ("script-src-elem", "script-src", "default-src")),
    ("connect-src", ("connect-src", "default-src")),
    ("frame-src", ("frame-src", "child-src", "default-src")),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """`lines`: exactly what to copy, when something is to be changed."""

    ok: bool
    text: str
    lines: str = ""


def embedding_lines(hub: str) -> str:
    return (
        f'<div data-contact-hub data-lang="fi"></div>\n'
        f'<script src="{hub}/chat/embed.js" async></script>'
    )


def embedding_findings(*, hub: str, site: str, code: str, policy: str) -> list[Finding]:
    found = [*of_site(site)] if site else []
    found += [*of_code(hub, code)] if code else []
    found += [*of_policy(hub, policy)] if policy else []
    return found


def of_site(site: str) -> Iterator[Finding]:
    """`site` is an address with its scheme and host."""
    parts = urlsplit(site)
    origin = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme != "https":
        yield Finding(
            False,
            gettext("The page must use https: on http anybody on the way can change it."),
        )
    if origin in settings.EMBED_ORIGINS:
        yield Finding(True, gettext("The site may show the chat in a frame."))
        return
    yield Finding(
        False,
        gettext(
            "The site is not among those that may show the chat in a frame. Without that the chat opens as a page "
            "of its own. Ask the keepers of the chat to add the site to their settings:"
        ),
        "EMBED_ORIGINS=" + ",".join([*settings.EMBED_ORIGINS, origin]),
    )


class Page(HTMLParser):
    """The scripts and the chat's places of a piece of HTML."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.places: list[str] = []
        self.feed(code)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" in named:
            self.scripts.append(named["src"].strip())
        if "data-contact-hub" in named:
            self.places.append(named.get("data-lang", "fi"))


def of_code(hub: str, code: str) -> Iterator[Finding]:
    page = Page(code)
    wanted = f"{hub}/chat/embed.js"
    near = [source for source in page.scripts if "chat/embed" in source]
    if wanted in page.scripts:
        yield Finding(True, gettext("The script is there with the right address."))
    elif near:
        text = gettext("The script has another address than the lasting one of this chat.")
        yield Finding(False, text, f'<script src="{wanted}" async></script>')
    else:
        text = gettext("The script is missing from the page.")
        yield Finding(False, text, f'<script src="{wanted}" async></script>')
    if not page.places:
        text = gettext("The place where the chat shows is missing from the page.")
        yield Finding(False, text, embedding_lines(hub).split("\n", maxsplit=1)[0])
    elif set(page.places) <= set(LANGUAGES):
        yield Finding(True, gettext("The place where the chat shows is there."))
    else:
        text = gettext(
            "The language must be fi, sv or en; with any other the chat shows in Finnish."
        )
        yield Finding(False, text, embedding_lines(hub).split("\n", maxsplit=1)[0])


def of_policy(hub: str, policy: str) -> Iterator[Finding]:
    said = directives(policy)
    for name, deciding in DIRECTIVES:
        source = next((each for each in deciding if each in said), "")
        if not source or allows(said[source], hub):
            text = gettext(
                "The site's content security policy lets the chat through: %(name)s."
            )
            yield Finding(True, text % {"name": name})
            continue
        kept = [each for each in said[source] if each != "'none'"]
        text = gettext(
            "The site's content security policy stops the chat: %(name)s. It should be:"
        )
        target = source if source != "default-src" else name
        yield Finding(False, text % {"name": source}, " ".join([target, *kept, hub]) + ";")


def directives(policy: str) -> dict[str, list[str]]:
    """As a browser reads it: the first directive of a name counts."""
    said: dict[str, list[str]] = {}
    policy = policy.strip()
    if policy.lower().startswith("content-security-policy:"):
        policy = policy.partition(":")[2]
    for part in policy.split(";"):
        name, *sources = part.split() or [""]
        said.setdefault(name.lower(), [source.lower() for source in sources])
    return said


def allows(sources: list[str], hub: str) -> bool:
    scheme, host = urlsplit(hub).scheme, urlsplit(hub).netloc
    return any(
        source in ("*", f"{scheme}:", hub, f"{hub}/", host)
        or (
            source.removeprefix(f"{scheme}://").startswith("*.")
            and host.endswith(source.rpartition("*")[2])
        )
        for source in sources
    )
