"""The chart of people reached as an image: the same bars as on the page, with scale, source and what is left out."""

from __future__ import annotations

from bot.press.chart import LONGEST_BAR, Chart
from bot.press.drawing import ACCENT, INK, QUIET, Drawing, Line, Shape, box
from bot.press.fonts import text_width, wrap
from bot.press.press import Press

_WIDTH, _MARGIN = 1200, 84
_STRIPE, _BAR = 20, 34
_HEADING, _LABEL, _SMALL = 34, 28, 23
_LINE = 1.35
# Above a bar's label, between label and bar, and around the block of bars.
_BEFORE, _BETWEEN, _AROUND = 34, 12, 28
_ARROW = 18


def chart_drawing(press: Press, chart: Chart, source: str) -> Drawing:
    """The chart, drawn.

    Args:
        press: wording.
        chart: the bars.
        source: the line that names the source.
    """
    texts = press.texts["chart"]
    inner = _WIDTH - 2 * _MARGIN
    lines = [Line(texts["heading"], _MARGIN, 96, _HEADING, True, ACCENT)]
    y = _paragraph(lines, texts["scale"], 96 + 12, inner) + _AROUND
    shapes = [box(0, 0, _WIDTH, _STRIPE, ACCENT)]
    for bar in chart.bars:
        y += _BEFORE
        lines.append(Line(bar.fact.display, _MARGIN, y, _LABEL, True, ACCENT))
        after = _MARGIN + text_width(bar.fact.display, _LABEL, bold=True) + 14
        caption = wrap(bar.fact.caption, _LABEL, inner + _MARGIN - after)
        for row, text in enumerate(caption):
            lines.append(Line(text, after, y + row * _LABEL * _LINE, _LABEL, False, INK))
        y += (len(caption) - 1) * _LABEL * _LINE + _BETWEEN
        shapes += _bar(y, inner * bar.percent / 100, bar.more)
        y += _BAR + _BETWEEN
    y += _AROUND
    left_out = "; ".join(fact.line for fact in chart.left_out)
    for text in (
        texts["left_out"].format(lines=left_out) if left_out else "",
        source,
        press.texts["card"]["own"],
    ):
        y = _paragraph(lines, text, y, inner) + 6 if text else y
    return Drawing(
        width=_WIDTH,
        height=round(y) + 48,
        alt=_in_words(press, chart, source),
        language=press.language.code,
        shapes=tuple(shapes),
        lines=tuple(lines),
    )


def _bar(top: float, length: float, more: bool) -> list[Shape]:
    """A bar, with an arrow at its end where the number is a lower bound; the arrow has room behind the longest."""
    end, bottom = _MARGIN + length, top + _BAR
    shapes = [box(_MARGIN, top, length, _BAR, ACCENT)]
    if more:
        tip = min(_ARROW, (100 - LONGEST_BAR) / 100 * (_WIDTH - 2 * _MARGIN))
        shapes.append(Shape(((end, top), (end + tip, (top + bottom) / 2), (end, bottom)), ACCENT))
    return shapes


def _paragraph(lines: list[Line], text: str, y: float, width: float) -> float:
    """Adds a text in small lines below y; returns where it ends."""
    for part in wrap(text, _SMALL, width):
        y += _SMALL * _LINE
        lines.append(Line(part, _MARGIN, y, _SMALL, False, QUIET))
    return y


def _in_words(press: Press, chart: Chart, source: str) -> str:
    told = "; ".join(fact.headline for fact in (*(bar.fact for bar in chart.bars), *chart.left_out))
    return f"{press.texts['chart']['heading']}: {told}. {source}. {press.texts['card']['own']}."
