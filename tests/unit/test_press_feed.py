from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from press_parts import SITE, unproven_numbers

from bot.facts import FactSheet
from bot.press.changes import ChangeKind, ChangeRecord, Version
from bot.press.feed import feed, robots, site_map
from bot.press.press import Press, press_for, show

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def press() -> Press:
    return press_for("en")


def entries(press: Press) -> list[ElementTree.Element]:
    return ElementTree.fromstring(feed(press, SITE)).findall(f"{ATOM}entry")


def test_the_feed_has_what_atom_asks_for(press: Press) -> None:
    root = ElementTree.fromstring(feed(press, SITE))
    for name in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{name}") is not None
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": f"{SITE.base}/press/feed.xml", "alternate": f"{SITE.base}/press"}
    ids = [entry.findtext(f"{ATOM}id") for entry in entries(press)]
    assert len(ids) == len(set(ids)) == len(press.record.newest_first())


def test_every_fact_is_told_with_version_and_hash(press: Press, sheet: FactSheet) -> None:
    said = {entry.findtext(f"{ATOM}summary") or "" for entry in entries(press)}
    for key, fact in sheet.facts.items():
        version = press.record.current(key)
        assert version is not None
        summary = next(text for text in said if version.content in text)
        assert fact.text(press.language) in summary
        numbers = f"Version {version.number}, content hash {version.content}."
        assert summary.endswith(numbers)
        assert unproven_numbers(summary.removesuffix(numbers), sheet, [fact]) == []


def test_entry_ids_do_not_depend_on_the_host(press: Press) -> None:
    other = ElementTree.fromstring(feed(press, replace(SITE, base="http://localhost")))
    ids = [entry.findtext(f"{ATOM}id") for entry in other.findall(f"{ATOM}entry")]
    assert ids == [entry.findtext(f"{ATOM}id") for entry in entries(press)]


def test_changes_are_told_apart_and_the_newest_comes_first(press: Press) -> None:
    key = "detention_visits"
    first = Version(key, 1, date(2030, 1, 1), ChangeKind.ADDED, "a" * 16, "b" * 16)
    second = Version(key, 2, date(2030, 2, 1), ChangeKind.NUMBERS, "c" * 16, "d" * 16)
    gone = Version("old_fact", 2, date(2030, 3, 1), ChangeKind.REMOVED)
    record = ChangeRecord({key: (first, second), "old_fact": (gone,)})
    told = entries(replace(press, record=record))
    titles = [entry.findtext(f"{ATOM}title") for entry in told]
    assert titles == [
        "No longer in the fact sheet: old fact",
        f"Figure changed: {show(press, press.sheet.facts[key]).headline}",
        "First put on record: detention visits",
    ]
    summaries = [entry.findtext(f"{ATOM}summary") or "" for entry in told]
    assert summaries[1].startswith(press.sheet.facts[key].text(press.language))
    assert summaries[2].startswith("An earlier version.")


def test_the_site_map_lists_every_page(press: Press) -> None:
    root = ElementTree.fromstring(site_map(press, SITE))
    pages = [url.findtext(f"{SITEMAP}loc") for url in root]
    assert len(pages) == len(set(pages)) == 3 + len(press.sheet.areas) + len(press.sheet.figures())
    assert all(page and page.startswith(SITE.base) for page in pages)


def test_robots_may_read_everything_and_find_the_site_map() -> None:
    assert robots(SITE).splitlines() == [
        "User-agent: *", "Allow: /", "", f"Sitemap: {SITE.base}/sitemap.xml",
    ]  # fmt: skip
