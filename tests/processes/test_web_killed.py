"""A web process dies while visitors write; their pages turn to the other one."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from websockets.exceptions import ConnectionClosed

from hub.conversations.models import Message
from hub.conversations.selectors import thread_lines
from tests.processes.people import Line, Visitor, Worker
from tests.processes.stack import Stack

pytestmark = pytest.mark.django_db(transaction=True)
VISITORS, MESSAGES = 4, 6


class Writer:
    """A visitor's page: each text keeps its key, and is sent again until the hub has promised it."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.texts = {str(uuid.uuid4()): f"Viesti {number}" for number in range(MESSAGES)}
        self.promised: dict[str, int] = {}

    def send(self, line: Line) -> None:
        for key, text in self.texts.items():
            if key not in self.promised:
                line.send(type="message", key=key, text=text)

    def hear(self, line: Line) -> None:
        frame = line.next("ack")
        self.promised[frame["key"]] = frame["seq"]

    def write_until_it_dies(self, begun: Barrier) -> None:
        """Everything at once; the process is killed when each visitor has had one promise."""
        try:
            with self.visitor.join() as line:
                self.send(line)
                self.hear(line)
                begun.wait(20)
                while True:
                    self.hear(line)
        except ConnectionClosed:
            return

    def write_the_rest(self, url: str) -> None:
        with self.visitor.join(url) as line:
            self.send(line)
            while len(self.promised) < MESSAGES:
                self.hear(line)

    def ask_again(self, url: str) -> dict[str, int]:
        """The same keys once more, as a page does whose promises were lost on their way."""
        before, self.promised = self.promised, {}
        self.write_the_rest(url)
        again, self.promised = self.promised, before
        return again


def test_what_it_had_promised_is_stored_once_and_the_rest_goes_by_the_other(
    stack: Stack, desk: list[Worker]
) -> None:
    dying, other = stack.url("web-a"), stack.url("web-b")
    writers = [Writer(Visitor(dying)) for _ in range(VISITORS)]
    begun = Barrier(VISITORS + 1)

    with ThreadPoolExecutor(VISITORS) as pool:
        going = [pool.submit(writer.write_until_it_dies, begun) for writer in writers]
        begun.wait(20)
        stack.kill("web-a")
        for one in going:
            one.result(20)
        promised = [dict(writer.promised) for writer in writers]
        list(pool.map(lambda writer: writer.write_the_rest(other), writers))
    again = [writer.ask_again(other) for writer in writers]

    assert Message.objects.count() == VISITORS * MESSAGES
    for writer, before, after in zip(writers, promised, again, strict=True):
        lines = thread_lines(writer.visitor.thread)
        assert {str(line.key): line.seq for line in lines} == after == writer.promised
        assert before.items() <= after.items()
        assert sorted(after.values()) == list(range(1, MESSAGES + 1))
        assert [line.text for line in lines] == list(writer.texts.values())


@pytest.mark.parametrize("size", [1_000_000, 100_000_000])
def test_a_frame_that_is_too_large_ends_its_own_socket_and_no_other(
    visitor: Visitor, desk: list[Worker], size: int
) -> None:
    with visitor.join() as line, visitor.join() as other:
        visitor.say(line, "Tämä on perillä")
        with pytest.raises(ConnectionClosed):
            visitor.say(line, "x" * size)

        assert visitor.say(other, "Toinen ikkuna") == 2
    with visitor.join() as again:
        assert again.texts(2) == ["Tämä on perillä", "Toinen ikkuna"]
