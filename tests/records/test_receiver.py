"""A record system that is down, slow or talks nonsense: the worker is told in their language, and nothing is lost."""

import json
from typing import Any

import httpx
import pytest
import respx
from django.test import Client

from hub.people.models import User
from hub.records import delivery
from hub.records.models import Export

pytestmark = pytest.mark.django_db
URL = "https://record.example.org"
SENTENCES = {
    "silent": {
        "fi": "vastaanottava järjestelmä ei vastannut",
        "sv": "det mottagande systemet svarade inte",
        "en": "the receiving system did not answer",
    },
    "busy": {
        "fi": "vastaanottavassa järjestelmässä on häiriö",
        "sv": "det mottagande systemet är ur funktion",
        "en": "the receiving system is out of order",
    },
    "nonsense": {
        "fi": "vastausta ei voitu tulkita",
        "sv": "svar kunde inte tolkas",
        "en": "gave an answer we do not understand",
    },
}


def receipt(export: Export) -> dict[str, str]:
    return {"package_id": str(export.package_id), "status": "received"}


ODD: dict[str, tuple[Any, str]] = {
    "nobody there": (httpx.ConnectError, "silent"),
    "too slow": (httpx.ReadTimeout, "silent"),
    "broken off": (httpx.RemoteProtocolError, "silent"),
    "out of order": (httpx.Response(503, text="<h1>503</h1>"), "busy"),
    "a gateway": (httpx.Response(502), "busy"),
    "its own error": (httpx.Response(500, text="Traceback"), "nonsense"),
    "a page": (httpx.Response(200, html="<h1>It works!</h1>"), "nonsense"),
    "nothing": (httpx.Response(204), "nonsense"),
    "half of a JSON": (httpx.Response(200, text='{"package_id": "'), "nonsense"),
    "a JSON of another": (httpx.Response(200, json=[1, {"ok": True}]), "nonsense"),
    "no package id": (httpx.Response(200, json={"status": "received"}), "nonsense"),
    "another package": (
        httpx.Response(200, json={"package_id": "5b1f0a8e-0000-4000-8000-000000000001", "status": "received"}),
        "nonsense",
    ),
    "elsewhere": (httpx.Response(302, headers={"Location": "https://muu.example.org/"}), "nonsense"),
    "without end": (httpx.Response(200, text="x" * 50_000_000), "nonsense"),
    "deep": (httpx.Response(200, text="[" * 60_000), "nonsense"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def over_http(to_memory: None, settings: Any) -> None:
    settings.RECORD_SYSTEM_ADAPTER = "http"
    settings.RECORD_SYSTEM_URL, settings.RECORD_SYSTEM_TOKEN = URL, "test-token"


def deliver(export: Export) -> Export:
    Export.objects.filter(pk=export.pk).update(next_try_at=None)
    delivery.deliver_export(export_id=export.pk)
    export.refresh_from_db()
    return export


def behaviour(odd: Any) -> dict[str, Any]:
    return {"side_effect": odd} if isinstance(odd, type) else {"return_value": odd}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_answer_delays_the_export_and_is_told_in_the_workers_language(
    export: Export, worker: User, client: Client, respx_mock: respx.MockRouter, name: str
) -> None:
    odd, trouble = ODD[name]
    place = respx_mock.put(f"{URL}/packages/{export.package_id}")
    place.mock(**behaviour(odd))

    deliver(export)

    assert (export.trouble, export.state in Export.UNSETTLED) == (trouble, True)
    assert told(client, worker, export) == SENTENCES[trouble]
    place.mock(return_value=httpx.Response(201, json=receipt(export)))
    assert (deliver(export).state, export.trouble) == ("received", "")
    sent = {call.request.content for call in place.calls}
    assert sent == {export.open()}
    assert {call.request.url.host for call in respx_mock.calls} == {"record.example.org"}


def told(client: Client, worker: User, export: Export) -> dict[str, str]:
    """By language, which of our sentences stands both on the list and beside the thread."""
    client.force_login(worker)
    found = {}
    for language in ("fi", "sv", "en"):
        User.objects.filter(pk=worker.pk).update(language=language)
        listed = client.get("/staff/exports/").content.decode()
        thread = client.get(f"/staff/c/{export.conversation.public_id}/").content.decode()
        known = [sentences[language] for sentences in SENTENCES.values()]
        (found[language],) = [
            words for words in known if words in listed and words in thread
        ]
        assert f"/staff/exports/{export.public_id}/retry/" in listed
    return found


@pytest.mark.parametrize("name", ODD)
def test_an_odd_answer_to_the_question_leaves_the_export_as_it_is(
    export: Export, respx_mock: respx.MockRouter, name: str
) -> None:
    address = f"{URL}/packages/{export.package_id}"
    respx_mock.put(address).mock(return_value=httpx.Response(201, json=receipt(export)))
    asked = respx_mock.get(address)
    asked.mock(**behaviour(ODD[name][0]))
    deliver(export)

    deliver(export)

    assert (export.state, asked.call_count) == ("received", 1)
    decided = receipt(export) | {"status": "accepted", "receiver_document_id": "ASI-7"}
    asked.mock(return_value=httpx.Response(200, content=json.dumps(decided)))
    assert (deliver(export).state, export.receiver_document_id) == ("accepted", "ASI-7")
