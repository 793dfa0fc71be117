from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.conversations.models import Theme
from hub.guidance.models import Answer

# As long as a message may be.
MOST = 2000


class AnswerForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    text_fi = forms.CharField(
        label=_("In Finnish"), max_length=MOST, widget=forms.Textarea({"rows": 5})
    )
    text_sv = forms.CharField(
        label=_("In Swedish"),
        max_length=MOST,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    text_en = forms.CharField(
        label=_("In English"),
        max_length=MOST,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    keywords = forms.CharField(
        label=_("Other words to find it by"), max_length=200, required=False
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"),
        queryset=Theme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["themes"]
        field.queryset = Theme.objects.current()
        field.label_from_instance = lambda theme: theme.name


def written(answer: Answer) -> dict[str, Any]:
    """What the form of an answer begins with."""
    plain = ("title", "text_fi", "text_sv", "text_en", "keywords")
    return {name: getattr(answer, name) for name in plain} | {"themes": answer.themes.all()}
