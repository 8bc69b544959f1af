"""The numbers of a clause, and what they count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from bot.facts import Fact, FactSheet, Kind, Language, find_numbers
from bot.facts.frame import UNCOUNTED, ClaimedNumber, Frame
from bot.nlu import intents
from bot.nlu.classifier import Classifier
from bot.nlu.lexicon import Lexicon
from bot.nlu.sense import Sense
from bot.nlu.subjects import plural

# So many numbers of one clause are looked at.
_MAX_NUMBERS = 8
# What a number counts stands in so many words behind it.
_NOUN_WITHIN = 6
_COUNTING = (Kind.COUNT, Kind.MAGNITUDE)
# From this probability on it is clear what a number counts.
_CLEARLY = 0.5


def claimed_numbers(text: str, language: Language) -> tuple[ClaimedNumber, ...]:
    """The numbers in a text, as typed; what they count is not known yet."""
    found = (n for n in find_numbers(text, language) if not _is_of_a_name(text[: n.start], n.text))
    return tuple(
        ClaimedNumber(n.text.strip(), n.value, n.kind, n.qualifier)
        for n in islice(found, _MAX_NUMBERS)
    )


def _is_of_a_name(before: str, number: str) -> bool:
    """Whether a number hangs on a name: "COVID-19", "G20"."""
    return not number[:1].isspace() and before.rstrip("-–")[-1:].isalpha()


def with_counted(
    frames: Sequence[Frame], classifier: Classifier, words: Lexicon, sheet: FactSheet
) -> list[Frame]:
    """Clauses with what their numbers count: the words behind each number are read as "how many ...".

    Args:
        frames: the clauses of a message.
        classifier: reads those words.
        words: of the messages' language.
        sheet: the facts that count something.
    """
    texts = {
        (place, number): f"{words.how_many} {noun}"
        for place, frame in enumerate(frames)
        for number, noun in enumerate(_nouns(frame))
        if noun and noun.partition(" ")[0].lower() not in words.function_words
    }
    read = classifier.read_each(texts)
    counted = list(frames)
    for (place, number), sense in read.items():
        frame, noun = counted[place], texts[place, number].removeprefix(f"{words.how_many} ")
        fact = sheet.facts.get(frame.fact or "")
        numbers = list(frame.numbers)
        said = numbers[number]
        if fact is not None and (times := words.longer_units.get(noun.partition(" ")[0].lower())):
            said = _in_years(said, times, fact)
        elif fact is not None and noun.partition(" ")[0].lower() in _unit_words(fact):
            said = replace(said, counts=fact.key)
        else:
            said = replace(said, counts=_what_is_counted(sense, sheet))
        numbers[number] = said
        counted[place] = replace(frame, numbers=tuple(numbers))
    return counted


def _in_years(number: ClaimedNumber, times: int, fact: Fact) -> ClaimedNumber:
    """Decades in years, where the fact is told in years."""
    years = (number.value or 0) * times
    told = any(quantity.value == number.value for quantity in fact.numbers.values())
    return number if told else replace(number, value=years)


def _unit_words(fact: Fact) -> frozenset[str]:
    """What a fact counts, in the singular and the plural."""
    return frozenset(form for noun in fact.counts for form in (noun, plural(noun)))


def _nouns(frame: Frame) -> list[str]:
    """What stands behind each number, up to the next one or a sign that ends a phrase; "" where nothing does."""
    nouns, rest = [], frame.text
    places = []
    position = 0
    for number in frame.numbers:
        position = rest.find(number.text, position)
        places.append((position, position + len(number.text)))
        position = places[-1][1]
    for place, ((_, end), number) in enumerate(zip(places, frame.numbers, strict=True)):
        stop = places[place + 1][0] if place + 1 < len(places) else len(rest)
        behind = _phrase(rest[end:stop]) if number.kind in _COUNTING else ""
        nouns.append(behind)
    return nouns


def _phrase(text: str) -> str:
    words: list[str] = []
    for word in text.split()[:_NOUN_WITHIN]:
        words.append(word.strip(_SIGNS))
        if word[-1] in _SIGNS:
            break
    return " ".join(word for word in words if any(map(str.isalpha, word)))


_SIGNS = ',;:.?!()"“”'


def _what_is_counted(sense: Sense, sheet: FactSheet) -> str:
    """Key of the fact whose unit follows a number, `UNCOUNTED` for what the sheet does not count; "" where that is not clear.

    Args:
        sense: of the words behind the number, read as "how many ...".
        sheet: the facts.
    """
    outside = bare = 0.0
    of_figures: dict[str, float] = {}
    for intent, sub, share in sense.subjects:
        if intent == intents.OUT_OF_SCOPE:
            outside += share
        elif sub is not None and sub in sheet.facts:
            of_figures[sub] = of_figures.get(sub, 0.0) + share
        else:
            bare += share
    fact, share = max(of_figures.items(), key=lambda item: item[1], default=("", 0.0))
    if share >= _CLEARLY:
        return fact
    return UNCOUNTED if outside >= max(_CLEARLY, bare) else ""
