from typing import Any, ClassVar

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from hub.hours.models import ExceptionalHours, WeeklyRule


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


LAST_ENTRY = _("No newcomers in the last minutes")


class RuleForm(forms.Form):
    FIELDS: ClassVar[list[str]] = [
        "weekday", "starts", "ends", "last_entry_minutes", "valid_from", "valid_to", "open_on_holidays",
    ]  # fmt: skip

    weekday = forms.TypedChoiceField(
        label=_("Weekday"), choices=list(WEEKDAYS.items()), coerce=int
    )
    starts = forms.TimeField(label=_("Opens"), widget=ClockInput)
    ends = forms.TimeField(label=_("Closes"), widget=ClockInput)
    last_entry_minutes = forms.IntegerField(
        label=LAST_ENTRY, min_value=0, max_value=240, initial=10
    )
    valid_from = forms.DateField(label=_("From which day"), widget=DayInput)
    valid_to = forms.DateField(
        label=_("Until which day"),
        widget=DayInput,
        required=False,
        help_text=_("Leave this empty if no end is known."),
    )
    open_on_holidays = forms.BooleanField(
        label=_("Also on public holidays and on the eves of midsummer and Christmas"),
        required=False,
    )

    @classmethod
    def of(cls, rule: WeeklyRule, data: Any = None) -> "RuleForm":
        return cls(data, initial={name: getattr(rule, name) for name in cls.FIELDS})


class EndForm(forms.Form):
    last_day = forms.DateField(label=_("Last day of the rule"), widget=DayInput)


class ExceptionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is different"),
        choices=ExceptionalHours.Kind.choices,
        help_text=_(
            "Other hours replace those of the rule on its days. An extra opening is on every day of the span, "
            "holidays too."
        ),
    )
    first_day = forms.DateField(label=_("First day"), widget=DayInput)
    last_day = forms.DateField(
        label=_("Last day"),
        widget=DayInput,
        required=False,
        help_text=_("Leave this empty for one day."),
    )
    starts = forms.TimeField(label=_("Opens"), widget=ClockInput, required=False)
    ends = forms.TimeField(
        label=_("Closes"),
        widget=ClockInput,
        required=False,
        help_text=_("Leave the times empty when the chat is closed."),
    )
    last_entry_minutes = forms.IntegerField(
        label=LAST_ENTRY, min_value=0, max_value=240, initial=10
    )
    reason = forms.CharField(label=_("Reason"), max_length=150, required=False)
    reason_public = forms.BooleanField(
        label=_("Clients may read the reason"), required=False
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        data["last_day"] = data.get("last_day") or data.get("first_day")
        return data


class CloseForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=150,
        help_text=_("Do not write anybody's name or illness here."),
    )


class KeeperCloseForm(CloseForm):
    public = forms.BooleanField(label=_("Clients may read the reason"), required=False)
