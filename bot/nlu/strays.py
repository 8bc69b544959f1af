"""Things that a statement names and that nothing said of its fact ever names ("police" of the servicemen trained)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from bot.facts import FactSheet
from bot.facts.frame import Act, Frame, Polarity
from bot.facts.model import ALWAYS_CLAIMED
from bot.nlu import intents
from bot.nlu.classifier import Classifier
from bot.nlu.examples import Example, split_subject
from bot.nlu.lexicon import Lexicon
from bot.nlu.tokenizer import parse

# A word that is said of so many facts says nothing of one.
_COMMON = 8
# Within so many words a statement begins that is only reported.
_REPORTED_WITHIN = 7
# So many words of a clause are looked at.
_MAX_WORDS = 6
# How surely a word must be a thing that the sheet does not speak of.
_SURELY = 0.9
# How likely it must be of the fact's area where nothing else in the statement is.
_NEAR = 0.05
# Words are told apart by their beginnings, less an ending of so many letters.
_ENDING, _LEAST = 3, 4


def said_of_facts(
    examples: Iterable[Example], sheet: FactSheet, language_code: str, around: str = ""
) -> dict[str, list[str]]:
    """Beginnings of the words that are said of each fact, by its key; under "" those that are common to many.

    Args:
        examples: of them those count that affirm a fact, or ask for what it holds.
        sheet: the facts, whose own words count as well.
        language_code: of the examples.
        around: words that statements are put into ("my teacher says ...").
    """
    said: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        fact = sheet.facts.get(split_subject(example.subject)[1] or "")
        if fact is None or example.polarity is not Polarity.AFFIRMED:
            continue
        if example.kind is None or example.kind in ALWAYS_CLAIMED | fact.answers:
            said[fact.key] |= _beginnings(parse(example.text, language_code))
    for fact in sheet.facts.values():
        own = [fact.label, fact.question, *(sheet.tags[key].name for key in fact.tags)]
        texts = [text[language_code] for text in own]
        texts += [*fact.aliases.get(language_code, ()), *fact.counts]
        texts += [w for key in fact.tags for w in sheet.tags[key].words.get(language_code, ())]
        said[fact.key] |= _beginnings(parse(" . ".join(texts), language_code))
    facts_of: dict[str, int] = defaultdict(int)
    for words in list(said.values()):
        for word in words:
            facts_of[word] += 1
    said[""] = {word for word, number in facts_of.items() if number >= _COMMON}
    said[""] |= _beginnings(parse(around, language_code))
    return {key: sorted(words) for key, words in sorted(said.items())}


def with_strays(
    frames: Sequence[Frame],
    classifier: Classifier,
    words: Lexicon,
    said: Mapping[str, Collection[str]],
    led: Collection[int] = (),
) -> list[Frame]:
    """Statements with the things that they name and that are not the fact's; what names a number is judged by that.

    Args:
        frames: the clauses of a message.
        classifier: reads each strange word as "how many ...".
        words: of the messages' language.
        said: as `said_of_facts` gives it.
        led: places of those that are about their fact only because it was spoken of before.
    """
    strange = {
        (place, word): f"{words.how_many} {word}"
        for place, frame in enumerate(frames)
        if frame.act is Act.CLAIMS and frame.fact in said and not frame.numbers
        for word in _strange_words(frame, words, said, place in led)
    }
    found = list(frames)
    for (place, word), sense in classifier.read_each(strange).items():
        frame = found[place]
        outside = sum(s for name, _, s in sense.subjects if name == intents.OUT_OF_SCOPE)
        near = sum(s for name, _, s in sense.subjects if name == frame.intent)
        if outside >= _SURELY or (place in led and near < _NEAR):
            found[place] = replace(frame, strays=(*frame.strays, word))
    return found


def _strange_words(
    frame: Frame, words: Lexicon, said: Mapping[str, Collection[str]], led: bool
) -> list[str]:
    # Where nothing in it names the fact, a word proves nothing by having been asked of it before.
    known = {*said[""], *(() if led else said[frame.fact or ""])}
    doc = parse(frame.text, frame.language)
    # Who says it ("my hairdresser told me that ...") is no part of what is said.
    begins = next((end for _, _, end in words.reports(doc[:_REPORTED_WITHIN])), 0)
    strange = [
        token.lower_
        for token in doc[begins:]
        if token.is_alpha
        and token.lower_ not in words.function_words
        and _beginning(token.lower_) not in known
    ]
    return list(dict.fromkeys(strange))[:_MAX_WORDS]


def _beginnings(doc: Doc) -> set[str]:
    return {_beginning(token.lower_) for token in doc if token.is_alpha}


def _beginning(word: str) -> str:
    if len(word) <= _LEAST + 1:
        return word.removesuffix("s")
    return word[: max(_LEAST, len(word) - _ENDING)]
