"""What happened to a thread stands between its messages."""

import uuid
from datetime import timedelta

from hub.conversations import selectors, services
from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.people.models import User
from hub.records.models import Export
from tests.cast import SignIn


def say(thread: Conversation, text: str) -> None:
    services.post_client_message(
        conversation_id=thread.pk, text=text, client_key=uuid.uuid4()
    )


def test_the_time_line_tells_who_took_it_when_the_client_left_and_how_it_ended(
    sign_in: SignIn, waiting: Conversation, matti: User, maija: User
) -> None:
    say(waiting, "Ensin")
    services.take_conversation(conversation=waiting, by=matti)
    say(waiting, "Sitten")
    services.client_left(conversation=waiting)
    services.close_conversation(conversation=waiting, by=maija, decision="advice")

    entries = sign_in(maija).get(f"/staff/c/{waiting.public_id}/").context["entries"]

    assert [entry.text for entry in entries] == [
        "Ensin",
        "Sosiaaliohjaaja Matti otti keskustelun",
        "Sitten",
        "Asiakas poistui keskustelusta",
        "Sosiaalityöntekijä Maija lopetti keskustelun: Yleistä neuvontaa, ei kirjata",
    ]


def test_a_thread_that_ended_by_itself_names_nobody(waiting: Conversation) -> None:
    services.client_left(conversation=waiting)
    waiting.refresh_from_db()

    told = [event.text for event in selectors.thread_events(waiting)]

    assert told[-1] == "Keskustelu päättyi: Asiakas poistui ennen vastausta"


def test_the_time_line_tells_the_document_of_the_client_record(
    running: Conversation, matti: User
) -> None:
    services.close_conversation(conversation=running, by=matti, decision="recorded")
    Export.objects.filter(conversation=running).delete()
    Export.objects.create(
        conversation=running,
        package_id=uuid.uuid4(),
        state="accepted",
        digest="0" * 64,
        receiver_document_id="1.2.246.7",
        created_at=now(),
        settled_at=now() + timedelta(seconds=1),
    )

    told = selectors.thread_events(running)[-1]

    assert told.text == "Siirretty asiakastietoihin, asiakirja 1.2.246.7"


def test_a_hint_brings_the_events_without_the_messages(
    sign_in: SignIn, running: Conversation, matti: User
) -> None:
    say(running, "Salainen sana")
    services.client_left(conversation=running)

    answer = sign_in(matti).get(
        f"/staff/c/{running.public_id}/", headers={"HX-Request": "true"}
    )

    assert "Asiakas poistui keskustelusta" in answer.content.decode()
    assert "Salainen sana" not in answer.content.decode().split('data-part="foot"')[0]
