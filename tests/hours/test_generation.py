"""Rules, exceptions and holidays become dated openings."""

from datetime import date, time, timedelta

from chat import services as chat
from hub.hours.generation import generate_openings
from hub.hours.models import ExceptionalHours, Opening
from hub.people.models import Unit, User
from tests.hours.conftest import HELSINKI, NOW, Make, spans

Kind = ExceptionalHours.Kind
WEDNESDAYS = ["25.11.", "2.12.", "9.12.", "16.12.", "23.12.", "30.12.", "13.1."]


def test_a_rule_makes_eight_weeks_of_openings_without_epiphany(rule: Make) -> None:
    rule()

    generate_openings(now=NOW)

    assert spans() == [f"{day} 13:00-15:00" for day in WEDNESDAYS]


def test_running_it_again_changes_nothing(rule: Make) -> None:
    rule()
    generate_openings(now=NOW)
    before = list(Opening.objects.order_by("id").values())

    assert generate_openings(now=NOW) == 0

    assert list(Opening.objects.order_by("id").values()) == before


def test_split_hours_and_several_days_a_week_stand_side_by_side(rule: Make) -> None:
    rule()
    rule(starts=time(9), ends=time(11))
    rule(weekday=4)

    generate_openings(now=NOW)

    assert spans()[:3] == ["25.11. 09:00-11:00", "25.11. 13:00-15:00", "27.11. 13:00-15:00"]


def test_a_rule_holds_from_its_first_day_to_its_last(rule: Make) -> None:
    rule(valid_from=date(2026, 12, 2), valid_to=date(2026, 12, 9))

    generate_openings(now=NOW)

    assert spans() == ["2.12. 13:00-15:00", "9.12. 13:00-15:00"]


def test_the_eve_of_christmas_is_closed_and_a_rule_may_say_otherwise(rule: Make) -> None:
    rule(weekday=3)
    rule(weekday=3, starts=time(9), ends=time(10), open_on_holidays=True)

    generate_openings(now=NOW)

    assert [span for span in spans() if span.startswith("24.12.")] == ["24.12. 09:00-10:00"]


def test_the_eve_of_midsummer_is_closed(rule: Make) -> None:
    rule(weekday=4)

    generate_openings(now=NOW.replace(year=2027, month=6, day=1))

    assert "18.6. 13:00-15:00" in spans()
    assert "25.6. 13:00-15:00" not in spans()


def test_nobody_new_gets_in_after_the_last_entry_of_the_rule(rule: Make) -> None:
    rule(last_entry_minutes=30)

    generate_openings(now=NOW)

    opening = Opening.objects.earliest("starts_at")
    assert f"{opening.last_entry_at.astimezone(HELSINKI):%H:%M}" == "14:30"


def test_closed_days_have_no_opening(rule: Make, exception: Make) -> None:
    rule()
    exception(Kind.CLOSED, date(2026, 12, 21), last_day=date(2027, 1, 6))

    generate_openings(now=NOW)

    assert [span.split()[0] for span in spans()] == [*WEDNESDAYS[:4], "13.1."]


def test_other_hours_replace_all_of_the_days_own(rule: Make, exception: Make) -> None:
    rule()
    rule(starts=time(9), ends=time(11))
    first, last = date(2026, 12, 1), date(2026, 12, 4)
    exception(Kind.OTHER, first, last_day=last, starts=time(10), ends=time(12))

    generate_openings(now=NOW)

    assert [span for span in spans() if ".12." in span][:2] == [
        "2.12. 10:00-12:00",
        "9.12. 09:00-11:00",
    ]


def test_an_extra_opening_needs_no_rule_and_stands_on_a_closed_day(
    rule: Make, exception: Make
) -> None:
    rule()
    exception(Kind.CLOSED, date(2026, 12, 2))
    exception(Kind.EXTRA, date(2026, 12, 2), starts=time(9), ends=time(10))
    exception(Kind.EXTRA, date(2026, 12, 6), starts=time(9), ends=time(10))

    generate_openings(now=NOW)

    assert spans(exception__kind="extra") == ["2.12. 09:00-10:00", "6.12. 09:00-10:00"]
    assert "2.12. 13:00-15:00" not in spans()


def test_an_extra_opening_takes_the_place_of_what_it_meets(
    rule: Make, exception: Make
) -> None:
    rule()
    exception(Kind.EXTRA, date(2026, 11, 25), starts=time(14), ends=time(17))

    generate_openings(now=NOW)

    assert spans()[0] == "25.11. 14:00-17:00"


def test_a_changed_rule_changes_what_nobody_is_seated_in_and_nothing_else(
    rule: Make, maija: User
) -> None:
    wednesdays = rule()
    generate_openings(now=NOW)
    staffed, free = Opening.objects.order_by("starts_at")[:2]
    chat.assign_seat(opening=staffed, worker=maija, by=None)
    wednesdays.starts, wednesdays.ends = time(16), time(18)
    wednesdays.save()

    generate_openings(now=NOW)

    assert spans()[:2] == ["25.11. 13:00-15:00", "2.12. 16:00-18:00"]
    assert len(spans()) == len(WEDNESDAYS)
    assert not Opening.objects.filter(pk=free.pk).exists()


def test_an_opening_that_keeps_its_start_keeps_its_row(rule: Make) -> None:
    wednesdays = rule()
    generate_openings(now=NOW)
    ids = set(Opening.objects.values_list("public_id", flat=True))
    wednesdays.ends = time(16)
    wednesdays.save()

    generate_openings(now=NOW)

    assert set(Opening.objects.values_list("public_id", flat=True)) == ids
    assert spans()[0] == "25.11. 13:00-16:00"


def test_what_has_begun_or_is_over_is_never_rewritten(rule: Make) -> None:
    wednesdays = rule()
    generate_openings(now=NOW)
    wednesdays.starts, wednesdays.ends = time(14, 15), time(16)
    wednesdays.save()
    for minutes in (5 * 60, 6 * 60 + 10):  # Wednesday 14.00 and 15.10
        generate_openings(now=NOW + timedelta(days=1, minutes=minutes))

        assert spans()[:2] == ["25.11. 13:00-15:00", "2.12. 14:15-16:00"]


def test_an_opening_closed_by_a_person_stays_closed(rule: Make) -> None:
    rule()
    generate_openings(now=NOW)
    opening = Opening.objects.earliest("starts_at")
    Opening.objects.filter(pk=opening.pk).update(closed_early_at=NOW)

    generate_openings(now=NOW)

    assert Opening.objects.earliest("starts_at").closed_early_at == NOW
    assert len(spans()) == len(WEDNESDAYS)


def test_an_opening_made_by_hand_keeps_its_place(rule: Make, unit: Unit) -> None:
    start = NOW + timedelta(days=1)
    Opening.objects.create(
        unit=unit,
        starts_at=start,
        ends_at=start + timedelta(hours=5),
        last_entry_at=start,
    )
    rule()

    generate_openings(now=NOW)

    assert spans()[:2] == ["25.11. 09:00-14:00", "2.12. 13:00-15:00"]


def test_units_do_not_mix(rule: Make, other_unit: Unit, exception: Make) -> None:
    rule()
    rule(unit=other_unit)
    exception(Kind.CLOSED, date(2026, 11, 25))

    generate_openings(now=NOW)

    assert "25.11. 13:00-15:00" in spans(unit=other_unit)
    assert len(spans()) == 2 * len(WEDNESDAYS) - 1
