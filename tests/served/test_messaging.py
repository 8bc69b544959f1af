"""Every messaging channel, against a stand-in for its platform."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from server_process import Server

from bot.channels.messaging.inbox import INBOX_FILE
from bot.channels.messaging.wording import load_messaging_texts
from tests.platforms.all import STAND_INS
from tests.platforms.assistant import assistant_for, heard, wait_until_done
from tests.platforms.slack import SlackStandIn
from tests.platforms.stand_in import Event, Faults, StandIn
from tests.platforms.telegram import TelegramStandIn
from tests.platforms.twilio import TwilioStandIn
from tests.platforms.viber import ViberStandIn
from tests.platforms.whatsapp import WhatsAppStandIn

QUESTION = "How many inmates got TB treatment?"
FIGURE = "2,700"
NAMES = sorted(STAND_INS)
TEXTS = load_messaging_texts("en")
_users = iter(range(100_001, 200_000))


class Line:
    """A platform, and somebody on it who has not written before."""

    def __init__(self, server: Server, stand_in: StandIn) -> None:
        self.server = server
        self.stand_in = stand_in
        number = next(_users)
        self.user = {"twilio": f"+15550{number}", "slack": f"U{number}"}.get(
            stand_in.name, str(number)
        )
        self.chat = f"D{self.user}" if stand_in.name == "slack" else self.user

    def posts(self, event: Event) -> requests.Response:
        return self.stand_in.deliver(self.server.url, event)

    def says(self, text: str, number: int = 1) -> list[str]:
        """What is sent to somebody who writes, once it is so many messages."""
        before = len(self.received)
        assert self.posts(self.stand_in.says(self.user, text)).ok
        self.stand_in.wait_for(before + number, self.chat)
        return self.received[before:]

    @property
    def received(self) -> list[str]:
        return [one.text for one in self.stand_in.to(self.chat)]


@pytest.fixture(scope="session")
def stand_ins() -> Iterator[Mapping[str, StandIn]]:
    found = {name: kind().start() for name, kind in STAND_INS.items()}
    yield found
    for one in found.values():
        one.stop()


@pytest.fixture(scope="session")
def messaging(
    stand_ins: Mapping[str, StandIn], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    server = assistant_for(
        tmp_path_factory.mktemp("messaging"), stand_ins.values(), cards=["telegram"]
    )
    server.wait()
    yield server
    server.stop()


@pytest.fixture
def line(
    request: pytest.FixtureRequest, messaging: Server, stand_ins: Mapping[str, StandIn]
) -> Iterator[Line]:
    stand_in = stand_ins[request.param]
    yield Line(messaging, stand_in)
    stand_in.faults = Faults()


every = pytest.mark.parametrize("line", NAMES, indirect=True)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[Server, TelegramStandIn]]:
    """A server of the test's own, with Telegram; it is stopped and started by the test."""
    stand_in = TelegramStandIn()
    stand_in.start()
    server = assistant_for(tmp_path, [stand_in])
    server.wait()
    yield server, stand_in
    stop_whatever_runs(server)
    stand_in.stop()


def stop_whatever_runs(server: Server) -> None:
    if server.process.poll() is None:
        server.stop()


def restarted(server: Server, stand_in: StandIn, folder: Path) -> Server:
    again = assistant_for(folder, [stand_in], port=server.port)
    again.wait()
    return again


# --- conversations -------------------------------------------------------------------------------


@every
def test_the_first_answer_says_who_answers_and_what_is_kept(line: Line) -> None:
    (first,) = line.says(QUESTION)
    assert FIGURE in first
    assert "Source: ICRC" in first
    assert "automated assistant" in first
    assert "24 hours" in first
    (second,) = line.says("is that exact?")
    assert FIGURE in second
    assert "automated assistant" not in second


TURNS = [
    "hello",
    QUESTION,
    "is that exact?",
    "and how far did mortality fall?",
    "How many detention visits were there?",
    "what does the army have to do with it?",
    "Was it 1,376 visits?",
    "How many families of the missing were supported?",
    "what else was done for them?",
    "How many people learned about the danger of mines?",
    "who won the war?",
    "thank you",
]


def test_a_conversation_has_the_same_facts_on_every_channel(
    messaging: Server, stand_ins: Mapping[str, StandIn]
) -> None:
    def talk(name: str) -> list[str]:
        line = Line(messaging, stand_ins[name])
        return ["\n".join(_one_reply(line, text)) for text in TURNS]

    with ThreadPoolExecutor(len(NAMES)) as pool:
        said = dict(zip(NAMES, pool.map(talk, NAMES), strict=True))
    facts = {name: _facts(messaging, name) for name in NAMES}
    assert facts["telegram"], "nothing was answered with a fact"
    for name in NAMES:
        assert facts[name] == facts["telegram"], name
        for mine, theirs in zip(said[name], said["telegram"], strict=True):
            assert mine.split("\n\n")[0] == theirs.split("\n\n")[0]


