"""Image cards of a figure, laid out once and drawn as SVG or PNG: the figure, its label, the source."""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from PIL import Image, ImageDraw

from bot.facts import Fact
from bot.press.fonts import font, text_width, wrap
from bot.press.press import Press, show

_MARGIN = 84
_MARGIN_ABOVE = 58
_BAR = 20
_PAPER, _INK, _QUIET, _ACCENT = "#ffffff", "#1d2329", "#55606b", "#1f4e79"
_LARGEST, _SMALLEST = 210, 60
# A figure takes no more of a card's height than this share.
_SHARE = 0.24
_HEADING, _LABEL, _SOURCE = 34, 50, 25
_LINE = 1.28


class Shape(Enum):
    """The forms a card comes in: width and height in pixels."""

    WIDE = (1200, 630)
    SQUARE = (1080, 1080)

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return self.name.lower()


@dataclass(frozen=True)
class Card:
    """What stands on a card.

    Attributes:
        large: the figure as printed.
        alt: the card in words, for those who cannot see it.
        quiet: what is said small beside the figure, at the top.
    """

    heading: str
    quiet: str
    large: str
    label: str
    source: str
    alt: str
    language: str


@dataclass(frozen=True)
class Line:
    """A line of text on a card; x and y, its baseline, in pixels."""

    text: str
    x: float
    y: float
    size: int
    bold: bool
    colour: str


def card_of_figure(press: Press, fact: Fact) -> Card:
    """The card of a figure."""
    shown, texts = show(press, fact), press.texts["card"]
    source = texts["source"].format(**press.source())
    return Card(
        heading=texts["heading"],
        quiet=shown.area_name,
        large=shown.display,
        label=shown.label,
        source=source,
        alt=texts["alt"].format(
            display=shown.display,
            label=shown.label,
            heading=texts["heading"],
            area=shown.area_name,
            source=source,
        ),
        language=press.language.code,
    )


def card_of_page(press: Press) -> Card:
    """The card of the page as a whole: no figure, so that none stands out."""
    source, page = press.texts["card"]["source"].format(**press.source()), press.texts["page"]
    return Card(
        heading=page["subheading"],
        quiet="",
        large=page["heading"],
        label=page["description"],
        source=source,
        alt=f"{page['title']}. {source}.",
        language=press.language.code,
    )


@lru_cache(maxsize=128)
def layout(card: Card, shape: Shape) -> tuple[Line, ...]:
    """Where each line of a card stands."""
    width, height = shape.value
    inner = width - 2 * _MARGIN
    top = [
        Line(card.heading, _MARGIN, _MARGIN_ABOVE + _BAR + 28, _HEADING, True, _ACCENT),
        *_block(card.quiet, _MARGIN_ABOVE + _BAR + 28 + 46, 28, inner, _QUIET),
    ]
    source = wrap(card.source, _SOURCE, inner)
    end = height - _MARGIN_ABOVE + 6
    bottom = [
        Line(text, _MARGIN, end - (len(source) - 1 - row) * _SOURCE * _LINE, _SOURCE, False, _QUIET)
        for row, text in enumerate(source)
    ]
    size = _fitting(card.large, inner, min(_LARGEST, int(height * _SHARE)))
    label = wrap(card.label, _LABEL, inner)
    # Figure and label stand in the middle of what the head and the source leave.
    tall = size * 0.78 + 36 + len(label) * _LABEL * _LINE
    begin = top[-1].y + (bottom[0].y - _SOURCE - top[-1].y - tall) / 2
    baseline = begin + size * 0.78
    large = Line(card.large, _MARGIN, baseline, size, True, _ACCENT)
    return (*top, large, *_block(card.label, baseline + 36 + _LABEL, _LABEL, inner, _INK), *bottom)


def svg(card: Card, shape: Shape) -> str:
    """A card as an SVG image; DejaVu Sans is wide, so that other fonts fit as well."""
    width, height = shape.value
    lines = "".join(
        f'<text x="{line.x:g}" y="{line.y:.1f}" font-size="{line.size}" fill="{line.colour}"'
        f"{' font-weight=' + quoteattr('bold') if line.bold else ''}>{escape(line.text)}</text>"
        for line in layout(card, shape)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="alt" lang={quoteattr(card.language)} '
        f'font-family="DejaVu Sans, Verdana, Noto Sans, sans-serif">'
        f'<title id="alt">{escape(card.alt)}</title>'
        f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>'
        f'<rect width="{width}" height="{_BAR}" fill="{_ACCENT}"/>{lines}</svg>'
    )


@lru_cache(maxsize=64)
def png(card: Card, shape: Shape) -> bytes:
    """A card as a PNG image."""
    width, height = shape.value
    image = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, _BAR - 1), fill=_ACCENT)
    for line in layout(card, shape):
        where, face = (line.x, line.y), font(line.size, line.bold)
        draw.text(where, line.text, fill=line.colour, font=face, anchor="ls")
    data = io.BytesIO()
    image.save(data, "PNG", optimize=True)
    return data.getvalue()


def _block(text: str, y: float, size: int, width: float, colour: str) -> list[Line]:
    return [
        Line(line, _MARGIN, y + row * size * _LINE, size, False, colour)
        for row, line in enumerate(wrap(text, size, width))
    ]


def _fitting(text: str, width: float, largest: int) -> int:
    """The largest size, in pixels, at which a text fits in a line."""
    size = largest
    while size > _SMALLEST and text_width(text, size, bold=True) > width:
        size -= 2
    return size
