import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from hub.conversations import services as conversations
from hub.conversations.models import Contact, Conversation
from hub.foundation.clock import now
from hub.people.models import Unit, User
from tests.embedded.test_engines import eventually
from tests.processes.outside import Outside, outside_world
from tests.processes.people import Visitor, Worker, takes_sockets
from tests.processes.stack import WEBS, WORKERS, Stack, running_stack
from whatsapp_bridge import services as whatsapp
from whatsapp_bridge.models import Connection

NUMBER, SECRET = "106540352242922", "test-app-secret"


@pytest.fixture(scope="session")
def world() -> Iterator[Outside]:
    with outside_world() as outside:
        yield outside


@pytest.fixture(scope="session")
def started(
    django_db_setup: None, world: Outside, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """One for all tests of this process; it serves the very database that the tests look into."""
    own = urlsplit(os.environ["DATABASE_URL"])
    database = own._replace(path=f"/{settings.DATABASES['default']['NAME']}").geturl()
    with running_stack(tmp_path_factory.mktemp("stack"), database, world.url) as stack:
        yield stack


@pytest.fixture
def stack(transactional_db: None, started: Stack) -> Stack:
    """Whole at the beginning of each test, whatever the one before has killed."""
    fallen = not started.alive.keys() >= set(WORKERS)
    started.start("valkey", *WEBS, *WORKERS)
    if fallen:
        started.forget_nudges()
    assert eventually(lambda: all(takes_sockets(started.url(web)) for web in WEBS))
    assert eventually(lambda: started.at_work() == len(WORKERS))
    return started


@pytest.fixture
def outside(world: Outside) -> Outside:
    world.forget()
    return world


@pytest.fixture
def desk(stack: Stack, pair: list[User]) -> Iterator[list[Worker]]:
    """Maija at one web process, Matti at the other: the door is open."""
    workers = [Worker(user, stack.url(web)) for user, web in zip(pair, WEBS, strict=True)]
    yield workers
    for worker in workers:
        worker.browser.close()


@pytest.fixture
def visitor(stack: Stack, desk: list[Worker]) -> Visitor:
    return Visitor(stack.url("web-a"))


@pytest.fixture
def connection(unit: Unit, outside: Outside, request: pytest.FixtureRequest) -> Connection:
    """Named after its test: web processes remember a connection for some seconds."""
    return whatsapp.create_connection(
        name=f"demo-{abs(hash(request.node.name)) % 10**9}",
        unit=unit,
        phone_number_id=NUMBER,
        token="test-token",
        app_secret=SECRET,
        verify_token="test-verify-token",
        base_url=outside.url,
        enabled=True,
    )


@pytest.fixture
def whatsapp_thread(connection: Connection, contact: Contact, matti: User) -> Conversation:
    """A client has just written, and Matti answers."""
    conversations.name_worker(contact=contact, worker=matti, by=None)
    conversations.receive_message(
        channel="whatsapp",
        unit=connection.unit,
        contact=contact,
        connection=connection.name,
        external_id="wamid.first",
        text="Hei",
        provider_at=now(),
    )
    return Conversation.objects.get(contact=contact)
