"""The statistics of a choice of openings, as tables: the page and its files show these and nothing else.

To whoever did not sit in it, groups under five and the times of fewer than five are hidden here, and only here. How
many openings and conversations there were, and what came of them, is always told.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median, quantiles
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop, pgettext

from chat.models import Fact, VisitorSession
from chat.packaging import Cell, Row, Table
from chat.selectors.facts import Facts, Told, facts_of
from hub.conversations.models import Conversation
from hub.foundation.templatetags.when import day_clock
from hub.hours.models import Opening
from hub.hours.sources import SurveyCounts, survey_of
from hub.people.models import Municipality, WorkerProfile
from hub.privacy.suppression import Hidden, hide_parts, hide_small, is_small

Outcome = Fact.Outcome
TOO_FEW = gettext_noop("Too few conversations to tell more of them.")


@dataclass(frozen=True, slots=True)
class Figures:
    """`in_full`: shown to one of the pair, who has seen all of it."""

    openings: int
    conversations: int
    taken: int
    questions: int
    in_full: bool
    tables: list[Table]


def figures(
    openings: list[Opening],
    *,
    questions: Sequence[int | None] = (),
    in_full: bool = False,
) -> Figures:
    """`questions`: of each left while the chat was closed, how long its answer took; they are in no other table."""
    facts = facts_of(openings)
    few = not in_full and is_small(len(facts.rows))
    outcomes = Counter(fact.outcome for fact in facts.rows)
    tables = [
        totals(openings, facts.rows, outcomes),
        times(facts.rows, in_full=in_full),
        themes(facts, in_full=in_full),
        municipalities(facts.rows, in_full=in_full),
        languages(facts.rows, in_full=in_full),
        titles(facts.rows, in_full=in_full),
        survey(openings, few=few),
        asked_while_closed(questions) if questions else None,
    ]
    if len(openings) > 1:
        tables += [months(openings, facts.rows), by_opening(openings, facts.rows)]
    return Figures(
        openings=len(openings),
        conversations=len(facts.rows),
        taken=outcomes[Outcome.TAKEN],
        questions=len(questions),
        in_full=in_full,
        tables=[table for table in tables if table],
    )


def totals(openings: list[Opening], rows: list[Told], outcomes: Counter[str]) -> Table:
    told: list[tuple[str, Cell]] = [
        (gettext("Openings"), len(openings)),
        (gettext("Conversations"), len(rows)),
    ]
    told += [
        (str(outcome.label), outcomes[outcome])
        for outcome in Outcome
        if outcome is not Outcome.WAITING or outcomes[outcome]
    ]
    deleted = sum(fact.is_deleted for fact in rows)
    told.append((gettext("Deleted by the client (counted above too)"), deleted))
    return two_columns("totals", gettext("In all"), told)


def two_columns(name: str, title: str, told: list[tuple[str, Cell]]) -> Table:
    head = [gettext("Figure"), gettext("How many")]
    return Table(name, title, head, [Row([words, number]) for words, number in told])


def times(rows: list[Told], *, in_full: bool) -> Table:
    kinds = [
        (gettext("Waited to be taken"), "waited"),
        (gettext("Waited for the first answer"), "answered"),
        (gettext("Conversation, from being taken to its end"), "lasted"),
    ]
    measured = [(words, lengths(rows, kind)) for words, kind in kinds]
    return Table(
        "times",
        gettext("Times"),
        [gettext("What"), gettext("Conversations"), gettext("Median"), gettext("90th percentile")],
        [
            Row([words, len(spans), middle(spans, in_full=in_full), tail(spans, in_full=in_full)])
            for words, spans in measured
        ],
    )  # fmt: skip


def lengths(rows: list[Told], kind: str) -> list[int]:
    return [length for fact in rows if (length := getattr(fact, kind)) is not None]


def middle(spans: list[int], *, in_full: bool) -> Cell:
    """Of a few, the one in the middle is somebody's own."""
    if is_small(len(spans)) and not in_full:
        return Hidden.KEPT
    return timedelta(seconds=median(spans)) if spans else None


