"""What opens a worker's account lies sealed, and still opens it after the keys have changed."""

from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.apps import apps
from django.core.cache import cache
from django.test import Client

from hub.people.models import User
from hub.privacy.rotation import rotate_all
from hub.privacy.sealing import SealBroken, unseal_text
from tests.cast import SignIn
from tests.privacy.test_no_plaintext import where
from tests.privacy.test_sealing import NEW, OLD

WORD = "a long word of theirs"
migration = import_module("hub.privacy.migrations.0003_seal_second_factors")


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(counters())))


@pytest.fixture
def secret(sign_in: SignIn, maija: User, settings: Any) -> str:
    """Maija's, as her app knows it: set up through the pages."""
    settings.SEALING_KEYS = [OLD]
    client = sign_in(maija)
    client.post("/accounts/reauthenticate/", {"password": WORD})
    page = client.get("/accounts/2fa/totp/activate/")
    shown = str(page.context["form"].secret)
    client.post("/accounts/2fa/totp/activate/", {"code": code(shown)})
    return shown


def row(kind: str) -> Authenticator:
    return Authenticator.objects.get(type=kind)


def goes_to(word: str) -> str:
    """Where a sign-in with the password and this code leads."""
    cache.clear()  # the same half minute would refuse the same code
    client = Client()
    client.post("/accounts/login/", {"login": "maija@example.org", "password": WORD})
    answer = client.post("/accounts/2fa/authenticate/", {"code": word})
    return str(answer.headers.get("Location", ""))


def test_the_secret_of_the_app_and_the_seed_of_the_codes_lie_open_nowhere(
    secret: str,
) -> None:
    seed = unseal_text(row("recovery_codes").data["seed"], purpose="second-factor")

    assert where(secret) == where(seed) == set()
    assert where(row("totp").data["secret"]) == {"mfa_authenticator"}


def test_the_app_and_a_recovery_code_open_after_the_keys_have_changed(
    secret: str, settings: Any
) -> None:
    spare = row("recovery_codes").wrap().get_unused_codes()[0]
    settings.SEALING_KEYS = [NEW, OLD]
    counts = rotate_all()
    settings.SEALING_KEYS = [NEW]

    assert counts["mfa.Authenticator.data"] == 2
    assert goes_to("000000") == ""
    assert goes_to(code(secret)) == goes_to(spare) == "/staff/inbox/"
    assert goes_to(spare) == ""


def test_without_its_key_a_secret_opens_nothing(secret: str, settings: Any) -> None:
    settings.SEALING_KEYS = [NEW]

    with pytest.raises(SealBroken):
        row("totp").wrap().validate_code(code(secret))


def test_what_was_stored_openly_is_sealed_by_the_upgrade(secret: str) -> None:
    sealed = row("totp").data["secret"]
    migration.unseal(apps, None)
    assert row("totp").data["secret"] == secret

    migration.seal(apps, None)

    assert row("totp").data["secret"] not in (secret, sealed)
    assert where(secret) == set()
    assert goes_to(code(secret)) == "/staff/inbox/"
