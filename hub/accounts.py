"""Sign-in of staff, as django-allauth and Django read it; hub/settings.py takes every name from here."""

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "hub.people.forms.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "hub.people.forms.UnlikeAddress"},
    {"NAME": "hub.people.forms.UncommonPassword"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/inbox/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "hub.people.adapter.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# An administrator vouches for a worker's address. The library's own generator would store a second, unverified copy
# of it whenever somebody asks for a new password, and bar its owner from a second factor because of that.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # fmt: skip
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {name: f"hub.people.forms.{form}" for name, form in [
    ("login", "SignInForm"), ("reauthenticate", "ConfirmForm"), ("change_password", "NewPasswordForm"),
    ("set_password", "FirstPasswordForm"), ("reset_password", "ForgottenPasswordForm"),
    ("reset_password_from_key", "PasswordByLinkForm"),
]}  # fmt: skip
ACCOUNT_USER_DISPLAY = "hub.people.selectors.public_name"
# An office has one address: nobody's typing errors may keep the colleagues out. Wrong passwords are counted for each
# account at each address (see StaffAccountAdapter), and more widely for the address alone.
ACCOUNT_RATE_LIMITS = {"login": "100/m/ip", "login_failed": "60/300s/ip,5/300s/key"}
PASSWORD_RESET_TIMEOUT = 3600
MFA_ADAPTER = "hub.privacy.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "hub.people.forms.AddPasskeyForm",
    "edit_webauthn": "hub.people.forms.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = "Contact hub"
