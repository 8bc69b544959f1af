"""The headline figures on a single page to print, as PDF."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bot.press.addresses import PRESS, Site
from bot.press.fonts import font_file
from bot.press.origin import original
from bot.press.press import Press, ShownFact, show

# Points from the bottom left corner, as PDF counts.
_WIDTH, _HEIGHT = A4
_MARGIN = 48.0
_GAP = 18.0
_COLUMNS = 2
_REGULAR, _BOLD = "DejaVuSans", "DejaVuSans-Bold"
_INK, _QUIET, _ACCENT, _RULE = "#1d2329", "#55606b", "#1f4e79", "#c9d0d6"


def printed_sheet(press: Press, site: Site) -> bytes:
    """The PDF; the same bytes for the same facts."""
    for name, bold in ((_REGULAR, False), (_BOLD, True)):
        pdfmetrics.registerFont(TTFont(name, str(font_file(bold))))
    data = io.BytesIO()
    # Without a first font of our own reportlab names Helvetica, which is then not in the file.
    canvas = Canvas(
        data, pagesize=A4, invariant=1, lang=press.language.code, initialFontName=_REGULAR
    )
    texts, source = press.texts["printed"], press.source(short=False)
    day = press.record.last_change()
    canvas.setTitle(texts["heading"])
    canvas.setAuthor(texts["author"])
    canvas.setCreator(press.texts["page"]["title"])
    # Made as of the last change on record, whenever it is made: the same facts, the same bytes.
    canvas.setDateFormatter(lambda *_: f"D:{day:%Y%m%d}000000Z")
    canvas.setSubject(press.texts["page"]["footer"].format(**source))
    y = _heading(canvas, press, source)
    y = _figures(canvas, [show(press, fact) for fact in press.sheet.figures()], y)
    footer = [
        press.texts["page"]["footer"].format(**source),
        str(original(press)),
        texts["version"].format(day=press.texts.day(day)),
        texts["address"].format(address=site.address(PRESS)),
    ]
    _rule(canvas, y)
    y -= 4
    for text in footer:
        y = _paragraph(canvas, text, _MARGIN, y, _WIDTH - 2 * _MARGIN, 8, _QUIET) - 3
    canvas.showPage()
    canvas.save()
    return data.getvalue()


def _heading(canvas: Canvas, press: Press, source: dict[str, str]) -> float:
    canvas.setFillColor(_ACCENT)
    canvas.rect(0, _HEIGHT - 10, _WIDTH, 10, stroke=0, fill=1)
    canvas.setFont(_BOLD, 19)
    y = _HEIGHT - _MARGIN - 14
    canvas.drawString(_MARGIN, y, press.texts["printed"]["heading"])
    introduction = press.texts["page"]["introduction"].format(**source)
    return _paragraph(canvas, introduction, _MARGIN, y - 4, _WIDTH - 2 * _MARGIN, 9, _INK) - 10


def _figures(canvas: Canvas, figures: list[ShownFact], y: float) -> float:
    """Draws the figures in rows; returns where the last row ends."""
    width = (_WIDTH - 2 * _MARGIN - _GAP) / _COLUMNS
    for first in range(0, len(figures), _COLUMNS):
        _rule(canvas, y)
        ends = [
            _figure(canvas, figure, _MARGIN + column * (width + _GAP), y - 6, width)
            for column, figure in enumerate(figures[first : first + _COLUMNS])
        ]
        y = min(ends) - 7
    return y


def _figure(canvas: Canvas, figure: ShownFact, x: float, y: float, width: float) -> float:
    y = _paragraph(canvas, figure.area_name, x, y, width, 7.5, _QUIET) - 24
    size = 24.0
    while pdfmetrics.stringWidth(figure.display, _BOLD, size) > width:
        size -= 1
    canvas.setFillColor(_ACCENT)
    canvas.setFont(_BOLD, size)
    canvas.drawString(x, y, figure.display)
    y = _paragraph(canvas, figure.caption, x, y - 5, width, 9.5, _INK, _BOLD)
    y = _paragraph(canvas, figure.sentence, x, y - 1, width, 8.5, _INK)
    return _paragraph(canvas, figure.qualifier, x, y - 1, width, 7.5, _QUIET)


def _paragraph(
    canvas: Canvas, text: str, x: float, y: float, width: float, size: float, colour: str,
    face: str = _REGULAR,
) -> float:  # fmt: skip
    """Draws a text in lines below y; returns where it ends."""
    canvas.setFillColor(colour)
    canvas.setFont(face, size)
    line = ""
    for word in [*text.split(), ""]:
        longer = f"{line} {word}".strip()
        if word and pdfmetrics.stringWidth(longer, face, size) <= width:
            line = longer
            continue
        y -= size * 1.35
        canvas.drawString(x, y, line)
        line = word
    return y


def _rule(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColor(_RULE)
    canvas.setLineWidth(0.7)
    canvas.line(_MARGIN, y, _WIDTH - _MARGIN, y)
