import uuid
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.people.models import Absence


class StartForm(forms.Form):
    key = forms.CharField(max_length=100, required=False)
    municipality = forms.CharField(max_length=3, required=False)
    theme = forms.CharField(max_length=60, required=False)
    subject_close_person = forms.BooleanField(required=False)


class MessageForm(forms.Form):
    """Only the shape; what a text may hold is the service's rule."""

    token = forms.CharField(max_length=100)
    key = forms.UUIDField(required=False)
    text = forms.CharField(required=False, strip=False)

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()


class EmbeddingForm(forms.Form):
    site = forms.CharField(max_length=500, required=False)
    code = forms.CharField(max_length=100_000, required=False)
    policy = forms.CharField(max_length=10_000, required=False)

    def clean_site(self) -> str:
        """An address with scheme and host; a missing scheme is meant as https."""
        site: str = self.cleaned_data["site"]
        if site and "://" not in site:
            site = f"https://{site}"
        try:
            parts = urlsplit(site)
            named = parts.scheme in ("http", "https") and parts.hostname
            good = not site or (named and parts.port != 0)  # an impossible port raises
        except ValueError:
            good = False
        if not good:
            raise forms.ValidationError(
                _("This is no web address. An example: https://www.example.org/")
            )
        return site


class FileForm(forms.Form):
    """`file_key` is not the message's `key`: a form that sent its file may still send its text."""

    token = forms.CharField(max_length=100)
    file_key = forms.UUIDField()


class FetchForm(forms.Form):
    token = forms.CharField(max_length=100)
    seq = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class ListForm(forms.Form):
    token = forms.CharField(max_length=100)
    after = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class DiaryForm(forms.Form):
    """Only the form's own random value; the rest is the service's rule."""

    key = forms.UUIDField()


class PushForm(forms.Form):
    """Only the shape of what a browser says of itself."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)


KNOWN_DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 1, 1))]


class LookForm(forms.Form):
    """Which part of the roster; nonsense shows this week."""

    view = forms.ChoiceField(
        choices=[("week", ""), ("month", ""), ("mine", "")], required=False
    )
    day = forms.DateField(required=False, validators=KNOWN_DAYS)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """Of the statistics: both days are in it."""

    first_day = forms.DateField(label=_("From"), widget=DayInput, validators=KNOWN_DAYS)
    last_day = forms.DateField(label=_("To"), widget=DayInput, validators=KNOWN_DAYS)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        first_day, last_day = data.get("first_day"), data.get("last_day")
        if first_day and last_day and last_day < first_day:
            self.add_error("last_day", _("The last day cannot be before the first."))
        return data


class AbsenceForm(forms.Form):
    kind = forms.ChoiceField(choices=Absence.Kind.choices)
    first_day = forms.DateField(validators=KNOWN_DAYS)
    last_day = forms.DateField(validators=KNOWN_DAYS)
    user = forms.IntegerField(required=False)


class PracticeForm(forms.Form):
    """When, and for whom; whether these workers can is the service's rule."""

    day = forms.DateField(validators=KNOWN_DAYS)
    starts = forms.TimeField()
    ends = forms.TimeField()

    def span(self) -> tuple[datetime, datetime]:
        """An end before the start is on the next day."""
        day, starts, ends = (self.cleaned_data[name] for name in ("day", "starts", "ends"))
        begin = timezone.make_aware(datetime.combine(day, starts))
        last = day if ends > starts else day + timedelta(days=1)
        return begin, timezone.make_aware(datetime.combine(last, ends))


class PracticeFeedbackForm(forms.Form):
    """Only the form's own random value; the rest is the service's rule."""

    key = forms.UUIDField()
    named = forms.BooleanField(required=False)
