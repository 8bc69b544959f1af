"""The fonts of images and PDF: DejaVu Sans, which covers Latin, Cyrillic and Greek.

The files are those that ship with matplotlib, itself a dependency of Rasa, so that text looks the same on every
machine and nothing is downloaded. matplotlib is looked up, not imported: that would take a second.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont


@cache
def font_file(bold: bool = False) -> Path:
    """The file of the regular or the bold font.

    Raises:
        FileNotFoundError: matplotlib, or the font in it, is missing.
    """
    found = find_spec("matplotlib")
    folder = Path(found.origin).parent if found and found.origin else Path()
    path = folder / "mpl-data" / "fonts" / "ttf" / f"DejaVuSans{'-Bold' if bold else ''}.ttf"
    if not path.is_file():
        raise FileNotFoundError(f"{path.name} is missing: it comes with matplotlib.")
    return path


@lru_cache(maxsize=256)
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """A font for drawing and measuring.

    Args:
        size: in pixels.
        bold: whether it is the bold one.
    """
    return ImageFont.truetype(str(font_file(bold)), size)


def text_width(text: str, size: int, bold: bool = False) -> float:
    """How wide a text is, in pixels."""
    return font(size, bold).getlength(text)


def wrap(text: str, size: int, width: float, bold: bool = False) -> list[str]:
    """A text in lines that are no wider than `width` pixels; a longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def wrap_balanced(text: str, size: int, width: float, bold: bool = False) -> list[str]:
    """As few lines as `wrap` makes, of lengths as even as may be: no word is left over for a last line."""
    lines = wrap(text, size, width, bold)
    narrowest, widest = 0, int(width)
    while widest - narrowest > 1:
        middle = (narrowest + widest) // 2
        if len(wrap(text, size, middle, bold)) > len(lines):
            narrowest = middle
        else:
            widest = middle
    balanced = wrap(text, size, widest, bold)
    return balanced if len(balanced) == len(lines) else lines
