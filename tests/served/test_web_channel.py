from __future__ import annotations

import json
import re
import socket
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from html import unescape

import pytest
import requests
from server_process import Server
from web_client import SITE, WebClient

from benchmarks.web_soak import soak
from bot.facts import load_fact_sheet


def test_a_reply_carries_its_record(web: Server) -> None:
    answer = WebClient(web).say("how many detention visits were there?", "first-message")
    assert answer["client_message_id"] == "first-message"
    first = answer["messages"][0]
    assert first["id"] == "first-message.0"
    assert (first["role"], first["lang"]) == ("assistant", "en")
    reply = first["reply"]
    assert reply["status"] == "answered"
    assert reply["answer"] == "The ICRC made 1,376 detention visits."
    assert reply["facts"][0]["key"] == "detention_visits"
    assert reply["parts"] == [
        {"text": "The ICRC made 1,376 detention visits.", "figures": ["1,376"], "row": None}
    ]
    assert reply["source"]["citation"].startswith("Source: ICRC")
    assert all(set(suggestion) == {"id", "title"} for suggestion in reply["suggestions"])
    assert "proof" not in reply


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("how many families of missing people were supported", ["more than 3,000"]),
        ("how many servicemen were trained", ["Tens of thousands"]),
        ("so 900 detention visits?", ["1,376"]),
        (
            "how many visits, families helped and TB patients?",
            ["1,376", "more than 3,000", "2,700"],
        ),
        ("what was done for water", []),
        ("how many schools did you repair", []),
        ("my brother never came back from the war", []),
    ],
)
def test_headline_figures_are_set_off_where_they_are_told(
    web: Server, question: str, shown: list[str]
) -> None:
    reply = WebClient(web).say(question)["messages"][0]["reply"]
    assert [figure for part in reply["parts"] for figure in part["figures"]] == shown
    assert all(figure in part["text"] for part in reply["parts"] for figure in part["figures"])


@pytest.mark.parametrize(
    "question",
    [
        "how many detention visits?",
        "how many families of missing people were supported",
        "how far did TB deaths fall?",
        "is the number of detention visits exact?",
        "so 900 detention visits?",
        "how many visits, families helped and TB patients?",
        "what are the key figures",
        "everything about prisoners",
        "compare visits and families",
        "largest figure?",
    ],
)
def test_a_figure_is_said_once_with_its_source_below(web: Server, question: str) -> None:
    reply = WebClient(web).say(question)["messages"][0]["reply"]
    seen = "\n".join([*(part["text"] for part in reply["parts"]), reply["reference"]])
    assert reply["reference"].startswith("Source: ICRC")
    for fact in reply["facts"]:
        if fact["unit"]:
            number = re.search(r"[\d,]+|tens of thousands", fact["display"])
            assert number is not None
            assert len(re.findall(rf"(?<![\d,]){number[0]}(?![\d,])", seen, re.IGNORECASE)) == 1


@pytest.mark.parametrize(
    ("question", "told_in_rows"),
    [
        ("how many visits, families helped and TB patients?", True),
        ("what are the key figures", True),
        ("everything about prisoners", True),
        ("how many detention visits?", False),
        ("what was done in places of detention?", False),
        ("compare visits and families", False),
    ],
)
def test_of_a_list_each_row_is_cited_and_checked_by_itself(
    web: Server, question: str, told_in_rows: bool
) -> None:
    reply = WebClient(web).say(question)["messages"][0]["reply"]
    rows = [part["row"] for part in reply["parts"] if part["row"]]
    assert len(rows) == (len(reply["facts"]) if told_in_rows else 0)
    for row in rows:
        assert row["url"] in row["citation"]
        assert requests.get(row["url"], timeout=10).status_code == 200
    assert "•" not in "".join(part["text"] for part in reply["parts"])


def test_who_is_asked_which_part_is_meant_gets_the_parts_to_choose_from(web: Server) -> None:
    client = WebClient(web)
    areas = client.say("tell me more")["messages"][0]["reply"]["areas"]
    assert [area["name"] for area in areas] == [
        area.name["en"][:1].upper() + area.name["en"][1:]
        for area in load_fact_sheet().areas.values()
    ]
    answer = client.send({"suggestion": areas[2]["id"]})
    assert answer["asked"]["text"] == areas[2]["title"]
    assert answer["messages"][0]["reply"]["status"] == "answered"
    for question in ("which is larger", "how many detention visits?", "blorp gnarf"):
        assert client.say(question)["messages"][0]["reply"]["areas"] == []


