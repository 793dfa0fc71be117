import uuid
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, ngettext

from hub.conversations.models import Conversation, Theme


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


class ThemeForm(forms.Form):
    FIELDS: ClassVar[list[str]] = [
        "name_fi", "name_sv", "name_en", "name_selko", "keywords", "position", "is_active",
    ]  # fmt: skip

    name_fi = forms.CharField(label=gettext_lazy("Name in Finnish"), max_length=80)
    name_sv = forms.CharField(
        label=gettext_lazy("Name in Swedish"), max_length=80, required=False
    )
    name_en = forms.CharField(
        label=gettext_lazy("Name in English"), max_length=80, required=False
    )
    name_selko = forms.CharField(
        label=gettext_lazy("Name in plain Finnish"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Where a name is missing, the Finnish one is shown."),
    )
    keywords = forms.CharField(
        label=gettext_lazy("Words that suggest it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "Beginnings of words in any language, with blanks between. A worker sees the theme suggested when a "
            "client's word begins like one of them."
        ),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Order number"),
        min_value=1,
        max_value=9999,
        initial=100,
        help_text=gettext_lazy("The smallest comes first."),
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("In use"), required=False, initial=True
    )

    @classmethod
    def of(cls, theme: Theme, data: Any = None) -> "ThemeForm":
        return cls(data, initial={name: getattr(theme, name) for name in cls.FIELDS})


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
