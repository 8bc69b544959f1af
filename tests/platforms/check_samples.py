"""Sends samples of webhooks to the assistant and tells what differs from what is expected of it.

A folder of samples has one folder a platform, with an `index.json`: the `secret` that signs, and of each sample its file,
headers, expected reaction, number of replies and text.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import requests
from server_process import Server

from bot.channels.messaging.choices import chosen
from bot.channels.messaging.inbox import INBOX_FILE
from bot.channels.messaging.people import SECRET_FILE, People
from bot.channels.messaging.platforms import PLATFORMS
from bot.channels.messaging.updates import Delivery
from tests.platforms import slack
from tests.platforms.all import STAND_INS
from tests.platforms.assistant import assistant_for, heard, wait_until_done
from tests.platforms.stand_in import StandIn

# Where a secret of the samples goes, by platform.
_SECRETS = {
    "whatsapp": "WHATSAPP_APP_SECRET",
    "telegram": "TELEGRAM_WEBHOOK_SECRET",
    "messenger": "MESSENGER_APP_SECRET",
    "viber": "VIBER_AUTH_TOKEN",
    "slack": "SLACK_SIGNING_SECRET",
    "twilio": "TWILIO_AUTH_TOKEN",
}
_CHOICE = "id "
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Seen:
    """What became of a sample."""

    response: requests.Response
    texts: list[str]
    replies: int


def main() -> int:
    """Checks every sample of a folder; the exit status is 1 where something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    indexes = sorted(folder.glob("*/index.json"))
    if not indexes:
        print(f"There is no <platform>/index.json below {folder}.", file=sys.stderr)
        return 1
    number, differences = 0, []
    for index in indexes:
        for sample, found in check(index):
            number += 1
            differences += [f"{index.parent.name}/{sample['file']}: {one}" for one in found]
    print("\n".join([*differences, f"{number} samples, {len(differences)} differences."]))
    return 1 if differences else 0


def check(index: Path) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Every sample of a platform, and what differs."""
    name, content = index.parent.name, json.loads(index.read_text())
    if name not in STAND_INS:
        yield {"file": index.name}, [f"there is no platform {name}"]
        return
    stand_in = STAND_INS[name]()
    environment = {**stand_in.environment, _SECRETS[name]: content["secret"]}
    type(stand_in).environment = environment
    stand_in.start()
    with tempfile.TemporaryDirectory() as folder:
        server = assistant_for(Path(folder), [stand_in], fresh=True)
        try:
            server.wait()
            for sample in content["samples"]:
                raw = (index.parent / sample["file"]).read_bytes()
                headers = _headers(name, raw, sample["headers"])
                path = "/" + content["url"].split("/", 3)[3]
                seen = _send(server, stand_in, path, raw, headers)
                yield sample, list(_differences(server, stand_in, sample, seen, raw))
        finally:
            server.stop()
            stand_in.stop()


def _headers(name: str, raw: bytes, headers: Mapping[str, str]) -> dict[str, str]:
    """The sample's headers; Slack's signatures are good for five minutes only, so a good recent one is made anew."""
    stamp = headers.get("x-slack-request-timestamp", "")
    if name != "slack" or stamp != _recent(stamp):
        return dict(headers)
    good = slack.signature(raw, stamp)["x-slack-signature"] == headers.get("x-slack-signature")
    now = str(int(time.time()))
    return {**headers, **(slack.signature(raw, now) if good else {})}


def _recent(stamp: str) -> str:
    """The time at which the samples play, as long as it is that of a message and not one of long ago."""
    return stamp if stamp.isdigit() and int(stamp) >= 1_700_000_000 else ""


def _send(
    server: Server, stand_in: StandIn, path: str, raw: bytes, headers: Mapping[str, str]
) -> Seen:
    before, sent = heard(server), len(stand_in.sent)
    response = requests.post(server.url + path, data=raw, headers=dict(headers), timeout=30)
    wait_until_done(server)
    last = before[-1][0] if before else 0
    texts = [text for _, _, text in heard(server, last)]
    return Seen(response, texts, len(stand_in.sent) - sent)


def _differences(
    server: Server, stand_in: StandIn, sample: Mapping[str, Any], seen: Seen, raw: bytes
) -> Iterator[str]:
    reaction, status = sample["reaction"], seen.response.status_code
    wanted = {
        "reject": (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN),
        "refuse": range(400, 500),
    }.get(reaction, range(200, 300))
    if status not in wanted:
        yield f"answered {status}: {seen.response.text[:100]}"
    # A welcome is the answer to the request itself.
    in_body = reaction == "handshake" and bool(seen.response.text)
    replies = seen.replies or int(in_body and sample["replies"] > 0)
    if replies != sample["replies"]:
        yield f"{replies} replies instead of {sample['replies']}"
    if reaction == "handshake":
        challenge = _challenge(raw)
        if not seen.response.text or (challenge and challenge not in seen.response.text):
            yield f"the body is {seen.response.text[:100]!r}"
    expected = sample["text"] if isinstance(sample["text"], list) else [sample["text"]]
    expected = [one for one in expected if one is not None] if reaction == "answer" else []
    # Those of several people are answered side by side, in any order.
    left = list(seen.texts)
    for one in expected:
        left = [text for text in left if not _is_same(one, text)] + [
            text for text in left if _is_same(one, text)
        ][1:]
    if left or len(expected) != len(seen.texts):
        yield f"heard {seen.texts} instead of {expected}"
    if reaction == "forget":
        names = _conversations_of(server, stand_in, raw)
        if not names or names & _known(server):
            yield "the conversation is still there"


def _is_same(expected: str, text: str) -> bool:
    if not expected.startswith(_CHOICE):
        return " ".join(expected.split()) == " ".join(text.split())
    return text == (chosen(expected.removeprefix(_CHOICE)) or text) != ""


def _challenge(raw: bytes) -> str:
    try:
        return str(json.loads(raw).get("challenge", ""))
    except (ValueError, AttributeError):
        return ""


def _conversations_of(server: Server, stand_in: StandIn, raw: bytes) -> set[str]:
    """The names of the conversations that a sample is about."""
    platform = PLATFORMS[stand_in.name](stand_in.environment, **stand_in.settings)
    people = People((server.state_folder / SECRET_FILE).read_text())
    kind = "application/json" if raw.lstrip().startswith(b"{") else _FORM
    updates = platform.read(Delivery(raw, {"content-type": kind}, {}, "", time.time())).updates
    return {people.conversation(stand_in.name, update) for update in updates}


def _known(server: Server) -> set[str]:
    """The names of all conversations of which anything is kept."""
    with sqlite3.connect(server.state_folder / INBOX_FILE, timeout=10) as database:
        met = {row[0] for row in database.execute("select conversation from met")}
    return met | {conversation for _, conversation, _ in heard(server)}


if __name__ == "__main__":
    sys.exit(main())
