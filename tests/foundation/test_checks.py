from typing import Any

import pytest

from hub.foundation import checks


@pytest.mark.parametrize(
    ("colour", "faults"),
    [("", []), ("#0b5c7a", []), ("teal", ["hub.E020"]), ("#7cc4df", ["hub.E021"])],
)
def test_a_colour_that_nobody_could_read_is_refused(
    settings: Any, colour: str, faults: list[str]
) -> None:
    settings.ORGANISATION_COLOUR = colour

    assert [fault.id for fault in checks.colour_is_legible()] == faults


def test_a_missing_logo_is_refused(settings: Any) -> None:
    settings.ORGANISATION_LOGO = "nobody/has/this.svg"

    assert [fault.id for fault in checks.logo_is_there()] == ["hub.E022"]


def test_the_organisations_colour_reaches_the_page(
    client: Any, settings: Any, db: None
) -> None:
    settings.ORGANISATION_COLOUR = "#5b2a86"

    page = client.get("/accessibility/").content.decode()

    assert "/brand.css" in page
    assert b"#5b2a86" in client.get("/brand.css").content
