from django import forms
from django.utils.translation import gettext_lazy as _

from hub.requests.models import ContactRequest

Outcome = ContactRequest.State


class OutcomeForm(forms.Form):
    """What came of a request. `tried` and `offered` leave it open; the others settle it."""

    outcome = forms.ChoiceField(
        choices=[
            ("tried", _("The client was not reached this time")),
            (Outcome.OFFERED.value, _("A time was offered")),
            (Outcome.HELD.value, _("The talk was held")),
            (Outcome.DONE.value, _("The client was reached, and nothing more is needed")),
            (Outcome.UNREACHED.value, _("Given up: the client was not reached")),
            (Outcome.CANCELLED.value, _("The client cancelled the request")),
        ],
        error_messages={
            "required": _("Choose what came of the request."),
            "invalid_choice": _("Choose what came of the request."),
        },
    )
    meeting_at = forms.DateTimeField(
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H.%M", "%d.%m.%Y %H:%M"],
        error_messages={"invalid": _("Write the time as 2.12.2026 13.00.")},
    )  # fmt: skip