def _one_reply(line: Line, text: str) -> list[str]:
    before = len(line.received)
    assert line.posts(line.stand_in.says(line.user, text)).ok
    wait_until_done(line.server)
    assert len(line.received) > before, text
    return line.received[before:]


def _facts(server: Server, name: str) -> list[list[str]]:
    """The facts of each reply in the longest conversation of a channel."""
    rows = [row for row in heard(server) if row[1].startswith(f"{name}:")]
    senders = [row[1] for row in rows]
    sender = max(set(senders), key=senders.count)
    query = "select data from events where type_name = 'bot' and sender_id = ? order by id"
    with sqlite3.connect(server.database) as database:
        records = [json.loads(row[0]) for row in database.execute(query, (sender,))]
    replies = [(record.get("metadata") or {}).get("reply") for record in records]
    return [[fact["key"] for fact in reply["facts"]] for reply in replies if reply]


@pytest.mark.parametrize("line", [n for n in NAMES if n != "twilio"], indirect=True)
def test_a_button_asks_what_it_stands_for(line: Line) -> None:
    line.says(QUESTION)
    shown = line.stand_in.to(line.chat)[-1]
    assert shown.buttons
    assert line.posts(line.stand_in.taps(line.user, shown, 0)).ok
    line.stand_in.wait_for(2, line.chat)
    assert "105" in line.received[-1]


@pytest.mark.parametrize("line", ["twilio", "messenger"], indirect=True)
def test_what_has_no_button_is_chosen_by_its_number_in_the_next_message_only(line: Line) -> None:
    (first,) = line.says(QUESTION)
    assert "1. How far did TB mortality fall?" in first
    assert "105" in line.says("1.")[0]
    line.says("thank you")
    line.says("How many detention visits were there?")
    line.says("is that exact?")
    assert "2." in line.received[-1]


@every
def test_start_help_and_stop_do_what_people_expect(line: Line) -> None:
    (start,) = line.says("/start")
    assert start.startswith("Hello.")
    assert "24 hours" in start
    (help_,) = line.says("/help")
    assert "I answer questions about" in help_
    line.says(QUESTION)
    (stopped,) = line.says("/stop")
    assert stopped == TEXTS["forgotten"]
    (again,) = line.says("is that exact?")
    assert FIGURE not in again
    assert "24 hours" in again


@every
def test_forget_me_deletes_the_conversation_from_the_disk(line: Line) -> None:
    secret = "quokkas and wombats"
    line.says(f"How many inmates got TB treatment, asks someone who likes {secret}?")
    wait_until_done(line.server)
    before = len(heard(line.server))
    (forgotten,) = line.says("forget me")
    assert forgotten == TEXTS["forgotten"]
    wait_until_done(line.server)
    assert len(heard(line.server)) < before
    assert _is_gone(line.server, secret)


def _is_gone(server: Server, text: str) -> bool:
    """Whether a text is nowhere on the disk, once what is under way is done with."""
    deadline = time.monotonic() + 10
    while text in _on_disk(server) and time.monotonic() < deadline:
        time.sleep(0.05)
    return text not in _on_disk(server)


def _on_disk(server: Server) -> str:
    files = [*server.state_folder.iterdir(), *server.database.parent.glob("conversations.db*")]
    return "".join(file.read_bytes().decode("latin-1") for file in files if file.exists())


def test_whoever_leaves_is_forgotten_and_not_written_to(
    messaging: Server, stand_ins: Mapping[str, StandIn]
) -> None:
    viber, sms = stand_ins["viber"], stand_ins["twilio"]
    assert isinstance(viber, ViberStandIn)
    for line, event in (
        (left := Line(messaging, viber), viber.event({"event": "unsubscribed", "user_id": left.user})),
        (stopped := Line(messaging, sms), sms.says(stopped.user, "STOP")),
    ):  # fmt: skip
        line.says(QUESTION)
        assert line.posts(event).ok
        wait_until_done(messaging)
        assert len(line.received) == 1
        assert "24 hours" in line.says("is that exact?")[0]


