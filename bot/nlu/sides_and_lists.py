"""The two sides of a comparison, the things of a list, and what is left of a correction."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from bot.facts import QuestionKind
from bot.nlu.question_words import QuestionWords

_NUMBERED = re.compile(r"(?:^|(?<=\s))(?:\(\d\)|\d[.)])\s+")
_STOPS = ",;:?!.–—()"
_MOST_WORDS_OF_A_SIDE = 14
_LATEST_CORRECTION = 6
# Where no number is asked for, fewer things than these are no list ("water and infrastructure").
_LEAST_OF_A_PLAIN_LIST = 3


def compared_sides(doc: Doc, words: QuestionWords) -> list[str]:
    """The two things that a text compares; none where it compares nothing."""
    if not words.comparing(doc):
        return []
    for matcher in words.between_sides:
        joints = sorted(
            (start, end)
            for _, start, end in matcher(doc)
            # "more than 900" compares with no other figure.
            if end == len(doc) or not doc[end].like_num
        )
        for start, end in reversed(joints):
            sides = [_words_before(doc, start), _words_after(doc, end)]
            if all(sides):
                return sides
    return []


def _words_before(doc: Doc, end: int) -> str:
    while end > 0 and doc[end - 1].text in _STOPS:
        end -= 1
    start = end
    while start > 0 and doc[start - 1].text not in _STOPS:
        start -= 1
    return _side(doc[start:end])


def _words_after(doc: Doc, start: int) -> str:
    end = start
    while end < len(doc) and doc[end].text not in _STOPS:
        end += 1
    return _side(doc[start:end])


def _side(span: Span) -> str:
    said = [token for token in span if token.is_alpha or token.is_digit]
    return span.text.strip() if 0 < len(said) <= _MOST_WORDS_OF_A_SIDE else ""


def listed_items(doc: Doc, words: QuestionWords) -> list[str]:
    """The things of which a text asks the number one by one, each as a question of its own.

    "How many visits, families and patients" lists three; whether they are three figures or one ("students
    and legal professionals") is for the reader to find out.
    """
    numbered = _numbered_items(doc)
    if numbered:
        return numbered
    counting = sorted((start, end) for _, start, end in words.counting(doc))
    counts = bool(counting) or words.kind(doc) is QuestionKind.HOW_MANY
    colon = next((token.i for token in doc if token.text == ":"), None)
    if colon is not None and sum(token.is_alpha for token in doc[colon + 1 :]) > 2:
        listed = doc[colon + 1 :]
    elif colon is not None:
        listed = doc[:colon]
    else:
        listed = doc[counting[0][0] :] if counting else _after_request(doc, words)
    items = [item for item in _items(listed, words) if any(token.is_alpha for token in item)]
    if len(items) < (2 if counts else _LEAST_OF_A_PLAIN_LIST):
        return []
    lead = doc[counting[0][0] : counting[0][1]].text if counting else ""
    return [_as_question(item, lead, words) for item in items]


def _numbered_items(doc: Doc) -> list[str]:
    """What stands behind "(1)", "2." and the like, where there are at least two of them."""
    found = [text.strip(" ,;.") for text in _NUMBERED.split(doc.text)[1:]]
    return [text for text in found if text] if len(found) > 1 else []


def _after_request(doc: Doc, words: QuestionWords) -> Span:
    """What follows "I need" or "please give me"; nothing where nothing is requested."""
    ends = [end for _, _, end in words.requests(doc)]
    return doc[max(ends) :] if ends else doc[len(doc) :]


def _items(listed: Span, words: QuestionWords) -> Iterator[Span]:
    doc, start = listed.doc, listed.start
    for token in listed:
        if _separates(token, words):
            if token.i > start:
                yield doc[start : token.i]
            start = token.i + 1
    if start < listed.end:
        yield doc[start : listed.end]


def _separates(token: Token, words: QuestionWords) -> bool:
    return token.lower_ in words.joints or token.text in ",;?"


def _as_question(item: Span, lead: str, words: QuestionWords) -> str:
    text = item.text.strip(" .?!")
    return text if words.openers(item) or words.counting(item) else f"{lead} {text}".strip()


def without_corrected(doc: Doc, words: QuestionWords) -> str:
    """What is meant after all: "no, not the visits, I mean the people" leaves "the people"."""
    # Further in, such words belong to a story, which is kept.
    corrections = [end for _, start, end in words.corrections(doc) if start <= _LATEST_CORRECTION]
    if corrections and sum(token.is_alpha for token in doc[max(corrections) :]) >= 2:
        return doc[max(corrections) :].text.strip(" ,;:")
    negations = sorted(start for _, start, _ in words.negations(doc))
    if negations and negations[0] <= 2:
        comma = next((t.i for t in doc[negations[0] :] if t.text in ",;.–—"), None)
        if comma is not None and sum(token.is_alpha for token in doc[comma + 1 :]) >= 2:
            return doc[comma + 1 :].text.strip(" ,;:")
    return doc.text
