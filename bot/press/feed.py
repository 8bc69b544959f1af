"""The Atom feed of changes to the fact sheet, the site map, and what robots are told."""

from __future__ import annotations

import uuid
from datetime import date
from xml.etree import ElementTree

from bot.facts import Fact
from bot.press.addresses import CHECK, FEED, PRESS, Site, area_path, figure_path
from bot.press.addresses import SITEMAP as SITEMAP_PATH
from bot.press.changes import ChangeKind, Version
from bot.press.press import Press, place_of, show

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def feed(press: Press, site: Site) -> bytes:
    """An entry for each version of each fact, the newest first."""
    texts = press.texts["changes"]
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": press.language.code})
    _add(root, "id", site.address(FEED))
    _add(root, "title", texts["title"])
    _add(root, "subtitle", texts["subtitle"])
    _add(root, "updated", _moment(press.record.last_change()))
    _link(root, "self", site.address(FEED), "application/atom+xml")
    _link(root, "alternate", site.address(PRESS), "text/html")
    _add(_add(root, "author"), "name", press.texts["dataset"]["name"])
    _add(root, "rights", press.texts["page"]["footer"].format(**press.source()))
    for version in press.record.newest_first():
        _entry(root, press, site, version)
    return _document(root)


def site_map(press: Press, site: Site) -> bytes:
    """Every page for readers, with the day of its last change."""
    root = ElementTree.Element("urlset", {"xmlns": SITEMAP})
    _page(root, site.address("/"), None)
    _page(root, site.address(PRESS), press.record.last_change())
    _page(root, site.address(CHECK), None)
    for area in press.sheet.areas:
        days = [_changed(press, fact) for fact in press.sheet.facts_of(area)]
        _page(root, site.address(area_path(area)), max(day for day in days if day))
    for fact in press.sheet.figures():
        _page(root, site.address(figure_path(fact.key)), _changed(press, fact))
    return _document(root)


def _entry(root: ElementTree.Element, press: Press, site: Site, version: Version) -> None:
    fact = press.sheet.facts.get(version.fact)
    entry = _add(root, "entry")
    # The same on every host, and for good.
    name = f"{version.fact}/{version.number}/{version.content}"
    _add(entry, "id", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}")
    _add(entry, "title", _title(press, fact, version))
    _add(entry, "updated", _moment(version.day))
    place = place_of(fact) if fact else PRESS
    _link(entry, "alternate", site.address(place), "text/html")
    if fact is not None and fact.area:
        element = _add(entry, "category")
        element.set("term", fact.area)
        element.set("label", press.area_name(fact.area))
    _add(entry, "summary", _summary(press, fact, version))


def robots(site: Site) -> str:
    """What robots are told: everything may be read, and where the site map is."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site.address(SITEMAP_PATH)}\n"


def _title(press: Press, fact: Fact | None, version: Version) -> str:
    """What happened to what; the figure itself only where it is the one this version brought."""
    if fact is None:
        what = version.fact.replace("_", " ")
    elif _is_current(press, version):
        what = show(press, fact).headline
    else:
        what = fact.label[press.language.code]
    return press.texts["changes"][version.kind.value].format(what=what)


def _summary(press: Press, fact: Fact | None, version: Version) -> str:
    texts = press.texts["changes"]
    if version.kind is ChangeKind.REMOVED:
        return texts["gone"]
    current = fact is not None and _is_current(press, version)
    sentence = show(press, fact).sentence if fact is not None and current else ""
    return texts["current" if current else "earlier"].format(
        sentence=sentence, version=version.number, hash=version.content
    )


def _is_current(press: Press, version: Version) -> bool:
    return press.record.current(version.fact) == version


def _changed(press: Press, fact: Fact) -> date | None:
    version = press.record.current(fact.key)
    return version.day if version else None


def _page(root: ElementTree.Element, address: str, day: date | None) -> None:
    url = _add(root, "url")
    _add(url, "loc", address)
    if day:
        _add(url, "lastmod", day.isoformat())


def _add(parent: ElementTree.Element, name: str, text: str = "") -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name)
    element.text = text or None
    return element


def _link(parent: ElementTree.Element, rel: str, address: str, kind: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": rel, "href": address, "type": kind})


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _document(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document
