"""Local hours are local hours, whatever the clocks of the country do."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume, example, given
from hypothesis import strategies as st

from hub.hours.generation import generate_openings
from hub.hours.models import WeeklyRule
from hub.hours.selectors.plan import dated
from tests.hours.conftest import HELSINKI, Make, spans

# The last Sundays of March and October, and the days around them.
TURNS = [date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26)]
days = st.builds(
    lambda turn, days: turn + timedelta(days=days),
    st.sampled_from(TURNS),
    st.integers(-3, 3),
)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def exists(day: date, at: time) -> bool:
    """In spring an hour of the night is nobody's."""
    local = datetime.combine(day, at, tzinfo=HELSINKI)
    back = local.astimezone(UTC).astimezone(HELSINKI)
    return back.replace(tzinfo=None) == local.replace(tzinfo=None)


@given(day=days, starts=times, ends=times, minutes=st.integers(0, 300))
@example(TURNS[1], time(2), time(5), 10)
@example(TURNS[0], time(3, 30), time(4), 10)
def test_an_opening_begins_and_ends_by_the_clock_on_the_wall(
    day: date, starts: time, ends: time, minutes: int
) -> None:
    assume(starts < ends)
    assume(exists(day, starts))
    assume(exists(day, ends))
    rule = WeeklyRule(
        weekday=day.weekday(), starts=starts, ends=ends, last_entry_minutes=minutes
    )

    opening = dated(day, rule, rule)

    start, end = (t.astimezone(HELSINKI) for t in (opening.starts_at, opening.ends_at))
    assert (start.date(), start.time()) == (day, starts)
    assert (end.date(), end.time()) == (day, ends)
    assert opening.starts_at <= opening.last_entry_at <= opening.ends_at


def test_a_rule_of_the_lost_hour_skips_that_night_and_breaks_nothing(
    rule: Make,
) -> None:
    rule(weekday=6, starts=time(3, 15), ends=time(4))

    generate_openings(now=datetime(2027, 3, 20, tzinfo=UTC))

    assert spans()[:2] == ["21.3. 03:15-04:00", "4.4. 03:15-04:00"]
