"""Lays replies out for a platform: texts that fit, and suggestions as its buttons or as a numbered list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.channels.messaging.choices import choice_id
from bot.channels.messaging.splitting import Measure, characters, shorten, split


@dataclass(frozen=True)
class Limits:
    """What a platform takes.

    Attributes:
        text: greatest length of a message.
        measure: how the platform counts lengths.
        buttons: how many suggestions a message carries; 0 where there are no buttons.
        title: greatest length of a button's title.
        text_with_buttons: greatest length of a message that carries buttons.
        caption: greatest length of a text below a picture; 0 where no pictures are sent.
        buttons_below_picture: whether a picture may carry buttons.
    """

    text: int
    measure: Measure = characters
    buttons: int = 0
    title: int = 0
    text_with_buttons: int = 0
    caption: int = 0
    buttons_below_picture: bool = False


@dataclass(frozen=True)
class Part:
    """One message to send.

    Attributes:
        text: plain, within the limit.
        buttons: id and title of each suggestion.
        image: address of a picture that shows the same; "" where there is none.
    """

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    image: str = ""

    def as_dict(self) -> dict[str, Any]:
        """In JSON's types; `from_dict` reads it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Part:
        """The part of `as_dict`."""
        buttons = tuple((identifier, title) for identifier, title in record["buttons"])
        return cls(record["text"], buttons, record["image"])


@dataclass(frozen=True)
class Laid:
    """A reply, laid out.

    Attributes:
        parts: in order, at least one.
        numbered: the questions that the next message can choose by number.
    """

    parts: tuple[Part, ...]
    numbered: tuple[str, ...] = ()


def lay_out(
    text: str, suggestions: Sequence[str], limits: Limits, image: str = "", further: str = ""
) -> Laid:
    """A reply for a platform: no text lost, no suggestion lost.

    Args:
        text: all of it, its source line last.
        suggestions: what may be asked next.
        limits: of the platform.
        image: address of a picture of the figure told; left out where the text does not fit below it.
        further: said above buttons that cannot stand below a picture.
    """
    titles = list(dict.fromkeys(suggestions))
    as_buttons = len(titles) <= limits.buttons
    # What a button has no room for stands in the text, in full; the button says its number.
    in_text = not (as_buttons and all(limits.measure(one) <= limits.title for one in titles))
    written = [f"{number}. {one}" for number, one in enumerate(titles, start=1)]
    if in_text:
        text = "\n".join((f"{text}\n", *written))
    buttons = tuple(
        (choice_id(title), shorten(shown, limits.title, limits.measure))
        for title, shown in zip(titles, written if in_text else titles, strict=True)
        if as_buttons
    )
    numbered = tuple(titles) if in_text else ()
    if image and limits.measure(text) <= limits.caption:
        if not buttons or limits.buttons_below_picture:
            return Laid((Part(text, buttons, image),), numbered)
        return Laid((Part(text, image=image), Part(further, buttons)), numbered)
    pieces = split(text, limits.text, limits.measure) or [text]
    if buttons and limits.measure(pieces[-1]) > limits.text_with_buttons:
        pieces = [*pieces[:-1], *split(pieces[-1], limits.text_with_buttons, limits.measure)]
    *before, last = pieces
    return Laid((*(Part(piece) for piece in before), Part(last, buttons)), numbered)
