from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from hub.people import services

NAME_LENGTH = 60


class ForgottenPasswordForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )

    def save(self, _request: Any) -> None:
        """What the library's page calls for a valid form."""
        services.ask_for_new_password(email=self.cleaned_data["email"])


class AddPasskeyForm(AddWebAuthnForm):
    name = forms.CharField(required=False, max_length=NAME_LENGTH)

    def clean(self) -> dict[str, Any]:
        """The library reads the credential before it checks it, and lets what it cannot read raise."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValueError:
            raise get_adapter().validation_error("incorrect_code") from None
        return cleaned


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(max_length=NAME_LENGTH)
