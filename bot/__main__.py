"""The command line: `python -m bot serve`, `chat`, `channels-check`, `record-changes` and `embed-snippet`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

_ROOT = Path(__file__).parent.parent


def main() -> int:
    """Runs one command; returns its exit status."""
    arguments = _arguments()
    # Rasa finds components, actions and the database relative to the project.
    os.chdir(_ROOT)
    sys.path.insert(0, str(_ROOT))
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    if arguments.command == "serve" and arguments.workers > 1 and arguments.sockets is None:
        # This process stays small: it only starts others.
        return _serve(arguments)
    from bot.facts import YamlFileError

    if arguments.command == "record-changes":
        return _record_changes()
    if arguments.command == "embed-snippet":
        return _embed_snippet(arguments)
    if arguments.command == "channels-check":
        return _channels_check(arguments)
    if not arguments.model.is_file():
        print(
            f"There is no model at {arguments.model}. Train one with `make train`.", file=sys.stderr
        )
        return 1
    # numpy's own threads would only wait for each other beside ours.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        return _chat(arguments) if arguments.command == "chat" else _serve(arguments)
    except YamlFileError as error:
        print(error, file=sys.stderr)
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--model", type=Path, default=_ROOT / "models" / "assistant.tar.gz")
    shared.add_argument("--endpoints", type=Path, default=_ROOT / "endpoints.yml")
    serve = commands.add_parser("serve", parents=[shared], help="serve channels, API and page")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=5005)
    serve.add_argument("--credentials", type=Path, default=_ROOT / "credentials.yml")
    serve.add_argument("--settings", type=Path, default=_ROOT / "bot" / "settings.yml")
    serve.add_argument("--workers", type=int, default=1, help="how many processes serve")
    # Said by the process that starts the others: the numbers of the sockets to serve on, and of the pipe to report to.
    serve.add_argument("--sockets", type=int, nargs="+", help=argparse.SUPPRESS)
    serve.add_argument("--ready", type=int, help=argparse.SUPPRESS)
    commands.add_parser("chat", parents=[shared], help="talk in the terminal")
    commands.add_parser("record-changes", help="add changed facts to bot/press/changes.yml")
    check = commands.add_parser("channels-check", help="say what is set of messaging channels")
    check.add_argument("--online", action="store_true", help="register the webhooks")
    check.add_argument("--credentials", type=Path, default=_ROOT / "credentials.yml")
    check.add_argument("--settings", type=Path, default=_ROOT / "bot" / "settings.yml")
    snippet = commands.add_parser("embed-snippet", help="print what a site embeds the widget with")
    snippet.add_argument("--server", default="http://127.0.0.1:5005", help="as browsers reach it")
    snippet.add_argument("--unpinned", action="store_true", help="always the newest widget")
    return parser.parse_args()


def _serve(arguments: argparse.Namespace) -> int:
    started = time.monotonic()
    # What the server keeps is nobody else's.
    os.umask(0o077)
    from bot.ports import PortError, share_port, take_port

    try:
        if arguments.workers > 1 and arguments.sockets is None:
            from bot.supervisor import supervise

            if (problem := _not_shared(arguments.workers)) is not None:
                print(problem, file=sys.stderr)
                return 1
            sockets = share_port(arguments.host, arguments.port, arguments.workers)
            return supervise(["-m", "bot", *sys.argv[1:]], sockets)
        from bot.logs import configure_logs
        from bot.settings import load_settings

        configure_logs()
        settings = load_settings(arguments.settings.resolve())
        if arguments.sockets is not None:
            from bot.server_process import serve_generation

            return serve_generation(arguments, settings, started)
        taken = take_port(arguments.host, arguments.port)
    except PortError as error:
        print(error, file=sys.stderr)
        return 1
    from bot.server_process import serve_alone

    return serve_alone(arguments, settings, taken, started)


def _not_shared(workers: int) -> str | None:
    """Why several processes cannot be started; None if they can."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return None
    return (
        f"{workers} processes need a database that they can share. Set DATABASE_URL and REDIS_URL, or serve with one "
        "process."
    )


def _record_changes() -> int:
    from datetime import date

    from bot.facts import YamlFileError
    from bot.record_changes import record_changes

    try:
        added = record_changes(date.today())
    except YamlFileError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(added) or "Every fact is on record as it is.")
    return 0


def _channels_check(arguments: argparse.Namespace) -> int:
    from bot.channels.messaging.check import check_channels
    from bot.facts import YamlFileError
    from bot.settings import load_settings

    try:
        settings = load_settings(arguments.settings.resolve())
        lines, well = check_channels(
            arguments.credentials.resolve(), settings.public_url, os.environ, arguments.online
        )
    except YamlFileError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0 if well else 1


def _chat(arguments: argparse.Namespace) -> int:
    from bot.terminal import chat

    return chat(arguments.model)


def _embed_snippet(arguments: argparse.Namespace) -> int:
    from bot.channels.widget import embed_snippet

    print(embed_snippet(arguments.server.rstrip("/"), pinned=not arguments.unpinned))
    return 0


if __name__ == "__main__":
    sys.exit(main())