def test_viber_is_welcomed_in_the_answer_to_its_request(
    messaging: Server, stand_ins: Mapping[str, StandIn]
) -> None:
    viber = stand_ins["viber"]
    assert isinstance(viber, ViberStandIn)
    line = Line(messaging, viber)
    opened = {"event": "conversation_started", "user": {"id": line.user}, "subscribed": False}
    welcome = line.posts(viber.event(opened)).json()
    assert welcome["text"].startswith("Hello.")
    assert "24 hours" in welcome["text"]
    assert len(welcome["keyboard"]["Buttons"]) == 3
    assert line.posts(viber.event({**opened, "subscribed": True})).text == ""
    assert line.received == []


@pytest.mark.parametrize("line", ["telegram"], indirect=True)
def test_a_figure_comes_with_its_card_where_that_is_set(line: Line) -> None:
    line.says("hello")
    line.says("How many detention visits were there?")
    shown = line.stand_in.to(line.chat)[1]
    assert shown.image.endswith("/press/cards/detention_visits-wide.png")
    path = shown.image.removeprefix("https://assistant.example")
    assert line.server.get(path).headers["content-type"] == "image/png"


@pytest.mark.parametrize("line", ["whatsapp"], indirect=True)
def test_pictures_voices_and_places_are_not_looked_at(line: Line) -> None:
    stand_in = line.stand_in
    assert isinstance(stand_in, WhatsAppStandIn)
    said = {"type": "location", "location": {"latitude": 40.409264, "longitude": 49.867092}}
    assert line.posts(stand_in.batch([stand_in.message(line.user, said)])).ok
    stand_in.wait_for(1, line.chat)
    assert line.received == [TEXTS["unreadable"]]
    assert _is_gone(line.server, "40.409264")


def test_a_slash_command_of_slack_is_answered_to_whoever_gave_it(
    messaging: Server, stand_ins: Mapping[str, StandIn]
) -> None:
    slack = stand_ins["slack"]
    assert isinstance(slack, SlackStandIn)
    line = Line(messaging, slack)
    assert line.posts(slack.commands(line.user, QUESTION)).ok
    (sent,) = slack.wait_for(1, f"/commands/{line.user}")
    assert FIGURE in sent.text


def test_members_of_a_group_have_conversations_of_their_own(
    messaging: Server, stand_ins: Mapping[str, StandIn]
) -> None:
    telegram = stand_ins["telegram"]
    assert isinstance(telegram, TelegramStandIn)
    one, other, group = Line(messaging, telegram), Line(messaging, telegram), f"-{next(_users)}"

    def says(line: Line, text: str, number: int) -> str:
        whole = f"@example_facts_bot {text}"
        entity = {"type": "mention", "offset": 0, "length": 18}
        message = telegram.message(line.user, whole, group) | {"entities": [entity]}
        assert line.posts(telegram.update({"message": message})).ok
        return telegram.wait_for(number, group)[-1].text

    assert FIGURE in says(one, QUESTION, 1)
    assert FIGURE not in says(other, "is that exact?", 2)
    assert one.received == other.received == []


# --- what a platform does ------------------------------------------------------------------------


@every
def test_an_update_that_comes_twenty_times_at_once_is_answered_once(line: Line) -> None:
    event = line.stand_in.says(line.user, QUESTION)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: line.posts(event).status_code, range(20)))
    assert answers == [200] * 20
    wait_until_done(line.server)
    time.sleep(0.2)
    assert len(line.received) == 1


def test_an_update_inside_another_batch_is_answered_once(
    messaging: Server, stand_ins: Mapping[str, StandIn]
) -> None:
    whatsapp = stand_ins["whatsapp"]
    assert isinstance(whatsapp, WhatsAppStandIn)
    one, other = Line(messaging, whatsapp), Line(messaging, whatsapp)
    first = whatsapp.message(one.user, {"type": "text", "text": {"body": QUESTION}})
    then = whatsapp.message(one.user, {"type": "text", "text": {"body": "is that exact?"}})
    else_ = whatsapp.message(other.user, {"type": "text", "text": {"body": QUESTION}})
    assert one.posts(whatsapp.batch([first])).ok
    assert one.posts(whatsapp.batch([first, then, else_])).ok
    wait_until_done(messaging)
    assert len(one.received) == 2
    assert "gives this number as it stands" in one.received[1]
    assert len(other.received) == 1


@every
def test_a_request_that_the_platform_did_not_sign_does_nothing(line: Line) -> None:
    event = line.stand_in.says(line.user, QUESTION)
    for headers in (
        {"content-type": event.headers["content-type"]},
        {name: value if name == "content-type" else "wrong" for name, value in event.headers.items()},
    ):  # fmt: skip
        assert line.posts(Event(event.body, headers)).status_code == 403
    wait_until_done(line.server)
    assert line.received == []


