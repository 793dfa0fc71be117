"""Groups under five: hidden, and not to be worked out from what is shown beside them."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.privacy.suppression import Hidden, hide_parts, hide_small

Shown = dict[str, int | Hidden]
COUNTS = st.lists(st.integers(0, 12), max_size=5)


def named(counts: list[int]) -> dict[str, int]:
    return {f"group {number}": count for number, count in enumerate(counts)}


def fitting(shown: Shown, total: int) -> list[tuple[int, ...]]:
    """Every way in which the hidden numbers may be what they are said to be and the sum still be right."""
    rest = total - sum(count for count in shown.values() if isinstance(count, int))
    spans = [
        range(1, 5) if said is Hidden.UNDER else range(5, rest + 1)
        for said in shown.values()
        if isinstance(said, Hidden)
    ]
    return [guess for guess in product(*spans) if sum(guess) == rest]


@settings(deadline=None)
@given(COUNTS)
def test_no_hidden_group_can_be_worked_out_from_the_total(counts: list[int]) -> None:
    shown = hide_parts(named(counts))

    if shown is None:
        return  # not even the groups are named
    ways = fitting(shown, sum(counts))
    assert all(len(set(values)) > 1 for values in zip(*ways, strict=True))


@given(COUNTS)
def test_no_group_under_five_is_shown(counts: list[int]) -> None:
    for shown in (hide_parts(named(counts)) or {}, hide_small(named(counts))):
        assert all(
            isinstance(cell, Hidden) or cell == 0 or cell >= 5 for cell in shown.values()
        )


@given(COUNTS)
def test_what_is_shown_is_true(counts: list[int]) -> None:
    parts = named(counts)
    for shown in (hide_parts(parts) or {}, hide_small(parts)):
        for group, cell in shown.items():
            assert parts[group] in range(1, 5) if cell is Hidden.UNDER else True
            assert isinstance(cell, Hidden) or cell == parts[group]


@given(st.lists(st.integers(5, 99), max_size=6))
def test_where_no_group_is_small_nothing_is_hidden(counts: list[int]) -> None:
    assert hide_parts(named(counts)) == hide_small(named(counts)) == named(counts)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([3, 20], [Hidden.UNDER, Hidden.KEPT]),
        ([3, 8, 20], [Hidden.UNDER, Hidden.KEPT, 20]),
        ([2, 3, 20], [Hidden.UNDER, Hidden.UNDER, 20]),
        # Both are one, and the total would tell.
        ([1, 1, 9, 20], [Hidden.UNDER, Hidden.UNDER, Hidden.KEPT, 20]),
        # Who knows the rule knows that the part kept back is no larger than the one shown.
        ([4, 7, 7], [Hidden.UNDER, Hidden.KEPT, Hidden.KEPT]),
    ],
)
def test_the_smallest_of_the_others_protects_a_small_group(
    counts: list[int], expected: list[int | Hidden]
) -> None:
    shown = hide_parts(named(counts))

    assert shown is not None
    assert list(shown.values()) == expected


@pytest.mark.parametrize("counts", [[3], [1, 1], [4, 4], [1, 5]])
def test_where_nothing_would_protect_them_no_group_is_named(counts: list[int]) -> None:
    assert hide_parts(named(counts)) is None
