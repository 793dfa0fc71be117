"""Reads of the answers bank: the page's list, the composer's search, one text."""

import re
import uuid

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector

from hub.conversations.models import Conversation
from hub.guidance.models import Answer, AnswerQuerySet
from hub.people.models import User

FOUND = 8
# Plain words, not stems: a bank holds three languages, and beginnings of words find what bends.
VECTOR = SearchVector("title", weight="A", config="simple") + (
    SearchVector("keywords", weight="A", config="simple")
    + SearchVector("text_fi", "text_sv", "text_en", weight="C", config="simple")
)


def search(rows: AnswerQuerySet, text: str) -> AnswerQuerySet:
    """All words, each from its beginning, the best first; everything by title when there is no word."""
    words = re.findall(r"\w+", text.replace("_", " "))
    if not words:
        return rows.order_by("title", "id")
    query = SearchQuery(
        " & ".join(f"{word}:*" for word in words), search_type="raw", config="simple"
    )
    found = rows.annotate(words=VECTOR).filter(words=query)
    return found.annotate(rank=SearchRank(VECTOR, query)).order_by("-rank", "title", "id")


def answers(user: User, text: str) -> AnswerQuerySet:
    """The page: retired ones last."""
    rows = Answer.objects.visible_to(user).prefetch_related("themes")
    found = search(rows, text)
    return found.order_by("-is_active", *found.query.order_by)


def quick(user: User, text: str) -> list[Answer]:
    """For the composer: few, and only what is in use."""
    return list(search(Answer.objects.visible_to(user).current(), text)[:FOUND])


def draft(conversation: Conversation, user: User, chosen: str) -> str:
    """Without scripts: the text of an answer chosen on the bank's page, in the client's language."""
    try:
        public_id = uuid.UUID(chosen)
    except ValueError:
        return ""
    rows = Answer.objects.visible_to(user).current()
    answer = rows.filter(public_id=public_id).first()
    return answer.text(conversation.language) if answer else ""