@pytest.mark.parametrize(
    ("question", "paths"),
    [
        ("how many detention visits were there?", ["figures/detention_visits"]),
        ("so 900 detention visits?", ["figures/detention_visits"]),
        (
            "how many visits, families helped and TB patients?",
            ["figures/detention_visits", "figures/missing_families_supported", "figures/tb_treated"],
        ),
        ("were solar panels installed?", ["areas/water_and_infrastructure#solar_panels"]),
        ("how many schools did you repair", ["areas/education#education_schools"]),
        ("what was done in places of detention?", ["areas/detention"]),
        ("how many visits and what was done for schools?", ["figures/detention_visits", "areas/education"]),
        ("what are the key figures", [""]),
        ("my brother never came back from the war", []),
        ("My brother disappeared in the war. How many missing persons did you register?", []),
        ("thanks", []),
    ],
)  # fmt: skip
def test_an_answer_links_to_where_it_can_be_checked(
    web: Server, question: str, paths: list[str]
) -> None:
    reply = WebClient(web).say(question)["messages"][0]["reply"]
    expected = [f"{web.url}/press/{path}".removesuffix("/") for path in paths]
    assert [link["url"] for link in reply["links"]] == expected
    assert all(link["title"] for link in reply["links"])
    for address in expected:
        page = requests.get(address, timeout=10)
        assert page.status_code == 200
        assert f'id="{address.partition("#")[2]}"' in page.text or "#" not in address


def test_what_is_copied_of_a_figure_is_the_press_page_s_own_citation(web: Server) -> None:
    reply = WebClient(web).say("how many detention visits were there?")["messages"][0]["reply"]
    page = requests.get(f"{web.url}/press/figures/detention_visits", timeout=10).text
    plain = page.partition('aria-labelledby="cite-plain">')[2].partition("</pre>")[0]
    assert reply["citation"] == unescape(plain)
    assert "1,376 detention visits" in reply["citation"]
    assert f"{web.url}/press/figures/detention_visits" in reply["citation"]


def test_of_several_figures_each_is_cited(web: Server) -> None:
    client = WebClient(web)
    reply = client.say("how many visits, families helped and TB patients?")["messages"][0]["reply"]
    lines = reply["citation"].splitlines()
    assert [link["url"] in line for link, line in zip(reply["links"], lines, strict=True)] == [
        True
    ] * 3


@pytest.mark.parametrize("question", ["were solar panels installed?", "how many solar panels?"])
def test_what_is_copied_of_a_statement_is_a_paraphrase_with_source_address_and_day(
    web: Server, question: str
) -> None:
    reply = WebClient(web).say(question)["messages"][0]["reply"]
    sentence, source = reply["citation"].splitlines()
    assert sentence == (
        "Paraphrase, not the ICRC's words: Solar panels were among the environmentally friendly solutions that the ICRC introduced."
    )
    assert source.startswith(reply["source"]["citation"])
    assert reply["links"][0]["url"] in source
    assert str(datetime.now(UTC).year) in source


@pytest.mark.parametrize("question", ["thanks", "my brother never came back from the war"])
def test_where_there_is_no_source_nothing_can_be_copied(web: Server, question: str) -> None:
    assert WebClient(web).say(question)["messages"][0]["reply"]["citation"] == ""


def test_links_begin_with_the_address_the_browser_used(web: Server) -> None:
    headers = {"host": "facts.example", "origin": SITE}
    client = WebClient(web)
    client.say("how many detention visits were there?")
    history = client.request("GET", "/web/messages", headers=headers).json()["messages"]
    (link,) = history[-1]["reply"]["links"]
    assert link["url"] == "http://facts.example/press/figures/detention_visits"
    refused = client.request("GET", "/web/messages", headers={"host": "<script>"})
    assert refused.status_code == 400


def test_context_is_kept_and_history_is_what_was_said(web: Server) -> None:
    client = WebClient(web)
    said = [client.say("How many inmates got TB treatment?"), client.say("is that number exact?")]
    assert "2,700" in said[1]["messages"][0]["text"]
    expected = [*client.begun["messages"]]
    for answer in said:
        expected += [answer["asked"], *answer["messages"]]
    assert client.history() == expected


