"""The emergency card: what it tells the worker and the client, and whom opening it calls."""

import json
import uuid
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import IntegrityError, transaction

from chat.models import VisitorSession
from hub.conversations import selectors, services
from hub.conversations.models import Contact, Conversation, EmergencyCall, Summons
from hub.conversations.selectors import thread_lines
from hub.foundation.clock import now
from hub.foundation.errors import Conflict, NotOpen
from hub.people import presence
from hub.people.models import Municipality, Unit, User
from hub.privacy.models import AccessEntry
from tests.cast import SignIn, person
from tests.conversations.crowd import at_once
from tests.conversations.test_staff_socket import connect  # noqa: F401 - a fixture

SECRET = "kanarialintu-viesti"


@pytest.fixture
def thread(visit: tuple[VisitorSession, str], maija: User) -> Conversation:
    """Maija answers somebody who has written."""
    thread = visit[0].conversation
    services.post_client_message(
        conversation_id=thread.pk, text=SECRET, client_key=uuid.uuid4()
    )
    return services.take_conversation(conversation=thread, by=maija)


@pytest.fixture
def paula(unit: Unit) -> User:
    """Of the unit and at work, without a seat in the opening."""
    paula = person(unit, "Paula", "worker", "service_secretary")
    presence.beat(paula.pk)
    return paula


@pytest.fixture
def whatsapp(unit: Unit, contact: Contact, maija: User) -> Conversation:
    return services.start_conversation(
        channel="whatsapp", unit=unit, contact=contact, connection="demo", assignee=maija
    )


def called(call: EmergencyCall) -> list[str]:
    summons = call.summons.select_related("worker__profile").order_by("id")
    return [each.worker.profile.first_name for each in summons]


def actions() -> list[str]:
    told = AccessEntry.objects.filter(action__startswith="emergency").order_by("id")
    return list(told.values_list("action", flat=True))


def test_opening_the_card_calls_the_other_of_the_pair_and_the_supervisor(
    thread: Conversation, maija: User, leena: User, paula: User, eero: User
) -> None:
    call = services.call_pair(conversation=thread, by=maija)

    assert called(call) == ["Matti", "Leena"]
    entry = AccessEntry.objects.get(action="emergency_call")
    assert (entry.actor_id, entry.object_id) == (maija.pk, str(thread.public_id))


def test_while_none_of_the_pair_is_here_whoever_of_the_unit_is_here_is_called_too(
    thread: Conversation, maija: User, matti: User, paula: User, eero: User
) -> None:
    presence.forget(matti.pk)
    presence.beat(eero.pk)

    assert called(services.call_pair(conversation=thread, by=maija)) == ["Matti", "Paula"]


def test_by_whatsapp_the_unit_that_is_here_is_called(
    whatsapp: Conversation, maija: User, matti: User, paula: User
) -> None:
    assert called(services.call_pair(conversation=whatsapp, by=maija)) == ["Paula"]


def test_whose_client_it_is_is_called_by_a_colleague(
    whatsapp: Conversation, maija: User, matti: User
) -> None:
    assert called(services.call_pair(conversation=whatsapp, by=matti)) == ["Maija"]


