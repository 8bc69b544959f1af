"""Downloads and embedded figures over HTTP."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
import requests
from PIL import Image
from server_process import Server

from bot.facts import load_fact_sheet
from bot.press.embed import load_script
from bot.press.press import press_for
from bot.press.search import search

FIGURE = "/press/figures/tb_mortality"
NEW = ["/press/check", "/press/cards.zip", "/press/chart.png", "/press/chart.svg", "/press/results.csv?q=tb", "/oembed?url={url}&format=json",
       "/press/embed/figures/tb_mortality", "/press/embed/fact-figure.js", load_script().path, "/press/fact-sheet.pdf"]  # fmt: skip


def get(server: Server, path: str, **headers: str) -> requests.Response:
    return requests.get(server.url + path, headers=headers, timeout=60)


@pytest.mark.parametrize("path", NEW)
def test_every_address_answers_get_and_head_alike(server: Server, path: str) -> None:
    path = path.format(url=server.url + FIGURE)
    answer = get(server, path)
    head = requests.head(server.url + path, timeout=60)
    assert (answer.status_code, head.status_code, head.content) == (200, 200, b"")
    for name in ("etag", "content-type", "cache-control"):
        assert head.headers[name] == answer.headers[name]
    assert "set-cookie" not in answer.headers


def test_the_view_is_given_out_as_it_is_shown(server: Server) -> None:
    for area, words in (
        ("", ""),
        ("detention", ""),
        ("", "tb"),
        ("", "families 5000"),
        ("detention", "xyzzy"),
        ("", "VİSİTS"),
    ):
        answer = get(server, f"/press/results.csv?area={area}&q={words}")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        found = search(press_for("en"), area, words)
        groups = (
            found.whole.figures,
            found.whole.statements,
            found.partly.figures,
            found.partly.statements,
        )
        assert [row["key"] for row in rows] == [fact.key for group in groups for fact in group]
        shown = get(server, f"/press?area={area}&q={words}").text
        assert all(f'id="{row["key"]}"' in shown for row in rows)
    text = get(server, "/press?q=tb+visits").text
    assert 'href="/press/results.csv?area=&amp;q=tb+visits"' in text


def test_all_cards_come_in_one_archive(server: Server) -> None:
    answer = get(server, "/press/cards.zip")
    assert answer.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    for fact in load_fact_sheet().figures():
        name = f"{fact.key}-wide.png"
        assert archive.read(f"cards/{name}") == get(server, f"/press/cards/{name}").content


def test_the_chart_is_an_image_to_download(server: Server) -> None:
    image = Image.open(io.BytesIO(get(server, "/press/chart.png").content))
    assert image.format == "PNG"
    assert get(server, "/press/chart.svg").text.startswith("<svg")
    text = get(server, "/press").text
    assert 'href="/press/chart.png"' in text
    assert 'href="/press/chart.svg"' in text


def test_any_site_may_load_the_element_and_what_it_shows(server: Server) -> None:
    for path in (
        load_script().path,
        "/press/embed/fact-figure.js",
        "/press/embed/figures/tb_mortality",
    ):
        answer = get(server, path, origin="https://elsewhere.example")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "immutable" in get(server, load_script().path).headers["cache-control"]
    other = requests.get(
        f"{server.url}/press/embed/0123456789abcdef/fact-figure.js",
        allow_redirects=False,
        timeout=20,
    )
    assert (other.status_code, other.headers["location"]) == (302, load_script().path)
    for key in ("x", "solar_panels", "%3Cscript%3E"):
        missing = get(server, f"/press/embed/figures/{key}")
        assert missing.status_code == 404
        assert missing.headers["access-control-allow-origin"] == "*"


def test_a_figure_s_page_tells_where_oembed_is(server: Server) -> None:
    text = get(server, FIGURE).text
    found = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', text)
    assert found is not None
    content = requests.get(found[1].replace("&amp;", "&"), timeout=20).json()
    assert content["type"] == "rich"
    assert load_script().integrity in content["html"]
    assert '<fact-figure key="tb_mortality" version="1">' in content["html"]
    assert "json+oembed" not in get(server, "/press").text


def test_what_is_no_figure_s_address_is_refused(server: Server) -> None:
    for query, status in (
        ("", 400), ("url=", 400), (f"url={server.url}/press", 404), (f"url={server.url}/press/figures/x", 404),
        ("url=https://elsewhere.example/press/figures/tb_mortality", 404), ("url=http://[", 400),
        (f"url={server.url}{FIGURE}&format=xml", 400), (f"url={server.url}{FIGURE}&maxwidth=wide", 400),
        (f"url={server.url}{FIGURE}&maxheight=0", 400), (f"url={server.url}{FIGURE}&maxwidth=100000", 400),
    ):  # fmt: skip
        answer = get(server, f"/oembed?{query}")
        assert answer.status_code == status, query
        assert answer.headers["content-type"] == "application/problem+json"
    for query in (f"url={server.url}{FIGURE}/", f"url={server.url}{FIGURE}%3Fa=b%23c&maxwidth=300"):
        assert get(server, f"/oembed?{query}").status_code == 200


def test_the_page_says_why_there_are_more_figures_than_entries_and_what_may_be_reused(
    server: Server,
) -> None:
    text = get(server, "/press").text
    figures = load_fact_sheet().figures()
    shared = [fact for fact in figures if fact.printed_with]
    said = f"The fact sheet prints its {len(figures)} headline figures in {len(figures) - len(shared)} entries"
    assert len(shared) == 1
    assert said in text
    assert "The fact sheet does not state a licence, and none is on record here." in text
