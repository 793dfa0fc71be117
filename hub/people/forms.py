from typing import Any, ClassVar

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
    password_validators_help_texts,
)
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hub.people import services

NAME_LENGTH = 60


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return gettext("Too short.")

    def get_help_text(self) -> str:
        text = ngettext(
            "At least %(length)s character.",
            "At least %(length)s characters; a few words in a row will do.",
            self.min_length,
        )
        return text % {"length": self.min_length}


class UnlikeAddress(UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return gettext("Too much like your e-mail address.")

    def get_help_text(self) -> str:
        return gettext("Not your e-mail address.")


class UncommonPassword(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return gettext("Many people use this password. Choose another.")

    def get_help_text(self) -> str:
        return gettext("Not one that many people use.")


class OwnWords:
    """On the library's forms: our labels and hints, and no placeholder, which would vanish with the first letter."""

    LABELS: ClassVar[dict[str, Any]] = {
        "login": _("E-mail"),
        "email": _("E-mail"),
        "password": _("Password"),
        "oldpassword": _("Your password now"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }
    HINTS: ClassVar[dict[str, Any]] = {
        "password1": lazy(lambda: " ".join(password_validators_help_texts()), str)()
    }
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.LABELS[name]
            field.help_text = self.HINTS.get(name, "")
            field.widget.attrs.pop("placeholder", None)

    def full_clean(self) -> None:
        """The first field that was refused is where the reader goes on."""
        super().full_clean()  # type: ignore[misc]
        refused = [name for name in self.fields if self.has_error(name)]  # type: ignore[attr-defined]
        for name in refused[:1]:
            self.fields[name].widget.attrs["autofocus"] = True


class SignInForm(OwnWords, LoginForm):
    def clean(self) -> Any:
        """What was refused stands beside the field, not above the form."""
        try:
            return super().clean()
        except ValidationError as error:
            if error.code != "email_password_mismatch":
                raise
            raise ValidationError({"password": error}) from None


class ConfirmForm(OwnWords, ReauthenticateForm): ...


class NewPasswordForm(OwnWords, ChangePasswordForm): ...


class FirstPasswordForm(OwnWords, SetPasswordForm): ...


class PasswordByLinkForm(OwnWords, ResetPasswordKeyForm): ...


class ForgottenPasswordForm(OwnWords, forms.Form):
    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "username"}))

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
