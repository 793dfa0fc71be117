from typing import Any

from django.test import Client

from chat import services
from chat.models import Ban, VisitorSession
from hub.people.models import User

LIBRARY, HOME, WORDS = "203.0.113.7", "198.51.100.9", "kanarialintu-sanat"


def propose(session: VisitorSession, by: User, length: str = "conversation") -> Ban:
    return services.propose_ban(
        session=session, by=by, length=length, reason="threats", words=WORDS
    )


def ask(path: str, token: str, address: str = LIBRARY, **words: str) -> Any:
    client = Client(REMOTE_ADDR=address)
    return client.post(path, {"token": token, **words})