def tail(spans: list[int], *, in_full: bool) -> Cell:
    """Nine of ten were no longer; between two, in proportion."""
    if is_small(len(spans)) and not in_full:
        return Hidden.KEPT
    if len(spans) < 2:
        return timedelta(seconds=spans[0]) if spans else None
    return timedelta(seconds=quantiles(spans, n=10, method="inclusive")[-1])


def themes(facts: Facts, *, in_full: bool) -> Table:
    shown: Mapping[Any, int | Hidden] | None = facts.themes
    if not in_full:
        shown = None if is_small(len(facts.rows)) else hide_small(facts.themes)
    head = [gettext("Themes"), gettext("Theme")]
    names = {theme: theme.name for theme in facts.themes}
    return broken_down("themes", head, shown, names, len(facts.rows))


def municipalities(rows: list[Told], *, in_full: bool) -> Table:
    found = Municipality.objects.in_bulk({fact.municipality_id for fact in rows} - {None})
    names = {place.pk: place.name for place in found.values()}
    head = [gettext("Municipality"), gettext("Municipality")]
    told = [fact.municipality_id for fact in rows]
    return parts("municipality", head, told, names, in_full=in_full)


def languages(rows: list[Told], *, in_full: bool) -> Table:
    told = [fact.language or None for fact in rows]
    names = {code: Conversation(language=code).language_name for code in told if code}
    head = [gettext("Language"), gettext("Language")]
    return parts("language", head, told, names, in_full=in_full, open_to_all=[None])


def titles(rows: list[Told], *, in_full: bool) -> Table:
    names = {str(title.value): str(title.label) for title in WorkerProfile.Title}
    told = [fact.title or None for fact in rows]
    head = [gettext("Answerer's title"), gettext("Job title")]
    return parts("title", head, told, names, in_full=in_full, open_to_all=[None])


def parts(
    name: str,
    head: list[str],
    told: Sequence[str | int | None],
    names: Mapping[Any, str],
    *,
    in_full: bool,
    open_to_all: Collection[None] = (),
) -> Table:
    """Each conversation is in one group; what is not known is a group too."""
    # Of groups as large as each other the order must be the same at every look.
    ordered = dict(sorted(Counter(told).items(), key=lambda item: (-item[1], str(item[0]))))
    shown: Mapping[Any, int | Hidden] | None = ordered
    if not in_full:
        shown = None if is_small(len(told)) else hide_untold(ordered, open_to_all)
    known = {**names, None: gettext("Not known")}
    return broken_down(name, head, shown, known, len(told))


def hide_untold(
    counts: Mapping[Any, int], open_to_all: Collection[None]
) -> Mapping[Any, int | Hidden] | None:
    """Who was never taken has no title, and who deleted it no language: how many these are the totals tell, so that
    hiding it would protect nobody, and nobody else may be thought hidden behind it."""
    rest = hide_parts({group: n for group, n in counts.items() if group not in open_to_all})
    return (
        None if rest is None else {group: rest.get(group, n) for group, n in counts.items()}
    )


def broken_down(
    name: str,
    head: list[str],
    counts: Mapping[Any, int | Hidden] | None,
    names: Mapping[Any, str],
    total: int,
) -> Table:
    columns = [head[1], gettext("Conversations"), pgettext("column", "Per cent")]
    if counts is None:
        return Table(name, head[0], columns, note=gettext(TOO_FEW))
    rows = []
    for group, count in in_order(counts, names):
        share = None if isinstance(count, Hidden) else round(100 * count / total)
        rows.append(Row([names[group], count, share], bar=share))
    return Table(name, head[0], columns, rows)


