"""PostgreSQL and Redis of one's own, and a network to them, all of which may be broken."""

from __future__ import annotations

import getpass
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psycopg2  # type: ignore[import-untyped]

from benchmarks.processes import free_port

# `make test-faults` tries everything for longer.
LONG = os.environ.get("FAULTS") == "long"
SECRET = "a secret that all processes share in tests"
_USER = "postgres"
_START_SECONDS = 30
_MISSING = "{} is missing. Install it, for example with `apt-get install postgresql redis-server`."


def missing_services() -> str:
    """What has to be installed before these can run; "" if nothing has."""
    if _program("initdb") is None:
        return _MISSING.format("PostgreSQL")
    return "" if _program("redis-server") else _MISSING.format("Redis")


def _program(name: str) -> str | None:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(installed[-1]) if installed else shutil.which(name)


class Postgres:
    """A PostgreSQL server on a free port, with an empty database."""

    def __init__(self) -> None:
        """Makes its files, and starts it."""
        self.folder = Path(tempfile.mkdtemp(prefix="assistant-postgres-"))
        self.port = free_port()
        # It refuses to run for root.
        self._as_user: Sequence[str] = ()
        if getpass.getuser() == "root":
            shutil.chown(self.folder, _USER)
            self._as_user = ("runuser", "-u", _USER, "--")
        options = ("-A", "trust", "-U", _USER, "--no-sync", "--no-instructions", "-E", "UTF8")
        self._call("initdb", "-D", str(self.folder / "data"), *options)
        self.start()
        self.execute("create database facts", "postgres")

    @property
    def url(self) -> str:
        """Address of the database, straight."""
        return self.address(self.port)

    def address(self, port: int) -> str:
        """Address of the database by way of another port."""
        return f"postgresql://{_USER}@127.0.0.1:{port}/facts"

    def start(self) -> None:
        """Starts it, and waits until it takes connections."""
        options = (
            f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off "
            "-c max_connections=100 -c superuser_reserved_connections=3"
        )
        self._call(
            *("pg_ctl", "-D", str(self.folder / "data"), "-w", "-o", options),
            *("-l", str(self.folder / "log"), "start"),
        )

    def stop(self) -> None:
        """Ends it as a power cut would."""
        self._call("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def execute(self, statement: str, database: str = "facts") -> list[tuple[object, ...]]:
        """Runs a statement; returns its rows."""
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def connect(self, database: str = "facts") -> psycopg2.extensions.connection:
        """A connection of the superuser."""
        connection = psycopg2.connect(host="127.0.0.1", port=self.port, user=_USER, dbname=database)
        connection.autocommit = True
        return connection

    def dump(self) -> Path:
        """A backup of the database, as docs/operations.md makes it."""
        file = self.folder / "backup"
        self._call("pg_dump", "--format=custom", f"--file={file}", self.url)
        return file

    def restore(self, backup: Path) -> None:
        """Puts a backup in the place of what is there."""
        options = ("--clean", "--if-exists", "--no-owner")
        self._call("pg_restore", *options, f"--dbname={self.url}", str(backup))

    def remove(self) -> None:
        """Ends it and removes its files."""
        with suppress(subprocess.CalledProcessError):  # a test has stopped it
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _call(self, name: str, *arguments: str) -> None:
        program = _program(name)
        assert program is not None, _MISSING.format("PostgreSQL")
        subprocess.run(
            [*self._as_user, program, *arguments],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )


class Redis:
    """A Redis on a free port, which keeps nothing on disk."""

    def __init__(self) -> None:
        """Starts it."""
        self.port = free_port()
        self._process = self._started()

    @property
    def url(self) -> str:
        """Its address, straight."""
        return self.address(self.port)

    def address(self, port: int) -> str:
        """Its address by way of another port."""
        return f"redis://127.0.0.1:{port}/0"

    def restart(self) -> None:
        """Ends it, with all it held, and starts it again."""
        self.remove()
        self._process = self._started()

    def pause(self) -> None:
        """Lets it answer nobody, though it takes connections."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Lets it go on."""
        self._process.send_signal(signal.SIGCONT)

    def command(self, *words: str) -> bytes:
        """What it answers to a command."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            parts = [f"${len(word)}\r\n{word}\r\n" for word in words]
            connection.sendall(f"*{len(words)}\r\n{''.join(parts)}".encode())
            return connection.recv(65536)

    def remove(self) -> None:
        """Ends it."""
        self._process.kill()
        self._process.wait(10)

    def _started(self) -> subprocess.Popen[bytes]:
        program = _program("redis-server")
        assert program is not None, _MISSING.format("Redis")
        process = subprocess.Popen(
            [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""],
            stdout=subprocess.DEVNULL,
            cwd=tempfile.gettempdir(),
        )
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            try:
                self.command("PING")
                return process
            except OSError:
                time.sleep(0.05)
        process.kill()
        raise TimeoutError("Redis does not start")


class Network:
    """Connects a port of its own to another one, until it is cut; or slowly, or not at all."""

    def __init__(self, port: int) -> None:
        """Connects from now on.

        Args:
            port: where connections are led to, on this machine.
        """
        self._target = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._delay = 0.0
        self._open: set[socket.socket] = set()
        self._whole = threading.Event()
        self._whole.set()
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """Ends all connections, and refuses new ones."""
        self._whole.clear()
        for connection in list(self._open):
            _end(connection)

    def mend(self) -> None:
        """Connects again."""
        self._whole.set()

    def slow(self, seconds: float) -> None:
        """Holds back for so long whatever is sent to the port."""
        self._delay = seconds

    def close(self) -> None:
        """Ends."""
        self.cut()
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if not self._whole.is_set():
                _end(near)
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target), timeout=5)
            except OSError:
                _end(near)
                continue
            threading.Thread(target=self._lead, args=(near, far), daemon=True).start()

    def _lead(self, near: socket.socket, far: socket.socket) -> None:
        self._open |= {near, far}
        ends = {near.fileno(): (near, far), far.fileno(): (far, near)}
        # Of any number of open files, unlike `select`.
        looking = select.poll()
        for number in ends:
            looking.register(number, select.POLLIN)
        try:
            while True:
                for number, _ in looking.poll():
                    one, other = ends[number]
                    data = one.recv(65536)
                    if not data:
                        return
                    if one is near and self._delay:
                        time.sleep(self._delay)
                    other.sendall(data)
        except (OSError, ValueError):
            pass
        finally:
            self._open -= {near, far}
            _end(near)
            _end(far)


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def children(parent: int) -> list[int]:
    """Numbers of the processes that a process has started."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):  # it has ended meanwhile
                state, above = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
                if int(above) == parent and state != "Z":
                    found.append(int(folder.name))
    return found


def environment(
    postgres: Postgres, redis: Redis, database: int | None = None, cache: int | None = None
) -> dict[str, str]:
    """What a server is told of the services, by way of other ports if they are given."""
    return {
        "DATABASE_URL": postgres.address(database or postgres.port),
        "REDIS_URL": redis.address(cache or redis.port),
        "ASSISTANT_WEB_SECRET": SECRET,
        "ASSISTANT_MESSAGING_SECRET": SECRET,
    }
