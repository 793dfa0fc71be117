import uuid
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hub.conversations.models import Conversation, Theme
from hub.people.models import Municipality, Unit

DEFAULT = "default"


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


class ThemeForm(forms.Form):
    FIELDS: ClassVar[list[str]] = [
        "name_fi", "name_sv", "name_en", "name_selko", "keywords", "position", "is_active",
    ]  # fmt: skip

    name_fi = forms.CharField(label=_("Name in Finnish"), max_length=80)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=80, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    name_selko = forms.CharField(
        label=_("Name in plain Finnish"),
        max_length=80,
        required=False,
        help_text=_("Where a name is missing, the Finnish one is shown."),
    )
    keywords = forms.CharField(
        label=_("Words that suggest it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "Beginnings of words in any language, with blanks between. A worker sees the theme suggested when a "
            "client's word begins like one of them."
        ),
    )
    position = forms.IntegerField(
        label=_("Order number"),
        min_value=1,
        max_value=9999,
        initial=100,
        help_text=_("The smallest comes first."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    @classmethod
    def of(cls, theme: Theme, data: Any = None) -> "ThemeForm":
        return cls(data, initial={name: getattr(theme, name) for name in cls.FIELDS})


class PhoneField(forms.CharField):
    default_validators = [
        RegexValidator(
            r"^\+?[0-9][0-9 ]{1,37}$",
            _("Check the phone number. Example: 040 123 4567."),
        )
    ]


class NumbersForm(forms.Form):
    """A number for the unit, and one for each municipality that has its own; the field's name is its code."""

    @classmethod
    def of(cls, unit: Unit, data: Any = None) -> "NumbersForm":
        form = cls(data)
        form.fields[DEFAULT] = PhoneField(
            label=_("Where no municipality has its own"),
            max_length=40,
            required=False,
            initial=unit.emergency_phone,
        )
        for place in Municipality.objects.current():
            form.fields[place.code] = PhoneField(
                label=place.name,
                max_length=40,
                required=False,
                initial=place.emergency_phone,
            )
        return form

    @property
    def numbers(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return {"default": said.pop(DEFAULT), "numbers": said}


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
