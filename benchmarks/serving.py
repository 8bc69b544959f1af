"""`make bench`: this assistant beside Rasa's default configuration, in one run, on the same training data.

The peer is Rasa as `rasa init` sets it up (DIET, response selector, TED, UnexpecTED) with the real TensorFlow
in an environment of its own, and with its custom actions on an action server of their own, as Rasa runs them.
Both are asked the same questions over the REST channel. Writes docs/benchmark.md between its markers.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from benchmarks.processes import environment, free_port, resident_mb, stop, write_unlimited_settings
from benchmarks.questions import load_questions
from benchmarks.reports import BENCHMARK, ROOT, measured_on, write_section

PEER = ROOT / "benchmarks" / "peer"
PEER_PYTHON = ROOT / ".bench" / "peer" / "venv" / "bin" / "python"
START_SECONDS = 300
SEQUENTIAL = 300
CLIENTS = 16
MESSAGES_OF_A_CLIENT = 40
TURNS = 5  # messages in one conversation
WARM_UP = 20
DEFAULT_EPOCHS = 100  # of Rasa's default configuration


@dataclass(frozen=True)
class Result:
    """What was measured of one contender; sizes in MB, times as their names say."""

    installed_mb: float
    training_s: float
    first_answer_s: float
    p50_ms: float
    p99_ms: float
    per_second: float
    memory_mb: float


@dataclass(frozen=True)
class Contender:
    """One way of serving: how it is trained and which processes it consists of.

    Attributes:
        environment: folder of its Python environment.
        train: command; `{out}` stands for the folder the model goes to.
        processes: commands; `{model}`, `{port}` and `{actions}` stand for the model and two free ports,
            `{work}` for a folder of its own.
    """

    name: str
    environment: Path
    train: Sequence[str]
    processes: Sequence[Sequence[str]]
    endpoints: str
    credentials: str


def contenders() -> tuple[Contender, Contender]:
    """This assistant and its peer."""
    ours, peer = sys.executable, str(PEER_PYTHON)
    data = [
        "--force",
        "--data",
        "data",
        "--domain",
        "domain.yml",
        "--fixed-model-name",
        "model",
        "--out",
        "{out}",
    ]
    store = "tracker_store: {type: SQL, dialect: sqlite, db: '{work}/conversations.db'}\n"
    return (
        Contender(
            "this assistant",
            Path(sys.prefix),
            [ours, "-m", "rasa", "train", "--config", "config.yml", *data],
            [[ours, "-m", "bot", "serve", "--port", "{port}", "--model", "{model}",
              "--endpoints", "{work}/endpoints.yml", "--settings", "{work}/settings.yml"]],
            store,
            "",
        ),
        Contender(
            "Rasa's default configuration",
            PEER_PYTHON.parents[1],
            [peer, "-m", "rasa", "train", "--config", "{out}/peer.yml", *data],
            [
                [peer, "-m", "rasa", "run", "actions", "--port", "{actions}"],
                [peer, "-m", "rasa", "run", "--port", "{port}", "--model", "{model}",
                 "--endpoints", "{work}/endpoints.yml", "--credentials", "{work}/credentials.yml"],
            ],
            'action_endpoint: {url: "http://127.0.0.1:{actions}/webhook"}\n',
            "rest:\n",
        ),
    )  # fmt: skip


def main() -> None:
    """Measures both, prints the table and writes it into the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--peer-epochs",
        type=int,
        default=DEFAULT_EPOCHS,
        help="fewer epochs shorten the peer's training; its size and speed when serving stay the same",
    )
    epochs = parser.parse_args().peer_epochs
    ours, peer = (measure(contender, epochs) for contender in contenders())
    table = "\n".join(_table(ours, peer, epochs))
    print(table)
    write_section(BENCHMARK, "serving", table)


