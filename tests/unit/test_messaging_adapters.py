"""Each adapter reads what its platform sends, and nothing that anyone else could."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.messaging.choices import choice_id
from bot.channels.messaging.layout import Part
from bot.channels.messaging.platform import End, Outcome, Platform, Response
from bot.channels.messaging.platforms import PLATFORMS, ChannelSettingsError, accounts, secrets_of
from bot.channels.messaging.updates import Delivery, NotOursError, RejectedError, Update, Wish
from tests.platforms import slack, telegram
from tests.platforms.all import STAND_INS
from tests.platforms.slack import SlackStandIn
from tests.platforms.stand_in import Event, Sent, StandIn
from tests.platforms.telegram import TelegramStandIn
from tests.platforms.twilio import URL, TwilioStandIn
from tests.platforms.viber import ViberStandIn
from tests.platforms.whatsapp import WhatsAppStandIn

QUESTION = "How many detention visits were there?"
SIGNATURES = {
    "whatsapp": "x-hub-signature-256",
    "telegram": "x-telegram-bot-api-secret-token",
    "messenger": "x-hub-signature-256",
    "viber": "x-viber-content-signature",
    "slack": "x-slack-signature",
    "twilio": "x-twilio-signature",
}
USERS = {"twilio": "+15550100001"}


def platform_of(stand_in: StandIn) -> Platform:
    return PLATFORMS[stand_in.name](stand_in.environment)


def delivered(event: Event, url: str = URL, **headers: str) -> Delivery:
    return Delivery(event.body, {**event.headers, **headers}, {}, url, time.time())


def user_of(stand_in: StandIn) -> str:
    return USERS.get(stand_in.name, "100001")


@pytest.fixture(params=sorted(STAND_INS))
def stand_in(request: pytest.FixtureRequest) -> StandIn:
    return STAND_INS[request.param]()


@pytest.fixture
def question(stand_in: StandIn) -> Event:
    return stand_in.says(user_of(stand_in), QUESTION)


def read(stand_in: StandIn, event: Event) -> tuple[Update, ...]:
    platform, delivery = platform_of(stand_in), delivered(event)
    platform.verify(delivery)
    return platform.read(delivery).updates


# --- signatures ----------------------------------------------------------------------------------


def test_what_is_signed_is_read(stand_in: StandIn, question: Event) -> None:
    (update,) = read(stand_in, question)
    assert (update.wish, update.text, update.choice) == (Wish.ANSWER, QUESTION, "")
    assert update.key
    assert update.person == user_of(stand_in)


@pytest.mark.parametrize("given", [None, "", "wrong", "sha1=0", "ü", "v0=", "\udcff", "Ã©" * 50])
def test_what_is_not_signed_is_rejected(
    given: str | None, stand_in: StandIn, question: Event
) -> None:
    delivery = delivered(question)
    headers = {k: v for k, v in delivery.headers.items() if k != SIGNATURES[stand_in.name]}
    if given is not None:
        headers[SIGNATURES[stand_in.name]] = given
    with pytest.raises(RejectedError):
        platform_of(stand_in).verify(replace(delivery, headers=headers))


# Telegram signs no bodies: it names a secret.
@pytest.mark.parametrize("stand_in", sorted(set(STAND_INS) - {"telegram"}), indirect=True)
def test_one_byte_changed_is_rejected(stand_in: StandIn, question: Event) -> None:
    changed = question.body.replace(b"detention", b"detentiom").replace(b"How", b"Now")
    with pytest.raises(RejectedError):
        platform_of(stand_in).verify(replace(delivered(question), body=changed))


# Twilio signs what a form says, not how it is written.
@pytest.mark.parametrize("stand_in", sorted(set(STAND_INS) - {"telegram", "twilio"}), indirect=True)
def test_the_same_content_written_in_another_way_is_rejected(stand_in: StandIn) -> None:
    event = stand_in.says(user_of(stand_in), "Сколько посещений? 👍🏽")
    again = json.dumps(json.loads(event.body), ensure_ascii=stand_in.name == "viber").encode()
    assert again != event.body
    with pytest.raises(RejectedError):
        platform_of(stand_in).verify(replace(delivered(event), body=again))


@pytest.mark.parametrize("letters", ["Сколько посещений?", "neçə ziyarət? 👍🏽", "a & b < c + d"])
def test_letters_of_every_script_arrive_as_written(letters: str, stand_in: StandIn) -> None:
    (update,) = read(stand_in, stand_in.says(user_of(stand_in), letters))
    assert update.text == letters


@pytest.mark.parametrize("stamp", ["abc", "", "1e9", "-1", "9" * 30, "١٢٣"])
def test_slack_stamps_that_are_no_recent_time_are_rejected(stamp: str) -> None:
    stand_in = SlackStandIn()
    event = stand_in.says("U1", QUESTION)
    delivery = delivered(event, **{"x-slack-request-timestamp": stamp})
    with pytest.raises(RejectedError):
        platform_of(stand_in).verify(delivery)


@pytest.mark.parametrize(("age", "good"), [(0, True), (280, True), (320, False), (-320, False)])
def test_slack_signatures_are_good_for_five_minutes(age: int, good: bool) -> None:
    stand_in = SlackStandIn()
    body = stand_in.says("U1", QUESTION).body
    stamp = str(int(time.time()) - age)
    event = Event(body, {"content-type": "application/json", **slack.signature(body, stamp)})
    if good:
        platform_of(stand_in).verify(delivered(event))
    else:
        with pytest.raises(RejectedError):
            platform_of(stand_in).verify(delivered(event))


def test_twilio_signs_the_public_address() -> None:
    stand_in = TwilioStandIn()
    event = stand_in.says("+15550100001", QUESTION)
    with pytest.raises(RejectedError):
        platform_of(stand_in).verify(
            delivered(event, "http://10.0.0.1:5005/webhooks/twilio/webhook")
        )


def test_whoever_calls_twilios_webhook_does_not_choose_the_algorithm() -> None:
    stand_in = TwilioStandIn()
    event = stand_in.says("+15550100001", QUESTION)
    named = {"x-twilio-webhooks-signature-settings": "key=x,algorithm=MD5"}
    with pytest.raises(RejectedError):
        platform_of(stand_in).verify(delivered(event, **named))


def test_a_body_that_is_no_form_is_not_twilios() -> None:
    stand_in = TwilioStandIn()
    event = Event(b'{"Body": "hello"}', {"content-type": "application/json"})
    with pytest.raises(NotOursError):
        platform_of(stand_in).verify(delivered(event))


@pytest.mark.parametrize("name", ["whatsapp", "messenger"])
def test_meta_is_greeted_by_whoever_knows_the_token(name: str) -> None:
    stand_in = STAND_INS[name]()
    platform = platform_of(stand_in)
    token = stand_in.environment[f"{name.upper()}_VERIFY_TOKEN"]
    asked = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "12345"}
    assert platform.greet(Delivery(b"", {}, asked, URL, 0)) == "12345"
    for wrong in ({"hub.verify_token": "x"}, {"hub.mode": "other"}, {"hub.verify_token": "é"}):
        with pytest.raises(RejectedError):
            platform.greet(Delivery(b"", {}, asked | wrong, URL, 0))
    with pytest.raises(RejectedError):
        platform.greet(Delivery(b"", {}, {}, URL, 0))


# --- what is read --------------------------------------------------------------------------------


# An SMS has no buttons.
@pytest.mark.parametrize("stand_in", sorted(set(STAND_INS) - {"twilio"}), indirect=True)
def test_a_chosen_button_says_which_whatever_became_of_its_title(stand_in: StandIn) -> None:
    key = choice_id("How many detention visits were there?")
    event = stand_in.taps(user_of(stand_in), Sent("100001", "text", ((key, "How many…"),)), 0)
    (update,) = read(stand_in, event)
    assert (update.wish, update.choice) == (Wish.ANSWER, key)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("/start", Wish.START),
        ("/help", Wish.HELP),
        ("/stop", Wish.FORGET),
        ("STOP ALL.", Wish.FORGET),
        ("x" * 9000, Wish.TOO_LONG),
    ],
)
def test_what_everyone_knows_is_understood(text: str, wish: Wish, stand_in: StandIn) -> None:
    (update,) = read(stand_in, stand_in.says(user_of(stand_in), text))
    assert (update.wish, update.text) == (wish, "")


def test_a_raw_intent_is_never_passed_on(stand_in: StandIn) -> None:
    for text in ('/ask_detention{"x": 1}', "/restart", " /greet", "//x"):
        for update in read(stand_in, stand_in.says(user_of(stand_in), text)):
            assert update.wish is Wish.HELP, text


def test_every_message_of_a_batch_is_read() -> None:
    stand_in = WhatsAppStandIn()
    said = [
        stand_in.message(user, {"type": "text", "text": {"body": text}})
        for user, text in (("1", "first"), ("2", "second"), ("1", "third"))
    ]
    updates = read(stand_in, stand_in.batch(said))
    assert [(u.person, u.text) for u in updates] == [
        ("1", "first"),
        ("2", "second"),
        ("1", "third"),
    ]
    assert len({u.key for u in updates}) == 3


@pytest.mark.parametrize("kind", ["audio", "location", "contacts", "image", "video", "document"])
def test_nothing_of_what_is_no_text_is_kept(kind: str) -> None:
    stand_in = WhatsAppStandIn()
    said = {"type": kind, kind: {"id": "1", "latitude": 40.4, "name": "Somebody"}}
    (update,) = read(stand_in, stand_in.batch([stand_in.message("1", said)]))
    assert (update.wish, update.text, update.choice) == (Wish.UNREADABLE, "", "")
    assert "40.4" not in json.dumps(update.as_dict())


def test_what_could_not_be_delivered_is_counted_by_its_code() -> None:
    stand_in = WhatsAppStandIn()
    event = stand_in.receipt("15550100001", "failed", 131047)
    received = platform_of(stand_in).read(delivered(event))
    assert (received.updates, received.failures) == ((), ("131047",))
    event = TwilioStandIn().event("+15550100001", MessageStatus="undelivered", ErrorCode="30003")
    assert platform_of(TwilioStandIn()).read(delivered(event)).failures == ("30003",)


GROUP = "-1001"


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"text": QUESTION}, None),
        ({"text": f"@other_bot {QUESTION}", "entities": [{"type": "mention", "offset": 0, "length": 10}]}, None),
        (
            {
                "text": f"👍🏽 @Example_Facts_Bot {QUESTION}",
                "entities": [{"type": "mention", "offset": 5, "length": 18}],
            },
            f"👍🏽   {QUESTION}",
        ),
        ({"text": QUESTION, "reply_to_message": {"from": {"id": int(telegram.BOT)}}}, QUESTION),
        ({"text": QUESTION, "reply_to_message": {"from": {"id": 5}}}, None),
    ],
)  # fmt: skip
def test_in_a_group_only_what_is_said_to_us_is_read(
    message: dict[str, Any], text: str | None
) -> None:
    stand_in = TelegramStandIn()
    whole = stand_in.message("100001", "", GROUP) | message
    updates = read(stand_in, stand_in.update({"message": whole}))
    assert [one.text for one in updates] == ([] if text is None else [text])
    for one in updates:
        assert (one.chat, one.person) == (GROUP, "100001")


def test_a_mention_that_slack_tells_twice_is_one_message() -> None:
    stand_in = SlackStandIn()
    mention = stand_in.message("U1", "") | {"text": f"<@U0BOT> {QUESTION}", "type": "app_mention"}
    twin = mention | {"type": "message"}
    first, second = (read(stand_in, stand_in.event(one)) for one in (mention, twin))
    assert first[0].key == second[0].key
    assert first[0].text == QUESTION


def test_slack_hooks_of_other_hosts_are_not_called() -> None:
    stand_in = SlackStandIn()
    platform = PLATFORMS["slack"](stand_in.environment)
    fields = {"user_id": "U1", "channel_id": "C1", "command": "/facts", "text": QUESTION}
    for hook, called in (
        ("https://evil.example/commands/1", "https://hooks.slack.com/commands/1"),
        ("https://evil.example/other", None),
        ("https://evil.example", None),
        ("http://[", None),
    ):
        event = stand_in.form({**fields, "response_url": hook, "trigger_id": "1"})
        updates = platform.read(delivered(event)).updates
        calls = [platform.call(one.address, Part("text")).url for one in updates]
        assert calls == ([called] if called else [])


def test_people_are_paced_apart(stand_in: StandIn) -> None:
    """What one waits for, nobody else does; the pace goes by chat."""
    users = [f"{user_of(stand_in)}{number}" for number in range(3)]
    chats = {read(stand_in, stand_in.says(user, QUESTION))[0].chat for user in users}
    assert len(chats) == 3


# --- anything at all -----------------------------------------------------------------------------

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12))
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where anything stands in a JSON document."""
    yield path
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from places(value, (*path, key))
    elif isinstance(content, list):
        for position, value in enumerate(content):
            yield from places(value, (*path, position))


