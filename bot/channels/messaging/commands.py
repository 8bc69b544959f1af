"""Words by which people on every platform begin, end and are forgotten."""

from __future__ import annotations

from functools import cache

from bot.channels.messaging.updates import Wish
from bot.channels.messaging.wording import TEXTS_FOLDER, load_commands

_PUNCTUATION = " .!"


def wish_of(text: str, most_characters: int) -> Wish | None:
    """What a message wants; None for a command that there is not, which no platform may pass on to Rasa.

    Args:
        text: as written.
        most_characters: of a message that is read.
    """
    if len(text) > most_characters:
        return Wish.TOO_LONG
    plain = text.strip(_PUNCTUATION).lower()
    command = plain.split(maxsplit=1)[0] if plain.startswith("/") else plain
    if command in _words():
        return _words()[command]
    return None if command.startswith("/") else Wish.ANSWER


@cache
def _words() -> dict[str, Wish]:
    languages = sorted(file.stem for file in TEXTS_FOLDER.glob("*.yml"))
    return {
        word: Wish(wish)
        for language in languages
        for wish, words in load_commands(language).items()
        for word in words
    }
