import uuid

from django import forms

from hub.conversations.models import Conversation


class ReplyForm(forms.Form):
    """`key` is the form's own: posted twice, it is one message."""

    key = forms.UUIDField(required=False)
    text = forms.CharField(required=False, strip=False)
    note = forms.BooleanField(required=False)

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()


class CloseForm(forms.Form):
    decision = forms.ChoiceField(choices=Conversation.Decision.choices, required=False)
    reason = forms.CharField(max_length=200, required=False)
