import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from hub.embedded import private_engines

ROOT = Path(__file__).resolve().parent.parent.parent
HOLD = """
import sys, time
from pathlib import Path
from hub.embedded import private_engines
with private_engines(Path(sys.argv[1]), durable=True) as addresses:
    print(addresses["DATABASE_URL"], addresses["REDIS_URL"], flush=True)
    time.sleep(60)
"""


def engines_of(folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if str(folder) in " ".join(process.cmdline()):
                found.append(process)
    return found


def eventually(holds: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "engines")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def count(url: str) -> int:
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS visit (at timestamptz DEFAULT now())"
        )
        connection.execute("INSERT INTO visit DEFAULT VALUES")
        row = connection.execute("SELECT count(*) FROM visit").fetchone()
    assert row is not None
    return int(row[0])


def test_the_private_postgresql_is_reached_by_an_ordinary_role() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()

    assert row == (False, True)


def test_the_private_valkey_answers_only_to_its_password() -> None:
    url = os.environ["REDIS_URL"]

    with (
        redis.from_url(url) as friend,
        redis.from_url(f"redis://{url.partition('@')[2]}") as stranger,
    ):
        assert friend.ping()
        with pytest.raises(redis.AuthenticationError):
            stranger.ping()


def test_a_folder_too_deep_for_a_socket_works_too(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 30)

    with private_engines(deep, durable=False) as addresses:
        assert count(addresses["DATABASE_URL"]) == 1


def test_a_killed_parent_takes_its_engines_along_and_loses_no_row(
    holder: subprocess.Popen[str], tmp_path: Path
) -> None:
    assert holder.stdout is not None
    database, valkey = holder.stdout.readline().split()
    count(database)
    with redis.from_url(valkey) as client:
        client.set("kept", 1)
        client.execute_command("WAITAOF", 1, 0, 5000)

    holder.send_signal(signal.SIGKILL)
    holder.wait()

    assert eventually(lambda: not engines_of(tmp_path))
    with private_engines(tmp_path / "engines", durable=True) as again:
        assert count(again["DATABASE_URL"]) == 2
        with redis.from_url(again["REDIS_URL"]) as client:
            assert client.get("kept") == b"1"


def test_a_stale_pid_file_that_names_a_stranger_harms_nobody(tmp_path: Path) -> None:
    with private_engines(tmp_path, durable=False) as addresses:
        count(addresses["DATABASE_URL"])
    stale = tmp_path / "postgres/postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{tmp_path}/postgres\n1\n5432\n\n\n\nready\n")

    with private_engines(tmp_path, durable=False) as addresses:
        assert count(addresses["DATABASE_URL"]) == 2


def test_nothing_listens_beyond_this_machine(tmp_path: Path) -> None:
    with private_engines(tmp_path, durable=False):
        heard = {
            connection.laddr.ip
            for process in engines_of(tmp_path)
            for connection in process.net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        }

    assert heard == {"127.0.0.1"}
