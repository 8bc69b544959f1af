"""The site's icon as browsers ask for it by themselves; the same drawing as `bot/web/static/icon.svg`."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw

_SIZES = (16, 32, 48)
_DRAWN = 192
_GROUND, _LINES = "#1f4e79", "#ffffff"
# In sixteenths of its side: left, top, right, bottom.
_BARS = ((3, 3, 13, 5), (3, 7, 9, 9), (3, 11, 6, 13))


@cache
def icon() -> bytes:
    """The icon as an ICO file of several sizes."""
    unit = _DRAWN / 16
    image = Image.new("RGBA", (_DRAWN, _DRAWN))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, _DRAWN - 1, _DRAWN - 1), radius=3 * unit, fill=_GROUND)
    for left, top, right, bottom in _BARS:
        draw.rectangle((left * unit, top * unit, right * unit - 1, bottom * unit - 1), fill=_LINES)
    data = io.BytesIO()
    image.save(data, "ICO", sizes=[(size, size) for size in _SIZES])
    return data.getvalue()
