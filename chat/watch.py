"""Tells whoever follows an opening that it has come to another point: at such a moment nothing else happens by itself.

A worker's silence, the last ten minutes, the last entry and the end are noticed here, within one beat.
"""

from datetime import datetime, timedelta

from django.utils import translation

from chat import door, selectors
from chat.models import Ban, VisitorSession, Watch
from hub.conversations import services as conversations
from hub.foundation.realtime import publish, thread_group, unit_group
from hub.hours.models import Opening

# So long after its end an opening may still have conversations to be finished.
AFTERWARDS = timedelta(hours=3)


def look_round(*, now: datetime) -> dict[str, int]:
    """Practice openings too: whoever practises is told what a client would be."""
    followed = Opening.objects.filter(starts_at__lte=now, ends_at__gt=now - AFTERWARDS)
    told = [opening for opening in followed if tell_if_news(opening, now)]
    Ban.objects.lapse(now)
    Ban.objects.forget(now)
    return {"told": len(told), "unanswered": end_unanswered(now)}


def tell_if_news(opening: Opening, now: datetime) -> bool:
    """Each point once, however many look at the same moment."""
    point = point_of(opening, now)
    Watch.objects.get_or_create(opening=opening)
    news = Watch.objects.filter(opening=opening).exclude(told=point).update(told=point)
    if news:
        tell_door(opening.unit_id, opening)
    return bool(news)


def point_of(opening: Opening, now: datetime) -> str:
    present = ",".join(str(worker.pk) for worker in door.present_pair(opening))
    if opening.ended(now):
        return f"ended:{present}"
    entry = "in" if opening.takes_new(now) else "no-entry"
    soon = "-soon" if opening.closes_soon(now) else ""
    return f"{entry}{soon}:{present}"


def end_unanswered(now: datetime) -> int:
    """Nobody waits past the closing: who does is told so, with other ways, and the conversation ends."""
    late = VisitorSession.objects.still_waiting(now).values_list(
        "conversation_id", "conversation__language"
    )
    return sum(
        end_one(conversation_id, language, now) for conversation_id, language in late
    )


def end_one(conversation_id: int, language: str, now: datetime) -> bool:
    with translation.override(language):
        text = selectors.unanswered(now)
    return conversations.end_unanswered(conversation_id=conversation_id, text=text)


def tell_door(unit_id: int, *openings: Opening) -> None:
    """Consoles of the unit look again, and so does everybody in these openings' conversations."""
    publish(unit_group(unit_id), {"type": "staff.event", "event": "presence"})
    there = VisitorSession.objects.there(openings).values_list("conversation_id", flat=True)
    for conversation_id in there:
        publish(thread_group(conversation_id), {"type": "thread.state"})
