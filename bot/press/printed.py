"""The headline figures on a single page to print, as a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

import json
from pathlib import Path

import typst

from bot.press.addresses import PRESS, Site
from bot.press.fonts import font_file, text_width
from bot.press.origin import original
from bot.press.press import Press, show

LAYOUT_FILE = Path(__file__).with_name("printed.typ")
# In points: the largest figure, and the width of a column in the layout.
_LARGEST, COLUMN = 24, 236


def printed_sheet(press: Press, site: Site) -> bytes:
    """The PDF; the same bytes for the same facts.

    Args:
        press: facts and wording.
        site: the server's address, at which figures can be checked.
    """
    content: bytes = typst.compile(
        LAYOUT_FILE,
        format="pdf",
        font_paths=[font_file().parent],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(_content(press, site))},
        # The compiler refuses what does not meet it, such as a picture without words for it.
        pdf_standards="ua-1",
        # Nothing but the record's day dates the file, so that it does not change by itself.
        timestamp=0,
    )
    return content


def _content(press: Press, site: Site) -> dict[str, object]:
    texts, source = press.texts["printed"], press.source(short=False)
    footer, day = press.texts["page"]["footer"].format(**source), press.record.last_change()
    before, _, after = texts["address"].partition("{address}")
    figures = [show(press, fact) for fact in press.sheet.figures()]
    return {
        "language": press.language.code,
        "title": texts["heading"],
        "author": texts["author"],
        "subject": footer,
        "day": (day.year, day.month, day.day),
        "introduction": press.texts["page"]["introduction"].format(**source),
        "figures": [
            {
                "area": figure.area_name,
                "display": figure.display,
                "size": size_of(figure.display),
                "caption": figure.caption,
                "sentence": figure.sentence,
                "qualifier": figure.qualifier,
            }
            for figure in figures
        ],
        "footer": [footer, str(original(press)), texts["version"].format(day=press.texts.day(day))],
        "check": (before, after),
        "address": site.address(PRESS),
    }


def size_of(display: str) -> int:
    """The largest size, in points, at which a figure stands in one line."""
    size = _LARGEST
    while text_width(f"{display} ", size, bold=True) > COLUMN:
        size -= 1
    return size
