"""`make channel-demo CHANNEL=telegram`: the assistant and a stand-in for the platform, to talk to in the terminal."""

from __future__ import annotations

import argparse
import sys
import tempfile
import textwrap
from pathlib import Path

from server_process import Server

from tests.platforms.all import STAND_INS
from tests.platforms.assistant import assistant_for, wait_until_done
from tests.platforms.stand_in import Sent, StandIn

_USERS = {"twilio": "+15550100001", "slack": "U1", "viber": "person=="}
_SHOWN = {"whatsapp", "telegram"}  # where pictures are shown
_WIDTH = 76


def main() -> int:
    """Talks until the input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("channel", choices=list(STAND_INS))
    parser.add_argument("--cards", action="store_true", help="show figures with their pictures")
    arguments = parser.parse_args()
    stand_in = STAND_INS[arguments.channel]().start()
    with tempfile.TemporaryDirectory() as folder:
        print("Starting the assistant ...", flush=True)
        server = assistant_for(
            Path(folder),
            [stand_in],
            cards=_SHOWN & {stand_in.name} if arguments.cards else (),
            fresh=True,
        )
        try:
            server.wait()
            _talk(server, stand_in)
        except KeyboardInterrupt:
            pass
        finally:
            server.stop()
            stand_in.stop()
    return 0


def _talk(server: Server, stand_in: StandIn) -> None:
    user = _USERS.get(stand_in.name, "100001")
    print(
        f"You are on {stand_in.name}. Write a message; [1] is a button, chosen by its number; Ctrl-D ends.\n"
    )
    last: Sent | None = None
    while True:
        try:
            text = input("> ").strip()
        except EOFError:
            print()
            return
        if not text:
            continue
        number = int(text) - 1 if text.isdecimal() else -1
        tapped = last is not None and 0 <= number < len(last.buttons)
        event = stand_in.taps(user, last, number) if last and tapped else stand_in.says(user, text)
        before = len(stand_in.sent)
        response = stand_in.deliver(server.url, event)
        wait_until_done(server)
        replies = stand_in.sent[before:]
        for sent in replies:
            _show(sent)
        if not replies:
            print(f"  (acknowledged with {response.status_code}, nothing is sent)\n")
        last = replies[-1] if replies else last


def _show(sent: Sent) -> None:
    """A message, as the platform would lay it out."""
    lines = [f"(picture: {sent.image})"] if sent.image else []
    for line in sent.text.split("\n"):
        lines += textwrap.wrap(line, _WIDTH) or [""]
    edge = "+" + "-" * (_WIDTH + 2) + "+"
    print(edge, *(f"| {line:<{_WIDTH}} |" for line in lines), edge, sep="\n")
    for number, (_, title) in enumerate(sent.buttons, start=1):
        print(f"  [{number}] {title}")
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