@every
def test_a_body_beyond_what_platforms_send_is_refused(line: Line) -> None:
    body = b"[" + b" " * 3_200_000 + b"]"
    answer = line.posts(Event(body, line.stand_in.signed(b"")))
    assert answer.status_code == 413
    large = line.stand_in.says(line.user, QUESTION)
    assert line.posts(large).ok


@pytest.mark.parametrize("line", ["whatsapp"], indirect=True)
def test_a_large_batch_is_taken(line: Line) -> None:
    """Meta's own bodies are larger than what anyone else may send."""
    stand_in = line.stand_in
    assert isinstance(stand_in, WhatsAppStandIn)
    read = {"id": "wamid.X", "status": "read", "recipient_id": line.user}
    event = stand_in.batch(
        [stand_in.message(line.user, {"type": "text", "text": {"body": QUESTION}})],
        statuses=[read] * 12_000,
    )
    assert len(event.body) > 700_000
    assert line.posts(event).ok
    line.stand_in.wait_for(1, line.chat)


def test_a_channel_that_is_off_is_not_there(server: Server) -> None:
    for name in NAMES:
        assert server.get(f"/webhooks/{name}/webhook").status_code == 404
        assert server.post(f"/webhooks/{name}/webhook", {}).status_code == 404


@pytest.mark.parametrize("line", ["whatsapp", "messenger"], indirect=True)
def test_meta_is_greeted(line: Line) -> None:
    path = f"/webhooks/{line.stand_in.name}/webhook"
    token = line.stand_in.environment[f"{line.stand_in.name.upper()}_VERIFY_TOKEN"]
    asked = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444"}
    answer = line.server.get(path, params=asked)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")
    for wrong in ({"hub.verify_token": "x"}, {"hub.mode": ""}):
        assert line.server.get(path, params=asked | wrong).status_code == 403
    assert line.server.get(path).status_code == 403


# --- faults --------------------------------------------------------------------------------------


@every
def test_what_the_platform_drops_slows_or_refuses_arrives_once_and_in_order(line: Line) -> None:
    line.stand_in.faults = Faults(fail_one_in=4, crowd_one_in=5, stall_one_in=6, stall_seconds=0.3)
    questions = [QUESTION, "is that exact?", "How many detention visits were there?", "thank you"]
    for question in questions:
        event = line.stand_in.says(line.user, question)
        line.stand_in.deliver_until_taken(line.server.url, event)
    received = [one.text for one in line.stand_in.wait_for(4, line.chat, 60)]
    wait_until_done(line.server)
    assert len(line.received) == 4
    assert FIGURE in received[0]
    assert received[1].startswith("The fact sheet gives this number")
    assert "1,376" in received[2]


@pytest.mark.parametrize("line", [n for n in NAMES if n != "twilio"], indirect=True)
def test_refused_buttons_become_lines_of_the_text(line: Line) -> None:
    line.stand_in.faults = Faults(refuse_markup=True)
    (first,) = line.says("hello")
    assert "What are the key figures?" in first
    assert not line.stand_in.to(line.chat)[0].buttons


def test_a_platform_that_is_down_holds_up_nobody_else(
    messaging: Server, stand_ins: Mapping[str, StandIn]
) -> None:
    down, up = Line(messaging, stand_ins["viber"]), Line(messaging, stand_ins["whatsapp"])
    down.stand_in.faults = Faults(down=True)
    try:
        assert down.posts(down.stand_in.says(down.user, QUESTION)).ok
        assert FIGURE in up.says(QUESTION)[0]
        assert FIGURE in messaging.say("someone", QUESTION)[0]["text"]
        assert down.received == []
    finally:
        down.stand_in.faults = Faults()
    down.stand_in.wait_for(1, down.chat)
    assert FIGURE in down.received[0]


def test_too_much_at_a_time_is_said_once(
    messaging: Server, stand_ins: Mapping[str, StandIn]
) -> None:
    line = Line(messaging, stand_ins["whatsapp"])
    whatsapp = line.stand_in
    assert isinstance(whatsapp, WhatsAppStandIn)
    said = {"type": "text", "text": {"body": "thank you"}}
    assert line.posts(whatsapp.batch([whatsapp.message(line.user, said) for _ in range(40)])).ok
    wait_until_done(messaging)
    received = line.received
    assert received.count(TEXTS["crowded"]) == 1
    assert len(received) == 21


