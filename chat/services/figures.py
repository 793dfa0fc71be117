from datetime import date

from django.db import transaction

from chat import packaging, selectors
from hub.hours.models import Opening
from hub.people.models import User
from hub.privacy.services import record_access

WRITERS = {"csv": packaging.as_csv, "xlsx": packaging.as_xlsx}


@transaction.atomic
def export_period(*, by: User, first_day: date, last_day: date, kind: str) -> bytes:
    """The statistics of these days as a file, hidden groups hidden; that it was taken is logged."""
    openings = selectors.openings_between(by, first_day, last_day)
    questions = selectors.questions_between(by, first_day, last_day)
    written = WRITERS[kind](selectors.figures(openings, questions=questions).tables)
    record_access(by=by, action="export_figures", ground=f"{first_day}/{last_day} {kind}")
    return written


@transaction.atomic
def export_opening(*, by: User, opening: Opening, kind: str) -> bytes:
    in_full = selectors.sat_in(opening, by)
    written = WRITERS[kind](selectors.figures([opening], in_full=in_full).tables)
    record_access(by=by, action="export_figures", obj=opening, ground=kind)
    return written
