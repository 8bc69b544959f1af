"""The guard: no text leaves with a number that is not proven by the facts it names.

Every number in a text must be a rendering of a quantity of one of the reply's facts, qualifier
included; or the person's own number, quoted to correct it; or part of a configured contact; or
part of the source's title. Anything else fails closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.answers.reply import Reply
from bot.answers.texts import Contacts
from bot.facts import FactSheet, Language, NumberMention, find_numbers, language


class UnprovenNumberError(Exception):
    """A text holds numbers that its facts do not prove."""

    def __init__(self, numbers: Iterable[str]) -> None:
        """Keeps the numbers, for the log.

        Args:
            numbers: each as it stands in the text.
        """
        self.numbers = tuple(numbers)
        super().__init__(f"not proven by the facts named: {', '.join(self.numbers)}")


def check(reply: Reply, sheet: FactSheet, contacts: Contacts) -> None:
    """Raises unless every number in the reply's text and suggestions is proven.

    Args:
        reply: what is about to be sent.
        sheet: the facts that can prove a number.
        contacts: the contacts whose addresses may hold digits.

    Raises:
        UnprovenNumberError: a number is not proven, or a fact named does not exist.
    """
    spoken = language(reply.language)
    unknown = [key for key in reply.facts if key not in sheet.facts]
    if unknown:
        raise UnprovenNumberError(f"fact '{key}'" for key in unknown)
    allowed = _proven(reply, sheet, spoken)
    unproven = [
        mention.text
        for text in (reply.text, *reply.suggestions)
        for mention in _numbers(text, reply, sheet, contacts, spoken)
        if " ".join(mention.text.lower().split()) not in allowed
    ]
    if unproven:
        raise UnprovenNumberError(unproven)


def _proven(reply: Reply, sheet: FactSheet, spoken: Language) -> frozenset[str]:
    """Every way in which the reply's facts may be written, in lower case."""
    quantities = [q for key in reply.facts for q in sheet.facts[key].numbers.values()]
    if reply.cites_title:
        quantities += sheet.source.numbers.values()
    return frozenset(text for quantity in quantities for text in quantity.renderings(spoken))


def _numbers(
    text: str, reply: Reply, sheet: FactSheet, contacts: Contacts, spoken: Language
) -> list[NumberMention]:
    """The numbers of a text, less those in contacts, names and the person's quoted words."""
    # A quotation counts only inside the marks the texts set around it.
    excused = [f"“{quoted}”" for quoted in reply.quoted]
    for phrase in (*excused, *contacts.addresses.values(), *sheet.terms):
        text = text.replace(phrase, " · ")
    return list(_found(text, spoken.code))


@lru_cache(maxsize=2048)
def _found(text: str, language_code: str) -> tuple[NumberMention, ...]:
    """The numbers of a text of ours; the same sentences and suggestions are checked again and again.

    What a person typed has been taken out before, so that none of it is kept here.
    """
    return tuple(find_numbers(text, language(language_code)))
