import uuid
from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

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


class LookForm(forms.Form):
    """Which part of the roster; nonsense shows this week."""

    view = forms.ChoiceField(
        choices=[("week", ""), ("month", ""), ("mine", "")], required=False
    )
    day = forms.DateField(
        required=False,
        validators=[
            MinValueValidator(date(2000, 1, 1)),
            MaxValueValidator(date(2999, 1, 1)),
        ],
    )


class AbsenceForm(forms.Form):
    kind = forms.ChoiceField(choices=Absence.Kind.choices)
    first_day = forms.DateField()
    last_day = forms.DateField()
    user = forms.IntegerField(required=False)