def measure(contender: Contender, peer_epochs: int = DEFAULT_EPOCHS) -> Result:
    """Trains, starts and loads one contender; everything it makes is removed again."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        work = Path(folder)
        config = (PEER / "config.yml").read_text(encoding="utf-8")
        config = config.replace(f"epochs: {DEFAULT_EPOCHS}", f"epochs: {peer_epochs}")
        (work / "peer.yml").write_text(config, encoding="utf-8")
        training_s = _train(contender, work)
        print(f"{contender.name}: trained in {training_s:.0f} s", flush=True)
        ports = {"port": free_port(), "actions": free_port()}
        _configure(contender, work, ports)
        started = time.monotonic()
        processes = _start(contender, work, ports)
        try:
            url = f"http://127.0.0.1:{ports['port']}/webhooks/rest/webhook"
            _wait_for_answer(url, processes, work)
            first_answer_s = time.monotonic() - started
            questions = [case["question"] for case in load_questions("development")]
            for number, question in enumerate(questions[:WARM_UP]):
                _ask(url, f"warm-up-{number}", question)
            times = _one_after_another(url, questions)
            per_second = _many_at_once(url, questions)
            memory = sum(resident_mb(process.pid) for process in processes)
        finally:
            stop(processes)
    return Result(
        installed_mb=_size_mb(contender),
        training_s=training_s,
        first_answer_s=first_answer_s,
        p50_ms=statistics.median(times) * 1000,
        p99_ms=statistics.quantiles(times, n=100)[98] * 1000,
        per_second=per_second,
        memory_mb=memory,
    )


def _train(contender: Contender, work: Path) -> float:
    started = time.monotonic()
    with (work / "train.log").open("wb") as log:
        command = [part.replace("{out}", str(work)) for part in contender.train]
        subprocess.run(command, cwd=ROOT, check=True, stdout=log, stderr=log, env=environment())
    return time.monotonic() - started


def _configure(contender: Contender, work: Path, ports: dict[str, int]) -> None:
    write_unlimited_settings(work / "settings.yml", {"state_folder": str(work)})
    for name, text in (("endpoints", contender.endpoints), ("credentials", contender.credentials)):
        filled = text.replace("{actions}", str(ports["actions"])).replace("{work}", str(work))
        (work / f"{name}.yml").write_text(filled, encoding="utf-8")


def _start(
    contender: Contender, work: Path, ports: dict[str, int]
) -> list[subprocess.Popen[bytes]]:
    values = {"model": str(work / "model.tar.gz"), "work": str(work), **ports}
    processes = []
    for number, command in enumerate(contender.processes):
        filled = [
            re.sub(r"\{(\w+)\}", lambda match: str(values[match[1]]), part) for part in command
        ]
        with (work / f"process-{number}.log").open("wb") as log:
            processes.append(
                subprocess.Popen(filled, cwd=ROOT, stdout=log, stderr=log, env=environment())
            )
    return processes


def _wait_for_answer(url: str, processes: Sequence[subprocess.Popen[bytes]], work: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in processes):
            break
        try:
            replies = _ask(url, "first", "How many detention visits were made?")
            if any("ICRC" in reply.get("text", "") for reply in replies):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    logs = "\n".join(log.read_text(errors="replace")[-2000:] for log in work.glob("process-*.log"))
    raise SystemExit(f"A server gave no answer within {START_SECONDS} s:\n{logs}")


def _ask(url: str, sender: str, message: str) -> list[dict[str, str]]:
    body = json.dumps({"sender": sender, "message": message}).encode()
    request = urllib.request.Request(url, body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        replies: list[dict[str, str]] = json.load(response)
    return replies


def _one_after_another(url: str, questions: Sequence[str]) -> list[float]:
    times = []
    for number in range(SEQUENTIAL):
        started = time.perf_counter()
        _ask(url, f"sequential-{number // TURNS}", questions[number % len(questions)])
        times.append(time.perf_counter() - started)
    return times


def _many_at_once(url: str, questions: Sequence[str]) -> float:
    def client(name: int) -> None:
        for number in range(MESSAGES_OF_A_CLIENT):
            question = questions[(name * 17 + number) % len(questions)]
            _ask(url, f"client-{name}-{number // TURNS}", question)

    threads = [threading.Thread(target=client, args=(name,)) for name in range(CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return CLIENTS * MESSAGES_OF_A_CLIENT / (time.perf_counter() - started)


def _size_mb(contender: Contender) -> float:
    """Files as installed; what Python compiles later is left out for both, and what only the tests need."""
    if contender.environment == Path(sys.prefix):
        files = _files_of(ROOT / "requirements.lock")
    else:
        files = (path for path in contender.environment.rglob("*") if path.is_file())
    return sum(p.lstat().st_size for p in files if "__pycache__" not in p.parts) / 1e6


def _files_of(lock: Path) -> Iterator[Path]:
    """The files of the packages that a lock names, as far as they are installed on this system."""
    for name in re.findall(r"^([\w.-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE):
        with suppress(PackageNotFoundError):
            for file in distribution(name).files or []:
                if (path := Path(str(file.locate()))).is_file():
                    yield path


def _table(ours: Result, peer: Result, peer_epochs: int) -> list[str]:
    def row(label: str, mine: float, other: float, form: str, target: str) -> str:
        return f"| {label} | {mine:{form}} | {other:{form}} | {mine / other:.2f} | {target} |"

    training = row("training, s", ours.training_s, peer.training_s, ".0f", "")
    if peer_epochs != DEFAULT_EPOCHS:
        training = (
            f"| training, s | {ours.training_s:.0f} | {peer.training_s:.0f} with {peer_epochs} of "
            f"{DEFAULT_EPOCHS} epochs | | |"
        )
    return [
        measured_on(),
        "",
        "| | this assistant | Rasa's default configuration | ratio | target |",
        "|---|---|---|---|---|",
        row("installed size, MB", ours.installed_mb, peer.installed_mb, ".0f", "<= 0.33"),
        training,
        row("start to first answer, s", ours.first_answer_s, peer.first_answer_s, ".1f", "<= 0.25"),
        row("message p50, ms", ours.p50_ms, peer.p50_ms, ".1f", "<= 0.33"),
        row("message p99, ms", ours.p99_ms, peer.p99_ms, ".1f", ""),
        row(
            f"messages per second, {CLIENTS} clients",
            ours.per_second,
            peer.per_second,
            ".0f",
            ">= 3",
        ),
        row("resident memory, MB", ours.memory_mb, peer.memory_mb, ".0f", "<= 0.25"),
    ]


if __name__ == "__main__":
    if not PEER_PYTHON.is_file():
        raise SystemExit("The peer is not installed. Run `make bench`, which installs it.")
    main()