def in_order(
    counts: Mapping[Any, int | Hidden], names: Mapping[Any, str]
) -> list[tuple[Any, int | Hidden]]:
    """What is shown as it comes; then what is hidden by its name: its place must not tell its size."""
    hidden = {group: count for group, count in counts.items() if isinstance(count, Hidden)}
    shown = [(group, count) for group, count in counts.items() if group not in hidden]
    return shown + sorted(hidden.items(), key=lambda item: names[item[0]])


def survey(openings: list[Opening], *, few: bool) -> Table | None:
    """Answers cannot be joined to conversations: whoever answered hides among all who talked, if those are not few."""
    title = gettext("Survey after the chat")
    counts = survey_of([opening.pk for opening in openings])
    if counts is None:
        return None
    if few:
        return Table("survey", title, [], note=gettext(TOO_FEW))
    sessions = VisitorSession.objects.of_clients().filter(opening__in=openings)
    offered = sessions.exclude(survey_by="").count()
    told = [(gettext("Survey offered"), offered), *survey_words(counts)]
    return two_columns("survey", title, told)


def survey_words(counts: SurveyCounts) -> list[tuple[str, Cell]]:
    return [
        (gettext("Answers"), counts.answers),
        (gettext("Told whether they got advice"), counts.asked_advice),
        (gettext("Got advice"), counts.got_advice),
        (gettext("Told whether they would recommend"), counts.asked_recommend),
        (gettext("Would recommend"), counts.recommend),
        (gettext("Free texts"), counts.free_texts),
    ]


def asked_while_closed(questions: Sequence[int | None]) -> Table:
    waits = [wait for wait in questions if wait is not None]
    told: list[tuple[str, Cell]] = [
        (gettext("Questions left"), len(questions)),
        (gettext("Questions answered"), len(waits)),
        (gettext("Median time to the answer"), middle(waits, in_full=False)),
    ]
    return two_columns("questions", gettext("Questions left while closed"), told)


def months(openings: list[Opening], rows: list[Told]) -> Table:
    month_of = {opening.pk: month(opening) for opening in openings}
    held = Counter(month_of.values())
    grouped: dict[date, list[Told]] = defaultdict(list)
    for fact in rows:
        grouped[month_of[fact.opening_id]].append(fact)
    return Table(
        "months",
        gettext("By month"),
        [gettext("Month"), gettext("Openings"), *outcome_heads()],
        [
            Row(
                [date_format(first, "F Y"), held[first], *outcome_cells(grouped[first])],
                link=f"?first_day={first}&last_day={last_of(first)}",
            )
            for first in held
        ],
    )


def month(opening: Opening) -> date:
    """Its first day, of the calendar here."""
    return timezone.localdate(opening.starts_at).replace(day=1)


def last_of(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def by_opening(openings: list[Opening], rows: list[Told]) -> Table:
    grouped: dict[int, list[Told]] = defaultdict(list)
    for fact in rows:
        grouped[fact.opening_id].append(fact)
    return Table(
        "openings",
        gettext("By opening"),
        [gettext("Opening"), *outcome_heads()],
        [
            Row([day_clock(each.starts_at), *outcome_cells(grouped[each.pk])], link=f"{each.public_id}/")
            for each in openings
        ],
    )  # fmt: skip


def outcome_heads() -> list[str]:
    ended = [
        str(outcome.label) for outcome in (Outcome.TAKEN, Outcome.LEFT, Outcome.UNANSWERED)
    ]
    return [gettext("Conversations"), *ended, gettext("Median wait")]


def outcome_cells(rows: Sequence[Told]) -> list[Cell]:
    """Whoever sat in one opening sees its own page in full; a table of many is the same for everybody."""
    outcomes = Counter(fact.outcome for fact in rows)
    ended = [
        outcomes[outcome] for outcome in (Outcome.TAKEN, Outcome.LEFT, Outcome.UNANSWERED)
    ]
    return [len(rows), *ended, middle(lengths(list(rows), "waited"), in_full=False)]