@pytest.mark.django_db(transaction=True)
def test_however_often_and_by_how_many_it_is_opened_nobody_is_called_twice(
    thread: Conversation, maija: User, leena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed: list[str] = []
    monkeypatch.setattr(
        "hub.conversations.services.emergencies.publish",
        lambda group, _event: pushed.append(group),
    )

    def press() -> EmergencyCall:
        return services.call_pair(conversation=thread, by=maija)

    calls = at_once(*[press] * 6)

    assert len({str(call) for call in calls}) == 1
    assert (Summons.objects.count(), len(pushed)) == (2, 3)
    assert actions() == ["emergency_call"]


def test_the_database_holds_one_call_of_a_conversation(
    thread: Conversation, maija: User
) -> None:
    services.call_pair(conversation=thread, by=maija)

    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyCall.objects.create(conversation=thread, caller=maija, called_at=now())


def test_the_one_who_is_called_sees_who_calls_and_where_and_not_a_word(
    sign_in: SignIn, thread: Conversation, maija: User, matti: User
) -> None:
    services.call_pair(conversation=thread, by=maija)

    for path in ("/staff/calls/", "/staff/exports/"):
        page = sign_in(matti).get(path).content.decode()
        assert "Sosiaalityöntekijä Maija kutsuu sinut hätätilanteeseen" in page
        assert f"/staff/c/{thread.public_id}/" in page
        assert SECRET not in page
    assert "kutsuu sinut" not in sign_in(maija).get("/staff/exports/").content.decode()


def test_it_stands_until_it_is_answered_and_the_caller_sees_the_answer(
    sign_in: SignIn, thread: Conversation, maija: User, matti: User, leena: User
) -> None:
    services.call_pair(conversation=thread, by=maija)
    address = f"/staff/c/{thread.public_id}/"
    assert "ei ole vielä vastannut" in sign_in(maija).get(address).content.decode()

    sign_in(matti).post(f"{address}emergency/answer/", {"answer": "coming"})
    away = sign_in(leena).post(
        f"{address}emergency/answer/",
        {"answer": "seen"},
        headers={"Referer": "http://testserver/staff/duty/"},
    )

    page = sign_in(maija).get(address).content.decode()
    assert "Sosiaaliohjaaja Matti <strong>on tulossa" in page
    assert "Leena <strong>on nähnyt" in page
    assert away["Location"] == "/staff/duty/"
    for worker in (matti, leena):
        assert selectors.calls_to(worker) == []
    assert actions() == ["emergency_call", "emergency_answer", "emergency_answer"]


def test_who_was_called_and_opens_the_card_is_there(
    thread: Conversation, maija: User, matti: User
) -> None:
    services.call_pair(conversation=thread, by=maija)

    services.call_pair(conversation=thread, by=matti)

    assert list(Summons.objects.values_list("answer", flat=True)) == ["coming"]


def test_once_it_is_over_or_the_conversation_has_ended_nobody_is_called(
    thread: Conversation, maija: User, matti: User
) -> None:
    services.call_pair(conversation=thread, by=maija)
    services.end_call(conversation=thread, by=maija)
    assert selectors.calls_to(matti) == []

    services.call_pair(conversation=thread, by=maija)
    assert len(selectors.calls_to(matti)) == 1
    services.close_conversation(conversation=thread, by=maija, decision="advice")

    assert selectors.calls_to(matti) == []
    with pytest.raises(NotOpen):
        services.call_pair(conversation=thread, by=maija)


@pytest.mark.parametrize(
    ("language", "danger", "number"),
    [
        ("fi", "Jos olet välittömässä vaarassa, soita 112.", "Sen numero on 013 000 1120."),
        ("sv", "Om du är i omedelbar fara, ring 112.", "Numret är 013 000 1120."),
        ("en", "If you are in immediate danger, call 112.", "number is 013 000 1120."),
        ("selko", "Onko sinulla hätä? Soita heti 112.", "Numero on 013 000 1120."),
    ],
)
def test_the_sentences_are_in_the_clients_language_whatever_the_worker_reads(
    thread: Conversation, unit: Unit, maija: User, language: str, danger: str, number: str
) -> None:
    services.set_emergency_numbers(unit=unit, by=None, default="013 000 1120", numbers={})
    services.change_language(conversation=thread, language=language)
    fresh = Conversation.objects.get(pk=thread.pk)

    for name in ("112", "service", "where", "unable"):
        services.say_ready(conversation=fresh, by=maija, name=name, client_key=uuid.uuid4())

    said = [line.text for line in thread_lines(fresh)][-4:]
    assert said[0].startswith(danger)
    assert number in said[1]
    assert len(set(said)) == 4


def test_the_number_is_the_municipalitys_then_the_units_then_the_organisations(
    thread: Conversation, unit: Unit, settings: Any
) -> None:
    place = Municipality.objects.create(code="541", name_fi="Nurmes")
    Conversation.objects.update(municipality=place)

    def told() -> tuple[str, int]:
        card = selectors.emergency_card(Conversation.objects.get())
        return card.phone, len(card.ready)

    assert told() == ("", 3)
    settings.ORGANISATION_EMERGENCY_PHONE = "013 000 0003"
    assert told() == ("013 000 0003", 4)
    numbers: dict[str, Any] = {"default": "013 000 0002", "numbers": {}}
    services.set_emergency_numbers(unit=unit, by=None, **numbers)
    assert told() == ("013 000 0002", 4)
    numbers["numbers"] = {"541": "013 000 0001"}
    services.set_emergency_numbers(unit=unit, by=None, **numbers)
    assert told() == ("013 000 0001", 4)


def test_one_press_that_arrives_twice_is_one_sentence(
    thread: Conversation, maija: User
) -> None:
    key = uuid.uuid4()

    for _ in range(2):
        services.say_ready(conversation=thread, by=maija, name="112", client_key=key)

    assert len(thread_lines(thread)) == 2


def test_who_says_it_to_somebody_who_waits_takes_them(
    visit: tuple[VisitorSession, str], maija: User, matti: User
) -> None:
    thread, stale = visit[0].conversation, Conversation.objects.get()
    services.say_ready(conversation=thread, by=maija, name="112", client_key=uuid.uuid4())

    thread.refresh_from_db()
    assert (thread.assignee, thread.last_seq) == (maija, 1)
    with pytest.raises(Conflict):
        services.say_ready(
            conversation=stale, by=matti, name="112", client_key=uuid.uuid4()
        )


def test_without_scripts_the_button_opens_the_card_on_the_threads_page(
    sign_in: SignIn, thread: Conversation, maija: User
) -> None:
    client, address = sign_in(maija), f"/staff/c/{thread.public_id}/"
    assert "hidden>" in client.get(address).content.decode().split("data-emergency ")[1]

    answer = client.post(f"{address}emergency/call/")

    assert answer["Location"] == f"{address}#emergency"
    page = client.get(address).content.decode()
    assert 'data-on="emergency">' in page
    assert "Emme voi jäljittää nimetöntä asiakasta" in page
    client.post(f"{address}emergency/say/112/", {"key": uuid.uuid4()})
    assert thread_lines(thread)[-1].text.startswith("Jos olet välittömässä vaarassa")


@pytest.mark.parametrize("act", ["call", "say/112", "answer", "over"])
def test_eero_can_do_nothing_to_a_thread_of_ours(
    sign_in: SignIn, thread: Conversation, eero: User, act: str
) -> None:
    path = f"/staff/c/{thread.public_id}/emergency/{act}/"

    assert sign_in(eero).post(path).status_code == 404
    assert not EmergencyCall.objects.exists()
    assert sign_in(eero).get(path[: -len(act) - 1], headers={"HX-Request": "true"}).status_code == 404  # fmt: skip


def test_a_client_who_has_left_is_not_written_to_and_the_card_says_so(
    sign_in: SignIn, thread: Conversation, maija: User
) -> None:
    services.client_left(conversation=thread)

    answer = sign_in(maija).post(
        f"/staff/c/{thread.public_id}/emergency/say/112/", headers={"HX-Request": "true"}
    )

    assert "Asiakas on poistunut, eikä vastaus tavoittaisi häntä" in answer.content.decode()


def test_the_numbers_are_kept_on_a_page_of_their_own(
    sign_in: SignIn, unit: Unit, aino: User
) -> None:
    Municipality.objects.create(code="541", name_fi="Nurmes")
    client = sign_in(aino)

    wrong = client.post("/admin/emergency/", {"default": "013 000 1120", "541": "kysy"})
    assert wrong.status_code == 422
    assert "Tarkista puhelinnumero" in wrong.content.decode()
    assert 'value="kysy"' in wrong.content.decode()
    client.post("/admin/emergency/", {"default": "013 000 1120", "541": "013 000 5411"})

    unit.refresh_from_db()
    assert unit.emergency_phone == "013 000 1120"
    assert Municipality.objects.get().emergency_phone == "013 000 5411"
    assert AccessEntry.objects.get(action="set_emergency_numbers").actor_id == aino.pk


@pytest.mark.django_db(transaction=True)
async def test_the_pairs_console_hears_of_it_at_once_and_hears_no_word(
    connect: Any,  # noqa: F811
    thread: Conversation,
    maija: User,
    matti: User,
    eero: User,
) -> None:
    (matti_hears, _), (eero_hears, _) = await connect(matti), await connect(eero)

    await database_sync_to_async(services.call_pair)(conversation=thread, by=maija)

    heard = await matti_hears.next("emergency")
    assert "kanarialintu" not in json.dumps(heard)
    assert heard == {"type": "emergency", "event": "emergency"}
    assert await eero_hears.receive_nothing()