def changed(content: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The document with something else at a place."""
    if not path:
        return value
    key, *rest = path
    copy = dict(content) if isinstance(content, Mapping) else list(content)
    copy[key] = changed(copy[key], tuple(rest), value)
    return copy


def broken(draw: Callable[..., Any], event: Event) -> bytes:
    """An update with something else in one place."""
    form = event.headers["content-type"].startswith("application/x-www-form")
    content = dict(parse_qsl(event.body.decode(), True)) if form else json.loads(event.body)
    path = draw(st.sampled_from(sorted(places(content), key=repr)))
    value = draw(JSON)
    if not form:
        return json.dumps(changed(content, path, value)).encode()
    if not path:
        return draw(st.binary(max_size=60))
    return urlencode(content | {path[0]: str(value).encode("utf-8", "replace")}).encode()


@given(data=st.data())
@settings(max_examples=350)
@pytest.mark.parametrize("name", sorted(STAND_INS))
def test_nothing_that_is_sent_raises(name: str, data: st.DataObject) -> None:
    stand_in = STAND_INS[name]()
    platform = platform_of(stand_in)
    user = user_of(stand_in)
    events = [stand_in.says(user, QUESTION)]
    if name != "twilio":
        events.append(stand_in.taps(user, Sent("100001", "t", (("s:presence", "title"),)), 0))
    if isinstance(stand_in, WhatsAppStandIn):
        events.append(stand_in.receipt(user, "failed", 131026))
    if isinstance(stand_in, ViberStandIn):
        events.append(stand_in.event({"event": "conversation_started", "subscribed": False}))
    if isinstance(stand_in, SlackStandIn):
        events.append(stand_in.commands(user, QUESTION))
    event = data.draw(st.sampled_from(events))
    body = broken(data.draw, event)
    delivery = delivered(Event(body, event.headers))
    received = platform.read(delivery)
    for update in received.updates:
        assert all((update.key, update.chat, update.person))
        assert Update.from_dict(json.loads(json.dumps(update.as_dict()))) == update
        platform.call(update.address, Part("text", (("s:presence", "title"),)))
    # What comes after it is read as ever.
    assert len(platform.read(delivered(stand_in.says(user, QUESTION))).updates) == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b"7", b'"x"', b"\xff", b"[" * 99_999])
def test_what_is_no_update_asks_nothing(body: bytes, stand_in: StandIn) -> None:
    delivery = delivered(Event(body, {"content-type": "application/json"}))
    assert platform_of(stand_in).read(delivery).updates == ()


# --- how calls end -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "response", "end", "wait"),
    [
        ("telegram", Response(429, {"ok": False, "parameters": {"retry_after": 7}}), End.AGAIN, 7),
        ("telegram", Response(403, {"ok": False}), End.GONE, None),
        ("telegram", Response(400, {"ok": False}), End.PLAIN, None),
        ("telegram", Response(502, None), End.AGAIN, None),
        ("whatsapp", Response(400, {"error": {"code": 131047}}), End.REFUSED, None),
        ("whatsapp", Response(400, {"error": {"code": 131056}}), End.AGAIN, 6),
        ("whatsapp", Response(400, {"error": {"code": 131009}}), End.PLAIN, None),
        ("whatsapp", Response(200, {"error": {"code": "x"}}), End.DELIVERED, None),
        ("messenger", Response(400, {"error": {"code": 613}}), End.AGAIN, None),
        ("viber", Response(200, {"status": 12}), End.AGAIN, None),
        ("viber", Response(200, {"status": 6}), End.GONE, None),
        ("viber", Response(200, {"status": 3}), End.PLAIN, None),
        ("viber", Response(200, []), End.REFUSED, None),
        ("slack", Response(200, {"ok": False, "error": "invalid_blocks"}), End.PLAIN, None),
        ("slack", Response(429, {}, {"retry-after": "30"}), End.AGAIN, 30),
        ("twilio", Response(400, {"code": 21610}), End.GONE, None),
        ("twilio", Response(429, {"code": 20429}), End.AGAIN, None),
        ("twilio", Response(503, None, {"retry-after": "soon"}), End.AGAIN, None),
    ],
)
def test_a_platforms_errors_mean_what_it_says(
    name: str, response: Response, end: End, wait: float | None
) -> None:
    outcome = platform_of(STAND_INS[name]()).outcome(response)
    assert (outcome.end, outcome.wait) == (end, wait)
    assert isinstance(outcome, Outcome)


@given(content=JSON, status=st.sampled_from([200, 201, 302, 400, 401, 403, 404, 429, 500, 503]))
@settings(max_examples=100)
def test_any_answer_of_a_platform_means_something(content: Any, status: int) -> None:
    for stand_in in STAND_INS.values():
        outcome = platform_of(stand_in()).outcome(Response(status, content))
        assert outcome.end in End


# --- what is set ---------------------------------------------------------------------------------


def test_a_platform_is_on_when_all_its_secrets_are_set(stand_in: StandIn) -> None:
    (account,) = accounts({}, stand_in.environment)
    assert account.platform.name == stand_in.name
    assert accounts({}, {}) == []
    assert accounts({}, dict.fromkeys(stand_in.environment, " ")) == []


def test_a_half_set_platform_is_an_error_that_names_what_is_missing(stand_in: StandIn) -> None:
    for missing in stand_in.environment:
        given = {key: value for key, value in stand_in.environment.items() if key != missing}
        with pytest.raises(ChannelSettingsError, match=missing):
            accounts({}, given)


def test_secrets_lose_the_line_break_they_were_copied_with_and_keep_none_within() -> None:
    assert secrets_of("x", ["A"], {"A": "secret\n"}) == {"A": "secret"}
    with pytest.raises(ChannelSettingsError, match="A holds a line break"):
        secrets_of("x", ["A"], {"A": "sec\nret"})


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ({"signal": {}}, "no messaging platform 'signal'"),
        ({"telegram": 5}, "telegram: must hold settings"),
        ({"telegram": {"base_url": "api.telegram.org"}}, "`base_url` must be an address"),
        ({"telegram": {"base_url": None}}, "`base_url` must be an address"),
        ({"telegram": {"cards": "yes"}}, "`cards` must be true or false"),
        ({"viber": {"cards": True}}, "no setting `cards`. There is: base_url"),
        ({"slack": {"token": "x"}}, "no setting `token`"),
    ],
)
def test_a_setting_that_cannot_be_is_named(written: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ChannelSettingsError) as caught:
        accounts(written, {})
    assert complaint in str(caught.value)
