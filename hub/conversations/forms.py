import uuid

from django import forms
from django.conf import settings
from django.utils.translation import gettext, ngettext

from hub.conversations.models import Conversation


class ReplyForm(forms.Form):
    """`key` is the form's own: posted twice, it is one message."""

    key = forms.UUIDField(required=False)
    text = forms.CharField(required=False, strip=False)
    note = forms.BooleanField(required=False)

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()


class FileForm(forms.Form):
    """`file_key` is not the message's `key`: a form that sent its file may still send its text."""

    file_key = forms.UUIDField()


class CloseForm(forms.Form):
    decision = forms.ChoiceField(choices=Conversation.Decision.choices, required=False)
    reason = forms.CharField(max_length=200, required=False)


def decisions(conversation: Conversation) -> list[tuple[str, str, str]]:
    """Value, words and consequence of each decision this thread may end with.

    An identified client's thread cannot end as anonymous advice; a nameless one is that as a rule, for the
    record would not know whose it is.
    """
    Decision = Conversation.Decision  # noqa: N806 - the class, by its short name
    if conversation.contact_id:
        order = [Decision.RECORDED, Decision.SUMMARISED, Decision.NOT_RECORDABLE]
    else:
        order = [
            Decision.ADVICE,
            Decision.RECORDED,
            Decision.SUMMARISED,
            Decision.NOT_RECORDABLE,
        ]
    return [
        (each.value, str(each.label), consequence(conversation, each)) for each in order
    ]


def consequence(conversation: Conversation, decision: Conversation.Decision) -> str:
    if decision == Conversation.Decision.NOT_RECORDABLE:
        return gettext("Tell the reason below.")
    if decision == Conversation.Decision.ADVICE:
        return ngettext(
            "Nobody was identified. The messages are destroyed after %(hours)s hour.",
            "Nobody was identified. The messages are destroyed after %(hours)s hours.",
            settings.CHAT_RETENTION_HOURS,
        ) % {"hours": settings.CHAT_RETENTION_HOURS}
    if conversation.contact_id is None:
        return gettext(
            "This client has not been identified: the messages go to the record without a client. "
            "Choose this only when you know whose matter it is."
        )
    return gettext("The messages go to the client record.")
