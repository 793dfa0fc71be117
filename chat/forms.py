import uuid

from django import forms


class StartForm(forms.Form):
    key = forms.CharField(max_length=100, required=False)
    municipality = forms.CharField(max_length=3, required=False)
    subject_close_person = forms.BooleanField(required=False)


class MessageForm(forms.Form):
    """Only the shape; what a text may hold is the service's rule."""

    token = forms.CharField(max_length=100)
    key = forms.UUIDField(required=False)
    text = forms.CharField(required=False, strip=False)

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()


class ListForm(forms.Form):
    token = forms.CharField(max_length=100)
    after = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class DiaryForm(forms.Form):
    """Only the form's own random value; the rest is the service's rule."""

    key = forms.UUIDField()
