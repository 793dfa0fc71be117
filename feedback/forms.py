from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.models import SurveyResponse
from feedback.services import GONE


class WordsField(forms.CharField):
    """A line end counts once, as in the browser's own limit; forms send it as two characters."""

    def to_python(self, value: str | None) -> str:
        return super().to_python((value or "").replace("\r\n", "\n")) or ""


class SurveyForm(forms.Form):
    ticket = forms.CharField(
        max_length=300,
        error_messages={"required": GONE, "max_length": GONE},
    )
    got_advice = forms.ChoiceField(choices=SurveyResponse.Advice.choices, required=False)
    recommend = forms.ChoiceField(choices=SurveyResponse.Recommend.choices, required=False)
    free_text = WordsField(
        max_length=2000,
        required=False,
        error_messages={
            "max_length": _("The text is too long (2,000 characters at most)."),
            "null_characters_not_allowed": _(
                "The text has characters that cannot be sent."
            ),
        },
    )
