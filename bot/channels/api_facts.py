"""The fact sheet as the API gives it out: facts, areas and the table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from sanic.response import HTTPResponse

from bot.answers.composer import Composer
from bot.answers.record import area_record, fact_record, source_record
from bot.channels.public_facts import public_fact
from bot.facts import Fact
from bot.press.addresses import Site
from bot.press.changes import ChangeRecord
from bot.press.press import place_of

# New columns come last: whoever counts columns finds the old ones where they were.
COLUMNS = (
    "key", "area", "display", "value", "qualifier", "label", "sentence", "section", "version",
    "changed", "content_hash", "unit", "area_name", "published", "source", "permalink",
)  # fmt: skip


def facts_content(composer: Composer, record: ChangeRecord, site: Site) -> dict[str, Any]:
    """Every fact, with its source.

    Args:
        composer: facts and wording.
        record: the facts' versions.
        site: the server's address, for permanent links.
    """
    rows = [_row(composer, record, site, fact) for fact in composer.sheet.facts.values()]
    return {"source": _source(composer, composer.cite_sheet()), "facts": rows}


def fact_content(
    composer: Composer, record: ChangeRecord, site: Site, fact: Fact
) -> dict[str, Any]:
    """A single fact, with its source; arguments as for `facts_content`."""
    return {
        "source": _source(composer, composer.cite_fact(fact)),
        "fact": _row(composer, record, site, fact),
    }


def areas_content(composer: Composer) -> dict[str, Any]:
    """The programme areas, with their source."""
    sheet, spoken = composer.sheet, composer.language
    return {
        "source": _source(composer, composer.cite_sheet()),
        "areas": [area_record(area, sheet, spoken) for area in sheet.areas.values()],
    }


def facts_table(
    composer: Composer,
    record: ChangeRecord,
    site: Site,
    facts: Iterable[Fact] | None = None,
) -> HTTPResponse:
    """Facts as CSV; the byte-order mark tells spreadsheets that it is UTF-8.

    Args:
        composer: facts and wording.
        record: the facts' versions.
        site: the server's address, for permanent links.
        facts: those to give out; all of them where none are named.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    chosen = composer.sheet.facts.values() if facts is None else facts
    writer.writerows(_row(composer, record, site, fact) for fact in chosen)
    return HTTPResponse(
        text.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="facts.csv"'},
    )


def _source(composer: Composer, citation: str) -> dict[str, Any]:
    return source_record(composer.sheet, composer.language, citation)


def _row(composer: Composer, record: ChangeRecord, site: Site, fact: Fact) -> dict[str, Any]:
    spoken, version = composer.language, record.current(fact.key)
    row = {
        **public_fact(fact_record(fact, spoken), composer.sheet),
        "sentence": fact.text(spoken),
        "section": fact.section[spoken.code],
        "version": version.number if version else None,
        "changed": version.day.isoformat() if version else None,
        "content_hash": version.content if version else None,
        "area_name": composer.sheet.areas[fact.area].name[spoken.code] if fact.area else None,
        "published": fact.published_line(spoken) or None,
        "source": composer.cite_fact(fact),
        "permalink": site.address(place_of(fact)),
    }
    return {column: row[column] for column in COLUMNS}
