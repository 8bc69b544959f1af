"""What the page tells of the original, and of abbreviations that it leaves unexplained."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.press.press import Press

_PLACE = "{address}"


@dataclass(frozen=True)
class Linked:
    """A text that names an address, to be shown as a link.

    Attributes:
        text: the text, with {address} where the address stands.
        name: the address as it is shown.
    """

    text: str
    name: str

    @property
    def address(self) -> str:
        """The address in full."""
        return self.name if "://" in self.name else f"https://{self.name}"

    @property
    def before(self) -> str:
        """What stands before the address."""
        return self.text.partition(_PLACE)[0]

    @property
    def after(self) -> str:
        """What stands after it."""
        return self.text.partition(_PLACE)[2]

    def __str__(self) -> str:
        return self.text.replace(_PLACE, self.name)


def original(press: Press) -> Linked:
    """Where the original is and what day it bears, or that this is not known here."""
    source, texts = press.sheet.source, press.texts["original"]
    day = press.texts.day(source.published_on) if source.published_on else ""
    if source.url:
        return Linked(texts["known" if day else "only_url"].replace("{day}", day), source.url)
    website = press.composer.contacts.addresses["icrc"]
    return Linked(texts["only_day" if day else "unknown"].replace("{day}", day), website)


def abbreviations(press: Press, shown: Iterable[str]) -> str:
    """The abbreviations that texts leave unexplained, explained; "" if there are none."""
    text = " ".join(shown)
    words, known = set(re.findall(r"\w+", text)), press.texts["abbreviations"]
    found = [
        f"{short}: {meaning}"
        for short, meaning in known.items()
        if short in words and meaning not in text
    ]
    return press.texts["area"]["abbreviations"].format(list="; ".join(found)) if found else ""