@pytest.mark.parametrize(
    "faults", [Faults(down=True), Faults(stall_one_in=2, stall_seconds=1.5)], ids=["down", "slow"]
)
def test_after_a_kill_nothing_is_doubled_and_nothing_lost(
    faults: Faults, own: tuple[Server, TelegramStandIn], tmp_path: Path
) -> None:
    server, telegram = own
    telegram.faults = faults
    lines = [Line(server, telegram) for _ in range(12)]
    events = [telegram.says(line.user, QUESTION) for line in lines]
    for line, event in zip(lines, events, strict=True):
        assert line.posts(event).ok
    time.sleep(0.7)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(timeout=10)
    # What the platform had under way when the assistant died still arrives.
    time.sleep(1.6)
    telegram.faults = Faults()
    again = restarted(server, telegram, tmp_path)
    try:
        # The platform, not sure, sends them once more.
        for event in events:
            assert telegram.deliver(again.url, event).ok
        for line in lines:
            telegram.wait_for(1, line.chat)
        wait_until_done(again)
        for line in lines:
            answers = [text for text in line.received if FIGURE in text]
            assert len(answers) <= 1
            assert set(line.received) <= {*answers, TEXTS["interrupted"]}
        assert len(heard(again)) == 12
    finally:
        again.stop()


def test_after_a_stop_what_waits_is_answered_at_the_next_start(
    own: tuple[Server, TelegramStandIn], tmp_path: Path
) -> None:
    server, telegram = own
    line = Line(server, telegram)
    telegram.faults = Faults(down=True)
    event = telegram.says(line.user, QUESTION)
    assert line.posts(event).ok
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()
    telegram.faults = Faults()
    again = restarted(server, telegram, tmp_path)
    try:
        (first,) = telegram.wait_for(1, line.chat)
        assert FIGURE in first.text
        assert telegram.deliver(again.url, event).ok
        wait_until_done(again)
        assert len(line.received) == 1
    finally:
        again.stop()


def test_what_cannot_be_kept_is_not_acknowledged(own: tuple[Server, TelegramStandIn]) -> None:
    server, telegram = own
    line = Line(server, telegram)
    event = telegram.says(line.user, QUESTION)
    with sqlite3.connect(server.state_folder / INBOX_FILE) as database:
        database.execute("begin immediate")
        refused = line.posts(event)
        database.rollback()
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    assert telegram.deliver_until_taken(server.url, event) == 1
    telegram.wait_for(1, line.chat)
    assert len(line.received) == 1


def test_conversations_that_cannot_be_kept_for_a_while_are_answered_afterwards(
    own: tuple[Server, TelegramStandIn],
) -> None:
    server, telegram = own
    line = Line(server, telegram)
    with sqlite3.connect(server.database) as database:
        database.execute("begin immediate")
        assert line.posts(telegram.says(line.user, QUESTION)).ok
        time.sleep(3)
        assert line.received == []
        database.rollback()
    telegram.wait_for(1, line.chat)
    assert FIGURE in line.received[0]


def test_the_log_and_the_metrics_name_nobody(own: tuple[Server, TelegramStandIn]) -> None:
    server, telegram = own
    line = Line(server, telegram)
    telegram.faults = Faults(refuse_markup=True)
    line.says(QUESTION)
    metrics = server.get("/metrics").text
    assert 'assistant_deliveries_total{channel="telegram",end="delivered"' in metrics
    for told in (metrics, server.log.read_text()):
        assert line.user not in told
    assert _is_gone(server, line.user)
    assert "messaging channels that are on: telegram" in server.log.read_text()


@pytest.mark.parametrize("missing", ["VIBER_AUTH_TOKEN", "VIBER_BOT_NAME"])
def test_a_half_set_channel_stops_the_start_and_names_what_is_missing(
    missing: str, tmp_path: Path
) -> None:
    stand_in = ViberStandIn()
    given = {key: value for key, value in stand_in.environment.items() if key != missing}
    server = Server(
        tmp_path, environment=given, credentials={"bot.channels.messaging.channel.MessagingChannel": None}
    )  # fmt: skip
    assert server.process.wait(timeout=60) == 1
    log = server.log.read_text()
    assert f"viber: {missing} must be set too" in log
    assert "Traceback" not in log


def test_signatures_hold_behind_a_proxy(tmp_path: Path) -> None:
    """Twilio signs the address it knows, whatever a proxy makes of it."""
    stand_in = TwilioStandIn()
    stand_in.start()
    server = assistant_for(tmp_path, [stand_in])
    try:
        server.wait()
        event = stand_in.says("+15550100001", QUESTION)
        inner = {**event.headers, "host": "10.0.0.1:5005", "x-forwarded-proto": "http"}
        assert stand_in.deliver(server.url, Event(event.body, inner)).ok
        stand_in.wait_for(1)
    finally:
        server.stop()
        stand_in.stop()
