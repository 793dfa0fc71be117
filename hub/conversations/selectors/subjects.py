"""What a conversation is about, and what its client's own words suggest that it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from hub.conversations.models import Conversation, Message, Theme
from hub.people.models import Municipality

# Suggestions come from the client's latest words, and are few.
SUGGEST_FROM, SUGGEST = 20, 3
Subject = TypeVar("Subject", Theme, Municipality)


@dataclass(frozen=True, slots=True, repr=False)
class Subjects:
    """What is known of a thread's subject, what could be chosen, and what the client's words suggest."""

    themes: list[Theme]
    all_themes: list[Theme]
    suggested: list[Theme]
    municipalities: list[Municipality]
    suggested_places: list[Municipality]


def subjects_of(conversation: Conversation) -> Subjects:
    """Four queries. Nothing is stored: a suggestion is a worker's to accept."""
    chosen = list(conversation.themes.order_by("position", "id"))
    themes = [each for each in Theme.objects.current() if each not in chosen]
    places = list(Municipality.objects.current())
    words = clients_words(conversation)
    found = [each for each in themes if begins(words, each.keywords.split())]
    near = [place for place in places if begins(words, [stem(place.name_fi)])]
    return Subjects(
        themes=chosen,
        all_themes=themes,
        suggested=found[:SUGGEST],
        municipalities=places,
        suggested_places=[] if conversation.municipality_id else near[:SUGGEST],
    )


def clients_words(conversation: Conversation) -> set[str]:
    if not conversation.data_key:
        return set()
    key = conversation.key()
    said = conversation.messages.filter(author=Message.Author.CLIENT)
    rows = said.order_by("-seq").values_list("seq", "body")[:SUGGEST_FROM]
    texts = [key.open(body, context=conversation.context(seq)) for seq, body in rows]
    return set(re.findall(r"\w+", " ".join(texts).lower()))


def begins(words: set[str], beginnings: Sequence[str]) -> bool:
    return any(word.startswith(beginning) for word in words for beginning in beginnings)


def stem(name: str) -> str:
    """What most cases of a Finnish place name begin with: `polvijärv` of Polvijärvi and Polvijärvellä."""
    return (name[:-1] if len(name) > 5 else name).lower()


def themes_named(text: str) -> list[Theme]:
    return named(list(Theme.objects.current()), text)


def municipalities_named(text: str) -> list[Municipality]:
    return named(list(Municipality.objects.current()), text)


def named(subjects: list[Subject], text: str) -> list[Subject]:
    """The one of that name in any language, else all that have a name which begins like that."""
    wanted = text.strip().casefold()
    fields = ("name_fi", "name_sv", "name_en")
    names = {
        each: [getattr(each, field, "").casefold() for field in fields] for each in subjects
    }
    same = [each for each in subjects if wanted in names[each]]
    return same or [
        each for each in subjects if any(name.startswith(wanted) for name in names[each])
    ]
