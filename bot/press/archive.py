"""All image cards in one ZIP, with the words for those who cannot see them."""

from __future__ import annotations

import io
import zipfile
from datetime import date

from bot.press.cards import Card, Shape, png, svg

ALT_FILE = "alt-texts.txt"


def archive_of_cards(cards: dict[str, Card], day: date) -> bytes:
    """The cards as PNG and SVG in every shape; the same bytes for the same cards.

    Args:
        cards: by the key that names their files.
        day: the date the files bear.
    """
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, card in cards.items():
            for shape in Shape:
                _add(archive, f"{key}-{shape.key}.png", png(card, shape), day)
                _add(archive, f"{key}-{shape.key}.svg", svg(card, shape).encode(), day)
        told = "\n\n".join(f"{key}\n{card.alt}" for key, card in cards.items())
        _add(archive, ALT_FILE, f"{told}\n".encode(), day)
    return data.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes, day: date) -> None:
    entry = zipfile.ZipInfo(f"cards/{name}", (day.year, day.month, day.day, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)
