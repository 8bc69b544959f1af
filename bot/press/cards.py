"""Image cards of a figure, laid out once and drawn as SVG or PNG: the figure, its label, the source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from bot.facts import Fact
from bot.press.drawing import ACCENT, INK, QUIET, Drawing, Line, as_png, as_svg, box
from bot.press.fonts import text_width, wrap_balanced
from bot.press.press import Press, show

_MARGIN = 84
_MARGIN_ABOVE = 58
_BAR = 20
_LARGEST, _SMALLEST = 210, 60
# A figure takes no more of a card's height than this share.
_SHARE = 0.24
_HEADING, _QUIET_SIZE, _SOURCE = 30, 28, 25
# Shares of the largest figure with sizes of the label, tried in this order until the two have room.
_SIZES = ((1.0, 50), (1.0, 45), (0.85, 45), (0.85, 40), (0.7, 40), (0.7, 34), (0.55, 30))
_LINE = 1.28
# How tall a capital is, as a share of the size.
_CAPITALS = 0.78
# Between the figure and its label, and at least above and below the two.
_GAP, _LEAST_ROOM = 36, 36


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
        heading: what it is about, at the top.
        quiet: what is said small beneath it.
        large: the figure as printed.
        label: what reads on from the figure.
        source: the publication the figure is from.
        own: whose the card is not.
        address: where the figure can be checked, without a scheme; "" where that is not known.
        alt: the card in words, for those who cannot see it.
    """

    heading: str
    quiet: str
    large: str
    label: str
    source: str
    own: str
    address: str
    alt: str
    language: str


def card_of_figure(press: Press, fact: Fact, address: str = "") -> Card:
    """The card of a figure.

    Args:
        press: facts and wording.
        fact: the figure.
        address: its page's address as the public reaches it; "" where that is not known.
    """
    shown, texts = show(press, fact), press.texts["card"]
    source = source_line(press)
    return Card(
        heading=texts["heading"],
        quiet=shown.area_name,
        large=shown.display,
        label=shown.caption,
        source=source,
        own=texts["own"],
        address=_without_scheme(address),
        alt=texts["alt"].format(
            headline=shown.headline,
            heading=texts["heading"],
            area=shown.area_name,
            source=source,
            own=texts["own"],
        ),
        language=press.language.code,
    )


def card_of_page(press: Press, address: str = "") -> Card:
    """The card of the page as a whole: no figure, so that none stands out.

    Args:
        press: facts and wording.
        address: the page's address as the public reaches it; "" where that is not known.
    """
    source, page = source_line(press), press.texts["page"]
    return Card(
        heading=page["subheading"],
        quiet="",
        large=page["heading"],
        label=page["description"],
        source=source,
        own=press.texts["card"]["own"],
        address=_without_scheme(address),
        alt=f"{page['title']}. {source}. {press.texts['card']['own']}.",
        language=press.language.code,
    )


def source_line(press: Press) -> str:
    """The line that names the source on images."""
    day, texts = press.sheet.source.published_on, press.texts["card"]
    form = texts["source_dated" if day else "source"]
    return form.format(**press.source(), year=day.year if day else "")


def _without_scheme(address: str) -> str:
    return address.partition("://")[2]


@lru_cache(maxsize=128)
def layout(card: Card, shape: Shape) -> tuple[Line, ...]:
    """Where each line of a card stands; the label, and after it the figure, give way where there is much to say."""
    width, height = shape.value
    inner = width - 2 * _MARGIN
    begin = _MARGIN_ABOVE + _BAR + 28
    top = [
        Line(card.heading, _MARGIN, begin, _HEADING, True, ACCENT),
        *_block(card.quiet, begin + 44, _QUIET_SIZE, inner, QUIET),
    ]
    # An address that does not fit into a line cannot be cut: it is left out.
    address = card.address if text_width(card.address, _SOURCE) <= inner else ""
    own = " · ".join(part for part in (card.own, address) if part)
    parts = [own] if text_width(own, _SOURCE) <= inner else [card.own, address]
    small = [line for part in (card.source, *parts) for line in wrap_balanced(part, _SOURCE, inner)]
    end = height - _MARGIN_ABOVE + 6
    bottom = [
        Line(text, _MARGIN, end - (len(small) - 1 - row) * _SOURCE * _LINE, _SOURCE, False, QUIET)
        for row, text in enumerate(small)
    ]
    # Figure and label stand in the middle of what the head and the source leave.
    room = bottom[0].y - _SOURCE - top[-1].y
    largest = _fitting(card.large, inner, min(_LARGEST, int(height * _SHARE)))
    figure, label, tall = next(
        (
            fit
            for share, size in _SIZES
            if (fit := _fit(card, int(largest * share), size, inner))[2] <= room - 2 * _LEAST_ROOM
        ),
        _fit(card, _SMALLEST, _SIZES[-1][1], inner),
    )
    baseline = top[-1].y + (room - tall) / 2 + figure * _CAPITALS
    large = Line(card.large, _MARGIN, baseline, figure, True, ACCENT)
    return (*top, large, *_block(card.label, baseline + _GAP + label, label, inner, INK), *bottom)


def _fit(card: Card, figure: int, label: int, width: float) -> tuple[int, int, float]:
    """Sizes of figure and label, and how much of the card's height the two then take, all in pixels."""
    lines = len(wrap_balanced(card.label, label, width))
    return figure, label, figure * _CAPITALS + _GAP + lines * label * _LINE


def svg(card: Card, shape: Shape) -> str:
    """A card as an SVG image."""
    return as_svg(_drawing(card, shape))


def png(card: Card, shape: Shape) -> bytes:
    """A card as a PNG image."""
    return as_png(_drawing(card, shape))


def _drawing(card: Card, shape: Shape) -> Drawing:
    width, height = shape.value
    bar = box(0, 0, width, _BAR, ACCENT)
    return Drawing(width, height, card.alt, card.language, (bar,), layout(card, shape))


def _block(text: str, y: float, size: int, width: float, colour: str) -> list[Line]:
    return [
        Line(line, _MARGIN, y + row * size * _LINE, size, False, colour)
        for row, line in enumerate(wrap_balanced(text, size, width))
    ]


def _fitting(text: str, width: float, largest: int) -> int:
    """The largest size, in pixels, at which a text fits in a line."""
    size = largest
    while size > _SMALLEST and text_width(text, size, bold=True) > width:
        size -= 2
    return size
