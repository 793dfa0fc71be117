from django import forms

from feedback.models import SurveyResponse


class SurveyForm(forms.Form):
    ticket = forms.CharField(max_length=300)
    got_advice = forms.ChoiceField(choices=SurveyResponse.Advice.choices, required=False)
    recommend = forms.ChoiceField(choices=SurveyResponse.Recommend.choices, required=False)
    free_text = forms.CharField(max_length=2000, required=False)