def test_answers_stream_as_server_sent_events(web: Server) -> None:
    client = WebClient(web)
    identifier = uuid.uuid4().hex
    content = {"client_message_id": identifier, "text": "how many detention visits?"}
    response = client.post(content, headers={"accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    blocks = [block.split("\n") for block in response.content.decode().strip().split("\n\n")]
    events = [(lines[0][7:], json.loads(lines[1][6:])) for lines in blocks]
    assert [name for name, _ in events] == ["typing", "message", "done"]
    repeated = client.post(content).json()
    assert [content for name, content in events if name == "message"] == repeated["messages"]


def test_a_repeated_message_gets_the_same_reply_once(web: Server) -> None:
    client = WebClient(web)
    first = client.say("How many inmates got TB treatment?", "the-same-id")
    client.say("and how many visits to detainees?")
    assert client.say("How many inmates got TB treatment?", "the-same-id") == first
    assert sum(message["role"] == "user" for message in client.history()) == 2


def test_the_same_message_twice_at_once_is_answered_once(web: Server) -> None:
    client = WebClient(web)
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: client.say("how many detention visits?", "all-at-once"), range(8))
        )
    assert all(answer == answers[0] for answer in answers)
    assert sum(message["role"] == "user" for message in client.history()) == 1


def test_a_message_whose_connection_was_cut_is_answered_all_the_same(web: Server) -> None:
    client = WebClient(web)
    body = json.dumps({"client_message_id": "cut-in-the-middle", "text": "detention visits?"})
    head = (
        f"POST /web/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        f"authorization: {client.headers['authorization']}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", web.port)) as connection:
        connection.sendall((head + body).encode())
    answer = client.say("detention visits?", "cut-in-the-middle")
    assert "1,376" in answer["messages"][0]["text"]
    assert sum(message["role"] == "user" for message in client.history()) == 1


def test_sessions_and_replies_outlive_a_restart(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("restart")
    before = Server(folder)
    before.wait()
    client = WebClient(before)
    ended = WebClient(before)
    # A server keeps its name over a restart, and links begin with it; here only the port changes.
    client.headers["host"] = "facts.example"
    said = client.say("how many detention visits?", "before-restart")
    assert ended.request("DELETE", "/web/sessions").status_code == 200
    assert before.stop() == 0
    after = Server(folder)
    after.wait()
    try:
        client._server = ended._server = after
        assert client.say("how many detention visits?", "before-restart") == said
        assert [message["role"] for message in client.history()].count("user") == 1
        assert ended.request("GET", "/web/messages").status_code == 401
    finally:
        after.stop()


def test_two_sessions_share_nothing(web: Server) -> None:
    one, other = WebClient(web), WebClient(web)
    one.say("How many inmates got TB treatment?", "shared-id")
    answer = other.say("is that number exact?", "shared-id")
    assert "2,700" not in answer["messages"][0]["text"]
    assert len(other.history()) < len(one.history()) + 2
    assert all("TB" not in message["text"] for message in other.history())
    assert other.request("DELETE", "/web/sessions").status_code == 200
    assert any("TB" in message["text"] for message in one.history())


def test_other_channels_cannot_reach_a_session(web: Server) -> None:
    client = WebClient(web)
    client.say("How many inmates got TB treatment?")
    before = client.history()
    web.say(f"web:{client.session}", "how many detention visits?")
    assert client.history() == before


def test_suggestions_come_back_by_id_and_in_their_own_session_only(web: Server) -> None:
    client, other = WebClient(web), WebClient(web)
    suggestion = client.begun["messages"][0]["reply"]["suggestions"][1]
    answer = client.send({"suggestion": suggestion["id"]})
    assert answer["asked"]["text"] == suggestion["title"]
    assert answer["messages"][0]["reply"]["status"] == "answered"
    for identifier in (suggestion["id"], "", "/restart", "x.y", "\u00e9", "\ud800"):
        content = {"client_message_id": uuid.uuid4().hex, "suggestion": identifier}
        response = other.post(content)
        assert response.status_code == 400
        assert "not offered" in response.json()["detail"]


@pytest.mark.parametrize("text", ["/restart", "/ask_detention{}", "//session_start"])
def test_commands_of_rasa_are_not_obeyed(web: Server, text: str) -> None:
    client = WebClient(web)
    response = client.post({"client_message_id": uuid.uuid4().hex, "text": text})
    assert response.status_code == 400
    assert len(client.history()) == 1


def test_conversations_side_by_side_with_cut_connections(web: Server) -> None:
    outcomes = soak(web.url, sessions=5, messages=8, cut_share=0.4)
    assert sum(outcome.cut for outcome in outcomes) > 0
    assert [(one.wrong, one.lost, one.doubled) for one in outcomes] == [(0, 0, 0)] * 5
