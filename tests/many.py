"""Much of everything, to ask whether a page asks more of the database for it."""

import uuid
from datetime import timedelta

from django.utils import timezone

from chat import services as chat
from feedback.models import SurveyResponse
from hub.conversations import services
from hub.conversations.models import Theme
from hub.guidance import services as guidance
from hub.hours.models import Opening
from hub.people.models import Municipality, Unit, User
from hub.requests import services as requests
from hub.requests.models import Details
from tests.chat.shifts import shift


def many_threads(unit: Unit, matti: User, count: int) -> None:
    """Half wait and half run, chats with a municipality and clients with a name among them."""
    joensuu = Municipality.objects.get_or_create(code="167", name_fi="Joensuu")[0]
    for number in range(count):
        person = services.find_or_create_contact(
            unit=unit, identities={"wa_id": f"35840{number:07}"}, name=f"Asiakas {number}"
        )
        threads = [
            services.start_conversation(channel="chat", unit=unit, municipality=joensuu),
            services.start_conversation(channel="chat", unit=unit, assignee=matti),
            services.start_conversation(
                channel="whatsapp",
                unit=unit,
                contact=person,
                connection="demo",
                assignee=matti,
            ),
        ]
        for thread in threads:
            services.post_client_message(
                conversation_id=thread.pk, text=f"Viesti {number}", client_key=uuid.uuid4()
            )


def many_answers(opening: Opening, count: int) -> None:
    for number in range(count):
        start = opening.starts_at - timedelta(days=number + 1)
        earlier = Opening.objects.create(
            unit=opening.unit,
            starts_at=start,
            ends_at=start + timedelta(hours=2),
            last_entry_at=start,
        )
        SurveyResponse.objects.create(
            opening=earlier,
            got_advice="yes",
            language="fi",
            free_text="Hyvä",
            ticket_hash=f"{number}",
        )


def many_seats(opening: Opening, count: int) -> None:
    from tests.cast import person

    for number in range(count):
        worker = person(opening.unit, f"Apu{number}", "worker", "social_worker")
        chat.assign_seat(opening=opening, worker=worker, by=None)


def many_shifts(unit: Unit, count: int, staff: list[User]) -> None:
    """Each with a former seat, one that is taken and asked to be swapped, and a notice about it."""
    before = Opening.objects.count()
    for number in range(before, before + count):
        opening = shift(unit, hours=1 + number / 4, length=0.25)
        for worker in staff:
            seat = chat.sign_up(opening=opening, by=worker)
            chat.withdraw(seat=seat, by=worker)
        seat = chat.sign_up(opening=opening, by=staff[number % len(staff)])
        chat.ask_swap(seat=seat, asked=None, by=seat.worker)
        day = timezone.localdate(opening.starts_at) + timedelta(days=30 + number)
        chat.report_absence(
            user=seat.worker, kind="away", first_day=day, last_day=day, by=seat.worker
        )


def many_ready_answers(unit: Unit, count: int) -> None:
    themes = list(Theme.objects.all()[:2])
    for number in range(count):
        guidance.add_answer(
            unit=unit, by=None, themes=themes, title=f"Vastaus {number}", text_fi="Hei"
        )


def many_requests(matti: User, count: int) -> None:
    """Half open, half settled, each by its own worker-to-be and with a municipality."""
    joensuu = Municipality.objects.get_or_create(code="167", name_fi="Joensuu")[0]
    details = Details(name="Kaisa", phone="0401234567")
    for number in range(2 * count):
        made = requests.leave_request(
            details=details, municipality_code=joensuu.code, address=str(number)
        )
        requests.take_request(request=made, by=matti)
        if number % 2:
            requests.close_request(request=made, by=matti, outcome="done")


def many_colleagues(unit: Unit, count: int) -> None:
    from tests.cast import person

    for number in range(count):
        person(unit, f"Uusi{number}", "worker", "social_worker")
