"""The press page over HTTP, as it is without JavaScript."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
import requests
from PIL import Image
from press_outputs import Page, strings, unproven
from server_process import Server

from bot.answers.texts import load_contacts
from bot.facts import FactSheet, find_numbers, language, load_fact_sheet
from bot.press.cards import Shape
from bot.press.press import place_of
from bot.press.texts import load_press_texts

FIGURES = [fact.key for fact in load_fact_sheet().figures()]
CONTACTS = load_contacts().addresses
AREAS = list(load_fact_sheet().areas)
PAGES = ["/press", "/press?q=prison", "/press?q=families+percent", "/press?q=famlies",  "/press?area=education", "/press/check", "/api/v1/docs",
         *(f"/press/figures/{key}" for key in FIGURES), *(f"/press/areas/{key}" for key in AREAS)]  # fmt: skip
KEPT = ["/press", "/press/figures/tb_treated", "/press/areas/detention", "/press/feed.xml", "/sitemap.xml", "/robots.txt", "/favicon.ico",
        "/press/fact-sheet.pdf", "/press/cards/tb_treated-wide.png", "/press/cards/tb_treated-square.svg",
        "/api/v1/facts", "/api/v1/facts.csv", "/api/v1/areas", "/api/v1/openapi.json", "/api/v1/docs"]  # fmt: skip


@pytest.fixture(scope="module")
def sheet() -> FactSheet:
    return load_fact_sheet()


def get(server: Server, path: str, **headers: str) -> requests.Response:
    return requests.get(server.url + path, headers=headers, timeout=20)


def page(server: Server, path: str) -> Page:
    response = get(server, path)
    assert response.status_code == 200, path
    return Page(response.text)


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_safe_whole_and_ask_nothing_of_other_hosts(server: Server, path: str) -> None:
    response = get(server, path)
    assert response.status_code == 200
    headers = response.headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in headers
    for sign in ("built-in method", "{%", "style=", "onclick", ">None<"):
        assert sign not in response.text, sign
    shown = Page(response.text)
    own = (server.url, "/", "#")
    assert [address for address in shown.addresses if not address.startswith(own)] == []
    elsewhere = {link for link in shown.links if not link.startswith(own)}
    assert elsewhere == {f"https://{CONTACTS['media']}"}


def test_every_link_leads_somewhere(server: Server) -> None:
    found = {"/press"}
    seen: set[str] = set()
    while waiting := found - seen:
        path = waiting.pop()
        seen.add(path)
        response = get(server, path)
        assert response.status_code == 200, path
        if response.headers["content-type"].startswith("text/html"):
            shown = Page(response.text)
            for address in (*shown.addresses, *shown.links):
                if address.startswith("https://"):
                    continue
                place, _, fragment = address.removeprefix(server.url).partition("#")
                found |= {place} if place else set()
                if fragment and not place:
                    assert f'id="{fragment}"' in response.text, address
    assert seen >= {f"/press/figures/{key}" for key in FIGURES}


@pytest.mark.parametrize("path", [path for path in PAGES if path.startswith("/press")])
def test_every_number_on_a_page_is_a_figure_with_its_qualifier(
    server: Server, sheet: FactSheet, path: str
) -> None:
    shown = page(server, path)
    facts = list(sheet.facts.values())
    if path.startswith("/press/figures/"):
        # Its own figure; and those of its area, which it links to.
        facts = sheet.facts_of(sheet.facts[path.rpartition("/")[2]].area or "")
    elif path.startswith("/press/areas/"):
        facts = sheet.facts_of(path.rpartition("/")[2])
    assert unproven(shown.text, sheet, facts, server.url) == []
    for block in shown.blocks:
        text = "\n".join(text for text in strings(block) if text not in _days(sheet, block))
        assert unproven(text, sheet, facts, server.url) == []


def _days(sheet: FactSheet, block: dict[str, object]) -> tuple[object, ...]:
    return (block.get("dateModified"), block.get("version"))


def test_an_invented_number_on_a_page_would_be_found(server: Server, sheet: FactSheet) -> None:
    for text in ("about 1,376", "650 visits", "100,000", "twelve"):
        assert unproven(text, sheet, sheet.facts.values(), server.url) != []


def test_downloads_hold_only_the_sheet_s_numbers(server: Server, sheet: FactSheet) -> None:
    rows = csv.DictReader(io.StringIO(get(server, "/api/v1/facts.csv").content.decode("utf-8-sig")))
    for row in rows:
        fact = sheet.facts[row["key"]]
        for column in ("display", "label", "sentence", "section", "published", "source"):
            assert unproven(row[column], sheet, [fact], server.url) == []
        values = {str(quantity.value) for quantity in fact.numbers.values()}
        # Empty for an order of magnitude, which is no number (test_api.py).
        assert row["value"] in {"", *values}
    feed = ElementTree.fromstring(get(server, "/press/feed.xml").content)
    atom = "{http://www.w3.org/2005/Atom}"
    for entry in feed.iter(f"{atom}entry"):
        summary = (entry.findtext(f"{atom}summary") or "").partition(" Version ")[0]
        assert unproven(summary, sheet, sheet.facts.values(), server.url) == []


def test_the_grid_shows_every_figure_with_qualifier_label_area_and_sentence(
    server: Server, sheet: FactSheet
) -> None:
    text = page(server, "/press").text
    english = language("en")
    for fact in sheet.figures():
        assert fact.figure is not None
        assert fact.figure.compact(english).lower() in text.lower()
        assert fact.caption_line(english) in text
        assert fact.text(english) in text
        assert sheet.areas[fact.area or ""].name["en"].lower() in text.lower()


def test_filter_and_search_work_by_address(server: Server) -> None:
    def shown(path: str) -> set[str]:
        text = get(server, path).text
        return {key for key in FIGURES if f'id="{key}"' in text}

    assert shown("/press") == set(FIGURES)
    assert shown("/press?area=mine_risk") == {"mine_risk_reached"}
    assert shown("/press?q=2,700") == shown("/press?q=2700") == {"tb_treated"}
    assert shown("/press?area=detention&q=mortality") == {"tb_mortality"}
    nothing = get(server, "/press?q=xyzzy")
    assert nothing.status_code == 200
    assert "This search found nothing." in nothing.text
    assert 'href="/?question=xyzzy"' in nothing.text
    covered = nothing.text.partition("The fact sheet covers these programme areas")[2]
    for key in AREAS:
        assert f'href="/press/areas/{key}"' in covered.partition("</ul>")[0]
    assert "The fact sheet covers" not in get(server, "/press?q=solar").text
    assert "Solar panels" in get(server, "/press?q=solar").text


def test_the_form_leads_to_the_results_and_the_count_stands_before_them(server: Server) -> None:
    text = get(server, "/press?q=families+5000").text
    assert 'action="/press#results"' in text
    places = [text.index(part) for part in ('id="q"', 'id="status"', 'id="results"', 'id="partly"',
                                            'id="ihl_students_engaged"', 'id="downloads"')]  # fmt: skip
    assert places == sorted(places)
    assert "No entry matches every word." in text
    assert (
        "Showing results for “families”. Nothing matches “famlies”."
        in get(server, "/press?q=famlies").text
    )


def test_it_is_said_that_the_original_is_not_on_record(server: Server) -> None:
    for path in ("/press", "/press/figures/tb_treated"):
        text = page(server, path).text
        assert "Neither the address nor the date of the ICRC's original is on record here." in text
    based_on = next(
        block for block in page(server, "/press").blocks if block["@type"] == "Dataset"
    )["isBasedOn"]
    assert set(based_on) == {"@type", "name", "author", "creator", "publisher"}


def test_every_copied_citation_names_page_and_day(server: Server, sheet: FactSheet) -> None:
    today = load_press_texts("en").day(datetime.now(UTC).date())
    texts = get(server, "/press/areas/detention").text
    for fact in sheet.facts_of("detention"):
        address = server.url + place_of(fact)
        how = "figure as given" if fact.figure else "as paraphrased"
        assert texts.count(f"; {how} at {address} on {today}") == 2, fact.key


def test_robots_and_browsers_find_what_they_ask_for_by_themselves(server: Server) -> None:
    robots = get(server, "/robots.txt")
    assert robots.headers["content-type"].startswith("text/plain")
    assert f"Sitemap: {server.url}/sitemap.xml" in robots.text
    icon = get(server, "/favicon.ico")
    assert icon.headers["content-type"] == "image/x-icon"
    image = Image.open(io.BytesIO(icon.content))
    assert (image.format, image.info["sizes"]) == ("ICO", {(16, 16), (32, 32), (48, 48)})


def test_what_is_searched_for_is_shown_as_text_only(server: Server) -> None:
    attack = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    text = get(server, f"/press?q={attack}&area={attack}").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_area_pages_hold_every_statement(server: Server, sheet: FactSheet) -> None:
    english = language("en")
    for key in AREAS:
        response = get(server, f"/press/areas/{key}")
        text = Page(response.text).text
        for fact in sheet.facts_of(key):
            assert fact.text(english) in text
            assert f'id="{fact.key}"' in response.text


def test_unknown_figures_areas_and_cards_are_not_found(server: Server) -> None:
    for path in (
        "/press/figures/solar_panels",
        "/press/figures/x",
        "/press/areas/x",
        "/press/x",
        "/press/x/y",
    ):
        response = get(server, path)
        assert response.status_code == 404
        assert response.headers["content-type"].startswith("text/html")
        assert "Nothing here" in response.text
    for name in (
        "x-wide.png",
        "tb_treated-tall.png",
        "tb_treated-wide.gif",
        "solar_panels-wide.svg",
    ):
        assert get(server, f"/press/cards/{name}").status_code == 404


def test_a_browser_is_shown_a_page_and_a_program_a_problem_where_there_is_nothing(
    server: Server,
) -> None:
    for_people = get(server, "/pres", accept="text/html,*/*;q=0.8")
    assert for_people.status_code == 404
    assert "Nothing here" in for_people.text
    assert "default-src 'none'" in for_people.headers["content-security-policy"]
    for_programs = get(server, "/pres", accept="*/*")
    assert for_programs.status_code == 404
    assert for_programs.json()["detail"] == "There is nothing at this address."
    assert get(server, "/pres", accept="text/html", host="a b").status_code == 400


def test_a_slash_too_many_leads_to_the_page(server: Server) -> None:
    for path in ("/press/", "/press/figures/tb_treated/", "/press//example.org/"):
        response = requests.get(server.url + path, timeout=20, allow_redirects=False)
        assert response.status_code == 308
        assert response.headers["location"] == path.rstrip("/")
    assert get(server, "/press/?q=mortality").url.endswith("/press?q=mortality")


@pytest.mark.parametrize("shape", list(Shape))
def test_cards_are_images_of_the_size_the_page_says(server: Server, shape: Shape) -> None:
    for key in (*FIGURES, "page"):
        png = get(server, f"/press/cards/{key}-{shape.key}.png")
        assert png.headers["content-type"] == "image/png"
        assert Image.open(io.BytesIO(png.content)).size == shape.value
        svg = get(server, f"/press/cards/{key}-{shape.key}.svg")
        assert svg.headers["content-type"] == "image/svg+xml"
        assert ElementTree.fromstring(svg.content).tag.endswith("svg")


def test_the_answers_on_the_page_are_those_of_the_chat(server: Server) -> None:
    paths = ["/press", *(f"/press/figures/{key}" for key in FIGURES)]
    asked = 0
    for path in paths:
        (faq,) = [block for block in page(server, path).blocks if block["@type"] == "FAQPage"]
        for one in faq["mainEntity"]:
            record = server.ask(one["name"])
            # The page shows a question with its answer; the chat begins with "Yes" where it is asked for yes or no.
            answer = record["answer"].removeprefix("Yes. ")
            said = f"{answer}\n\n{record['source']['citation']}"
            assert one["acceptedAnswer"]["text"] == said, one["name"]
            asked += 1
    assert asked > len(FIGURES) + len(AREAS)


def test_questions_in_the_data_block_are_shown_on_the_page(server: Server) -> None:
    shown = page(server, "/press")
    (faq,) = [block for block in shown.blocks if block["@type"] == "FAQPage"]
    for one in faq["mainEntity"]:
        assert one["name"] in shown.text
        assert one["acceptedAnswer"]["text"].partition("\n\n")[0] in shown.text


def test_previews_name_an_image_with_words_for_it(server: Server) -> None:
    text = get(server, "/press/figures/tb_mortality").text
    address = f"{server.url}/press/cards/tb_mortality-wide.png"
    assert f'<meta property="og:image" content="{address}">' in text
    assert 'property="og:image:alt" content="105-fold fall in mortality' in text
    assert f'<link rel="canonical" href="{server.url}/press/figures/tb_mortality">' in text


@pytest.mark.parametrize("path", KEPT)
def test_what_has_not_changed_is_not_sent_again(server: Server, path: str) -> None:
    first = get(server, path)
    assert first.status_code == 200
    assert "max-age=" in first.headers["cache-control"]
    tag = first.headers["etag"]
    for named in (tag, f'"other", W/{tag}', "*"):
        again = get(server, path, **{"if-none-match": named})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert get(server, path, **{"if-none-match": '"other"'}).status_code == 200
    head = requests.head(server.url + path, timeout=20)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == tag


def test_a_host_that_is_none_does_not_get_into_links(server: Server) -> None:
    for host in ('x"><script>', "a b", "a/b"):
        response = get(server, "/press", host=host)
        assert response.status_code == 400, host
    assert "http://facts.example.org/press" in get(server, "/press", host="facts.example.org").text


def test_no_figure_of_the_chart_is_left_out_of_its_table(server: Server) -> None:
    text = get(server, "/press").text
    table = text[text.index('<table id="chart-table">') : text.index("</table>")]
    bars = text[text.index('<ol class="bars"') : text.index("</ol>")]
    english = language("en")
    for mention in find_numbers(Page(bars).text, english):
        assert mention.text in table
    assert "Tens of thousands" in table
