import pytest
from django.test import Client

from tests.whatsapp_bridge.samples import PATH
from whatsapp_bridge.models import Connection

GOOD = {
    "hub.mode": "subscribe",
    "hub.verify_token": "test-verify-token",
    "hub.challenge": "1158201444",
}
pytestmark = pytest.mark.usefixtures("connection")


def test_the_right_token_gets_the_challenge_back_as_plain_text(client: Client) -> None:
    answer = client.get(PATH, GOOD, secure=True)

    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert answer["Content-Type"].startswith("text/plain")
    assert not answer.cookies


@pytest.mark.parametrize(
    "change",
    [
        {"hub.verify_token": "wrong"},
        {"hub.verify_token": "ä"},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": "<script>"},
        {"hub.challenge": ""},
        {"hub.challenge": "1" * 201},
    ],
)
def test_anything_else_is_refused_and_not_echoed(
    client: Client, change: dict[str, str]
) -> None:
    answer = client.get(PATH, GOOD | change, secure=True)

    assert (answer.status_code, answer.content) == (403, b"no")


def test_a_connection_that_is_off_verifies_nothing(client: Client) -> None:
    Connection.objects.update(enabled=False)

    assert client.get(PATH, GOOD, secure=True).status_code == 403
