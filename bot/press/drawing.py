"""A picture of lines of text and plain shapes, drawn as SVG or PNG."""

from __future__ import annotations

import io
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from PIL import Image, ImageDraw

from bot.press.fonts import font

PAPER, INK, QUIET, ACCENT = "#ffffff", "#1d2329", "#55606b", "#1f4e79"


@dataclass(frozen=True)
class Line:
    """A line of text; x and y, its baseline, in pixels."""

    text: str
    x: float
    y: float
    size: int
    bold: bool
    colour: str


@dataclass(frozen=True)
class Shape:
    """A filled polygon; its corners in pixels."""

    corners: tuple[tuple[float, float], ...]
    colour: str


@dataclass(frozen=True)
class Drawing:
    """A picture.

    Attributes:
        alt: the picture in words.
    """

    width: int
    height: int
    alt: str
    language: str
    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]


def box(left: float, top: float, width: float, height: float, colour: str) -> Shape:
    """A rectangle."""
    right, bottom = left + width, top + height
    return Shape(((left, top), (right, top), (right, bottom), (left, bottom)), colour)


def as_svg(drawing: Drawing) -> str:
    """The picture as SVG; DejaVu Sans is wide, so that other fonts fit as well."""
    width, height = drawing.width, drawing.height
    shapes = "".join(
        f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in shape.corners)}" fill="{shape.colour}"/>'
        for shape in drawing.shapes
    )
    lines = "".join(
        f'<text x="{line.x:g}" y="{line.y:.1f}" font-size="{line.size}" fill="{line.colour}"'
        f"{' font-weight=' + quoteattr('bold') if line.bold else ''}>{escape(line.text)}</text>"
        for line in drawing.lines
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="alt" lang={quoteattr(drawing.language)} '
        f'font-family="DejaVu Sans, Verdana, Noto Sans, sans-serif">'
        f'<title id="alt">{escape(drawing.alt)}</title>'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>{shapes}{lines}</svg>'
    )


def as_png(drawing: Drawing) -> bytes:
    """The picture as PNG."""
    image = Image.new("RGB", (drawing.width, drawing.height), PAPER)
    draw = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        # Pillow counts the last pixel in.
        left, top = shape.corners[0]
        corners = [(x - (x > left), y - (y > top)) for x, y in shape.corners]
        draw.polygon(corners, fill=shape.colour)
    for line in drawing.lines:
        face = font(line.size, line.bold)
        draw.text((line.x, line.y), line.text, fill=line.colour, font=face, anchor="ls")
    data = io.BytesIO()
    image.save(data, "PNG", optimize=True)
    return data.getvalue()
