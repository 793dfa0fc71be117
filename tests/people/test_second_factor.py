"""What counts as a second factor, and what the pages about it refuse."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from hub.foundation.clock import now
from hub.people.models import User
from tests.cast import SignIn

WORD = "a long word of theirs"
ADD = "/accounts/2fa/webauthn/add/"


def give(user: User, kind: str) -> Authenticator:
    data = {"name": "Kone", "secret": "", "seed": "", "used_mask": 0}
    return Authenticator.objects.create(user=user, type=kind, data=data)


@pytest.mark.parametrize(
    ("kind", "status"), [("totp", 200), ("webauthn", 200), ("recovery_codes", 302)]
)
def test_an_app_or_a_passkey_opens_the_inbox_and_recovery_codes_alone_do_not(
    sign_in: SignIn, maija: User, settings: Any, kind: str, status: int
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    give(maija, kind)

    assert sign_in(maija).get("/staff/inbox/").status_code == status


@pytest.mark.parametrize("add", ["totp/activate/", "webauthn/add/"])
def test_a_stranger_who_asks_for_a_new_password_keeps_nobody_from_a_second_factor(
    sign_in: SignIn, client: Client, maija: User, settings: Any, add: str
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    maijas = sign_in(maija)
    maijas.post("/accounts/reauthenticate/", {"password": WORD})

    client.post("/accounts/password/reset/", {"email": maija.email})

    assert maijas.get(f"/accounts/2fa/{add}").status_code == 200
    assert not EmailAddress.objects.exists()


def test_an_address_that_nobody_verified_keeps_nobody_from_a_second_factor(
    sign_in: SignIn, maija: User
) -> None:
    EmailAddress.objects.create(user=maija, email=maija.email)
    maijas = sign_in(maija)
    maijas.post("/accounts/reauthenticate/", {"password": WORD})

    assert maijas.get(ADD).status_code == 200


def test_a_password_is_not_enough_for_somebody_with_a_passkey(
    client: Client, maija: User
) -> None:
    give(maija, "webauthn")

    answer = client.post("/accounts/login/", {"login": maija.email, "password": WORD})

    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/staff/inbox/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("minutes", "status"), [(1, 200), (4, 200), (6, 302), (60, 302)])
def test_somebody_who_has_just_signed_in_is_not_asked_for_the_password_again(
    client: Client, maija: User, minutes: int, status: int
) -> None:
    at = now()
    with time_machine.travel(at, tick=False):
        client.post("/accounts/login/", {"login": maija.email, "password": WORD})

    with time_machine.travel(at + timedelta(minutes=minutes), tick=False):
        answer = client.get(ADD)

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("kinds", "way"),
    [(["totp"], "/"), (["recovery_codes", "totp", "webauthn"], "/webauthn/")],
)
def test_a_second_factor_is_changed_with_it_and_not_with_the_password(
    sign_in: SignIn, maija: User, kinds: list[str], way: str
) -> None:
    client = sign_in(maija)
    for kind in kinds:
        give(maija, kind)

    refused = client.post("/accounts/reauthenticate/", {"password": WORD})
    sent = client.get(ADD)

    wanted = f"/accounts/2fa{way}reauthenticate/"
    assert refused["Location"] == wanted
    assert sent["Location"].startswith(wanted)


def test_a_passkey_belongs_to_the_name_in_the_address_bar(
    sign_in: SignIn, maija: User, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["hub.example.org"]
    client = sign_in(maija)
    client.defaults["HTTP_HOST"] = "hub.example.org:8443"
    client.post("/accounts/reauthenticate/", {"password": WORD})

    options = client.get(ADD).context["js_data"]["creation_options"]["publicKey"]

    assert options["rp"] == {"id": "hub.example.org", "name": settings.ORGANISATION_NAME}
    assert options["user"]["name"] == maija.email
    assert options["user"]["displayName"] == "Sosiaalityöntekijä Maija"


def test_signing_in_without_a_password_demands_finger_face_or_pin(
    client: Client, db: None
) -> None:
    answer = client.get(
        "/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"}
    )

    assert answer.json()["request_options"]["publicKey"]["userVerification"] == "required"


RESPONSE = {"clientDataJSON": "e30", "attestationObject": "aaaa", "userHandle": "MQ"}
BROKEN = [
    "",
    "{}",
    "[]",
    "null",
    "no json",
    json.dumps({"id": "a", "rawId": "a", "type": "public-key", "response": 1}),
    json.dumps({"id": "aaaa", "rawId": "aaaa", "type": "public-key", "response": RESPONSE}),
]


@pytest.mark.parametrize("credential", BROKEN)
def test_a_passkey_that_cannot_be_read_is_refused(
    sign_in: SignIn, client: Client, maija: User, credential: str
) -> None:
    mine = sign_in(maija)
    mine.post("/accounts/reauthenticate/", {"password": WORD})

    added = mine.post(ADD, {"name": "Kone", "credential": credential})
    signed_in = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})

    assert (added.status_code, signed_in.status_code) == (200, 302)
    assert signed_in["Location"] == "/accounts/login/"
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("act", ["edit", "remove"])
def test_nobody_touches_the_passkey_of_another(
    sign_in: SignIn, maija: User, matti: User, act: str
) -> None:
    client = sign_in(maija)
    client.post("/accounts/reauthenticate/", {"password": WORD})
    theirs = give(matti, "webauthn")

    answer = client.post(
        f"/accounts/2fa/webauthn/keys/{theirs.pk}/{act}/", {"name": "Minun"}
    )

    assert answer.status_code == 404
    assert Authenticator.objects.get().data["name"] == "Kone"
