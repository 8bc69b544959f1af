"""Whether a reply is what a question file asks for; tests/questions/README.md explains the kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.answers.composer import Composer

# Kinds of questions that the fact sheet answers: refusing one of them is an error of its own.
IN_SCOPE = ("figure", "statement", "area", "cross")
_ANSWERED = ("answered", "corrected")
_TURNED_AWAY = ("not_in_source", "clarify", "redirected")
# More facts than any area's summary rests on would be handing over everything at once; what is told
# of a group or partner across areas may rest on a few more.
_MOST_FACTS = 6
_MOST_FACTS_TOGETHER = 9
_TOGETHER = ("comparison", "cross")


@dataclass(frozen=True)
class Judgement:
    """One question, its reply and the verdict.

    Attributes:
        case: the entry of the question file.
        record: the reply's record.
        intents: what the message's parts were taken for.
        before: keys of the facts that the reply before rested on, within a conversation.
    """

    case: Mapping[str, Any]
    record: Mapping[str, Any]
    intents: tuple[str, ...]
    composer: Composer
    before: tuple[str, ...] = ()

    @property
    def keys(self) -> list[str]:
        """Keys of the facts that the reply rests on."""
        return [fact["key"] for fact in self.record["facts"]]

    @property
    def status(self) -> str:
        """How the reply ended."""
        return str(self.record["status"])

    @property
    def refused(self) -> bool:
        """Whether a question was turned away."""
        return self.status in _TURNED_AWAY

    @property
    def right(self) -> bool:
        """Whether the reply is what the entry asks for."""
        kind = self.case["kind"]
        if kind not in _RULES:
            raise ValueError(f"{self.case['id']}: unknown kind '{kind}'")
        most = _MOST_FACTS * len(self.case.get("parts", ())) or (
            _MOST_FACTS_TOGETHER if kind in _TOGETHER else _MOST_FACTS
        )
        dumped = len(self.keys) > most and "ask_key_figures" not in self.intents
        return not dumped and _RULES[kind](self)

    @property
    def wrong_figure(self) -> bool:
        """Whether a figure was given as the answer to a question that it does not answer."""
        figures = [fact["key"] for fact in self.record["facts"] if fact["value"] is not None]
        if not figures or self.right:
            return False
        if self.case["kind"] == "care":
            return True
        if self.status not in _ANSWERED:
            return False
        wanted = {*self.case.get("facts", ()), *self.case.get("all", ()), *self.case.get("any", ())}
        return self.keys[0] in figures and self.keys[0] not in wanted


def _figure(j: Judgement) -> bool:
    return _first_is_wanted(j) and _says(j.record["answer"], j.keys[0], j.composer)


def _statement(j: Judgement) -> bool:
    return j.status in _ANSWERED and any(key in j.case["facts"] for key in j.keys)


def _first_is_wanted(j: Judgement) -> bool:
    return j.status in _ANSWERED and bool(j.keys) and j.keys[0] in j.case["facts"]


def _area(j: Judgement) -> bool:
    return (
        j.status == "answered" and bool(j.keys) and j.record["facts"][0]["area"] == j.case["area"]
    )


def _claim(j: Judgement) -> bool:
    expected = "answered" if j.case["right"] else "corrected"
    return j.status == expected and bool(j.keys) and j.keys[0] in j.case["facts"]


def _comparison(j: Judgement) -> bool:
    every, some = j.case.get("all", []), j.case.get("any", [])
    found = set(j.keys)
    return j.status in _ANSWERED and set(every) <= found and (not some or bool(found & set(some)))


def _out_of_scope(j: Judgement) -> bool:
    return j.status in _TURNED_AWAY or j.intents[0] == "insult"


def _intent(j: Judgement) -> bool:
    return any(intent in j.case["intent"] for intent in j.intents)


def _care_and_question(j: Judgement) -> bool:
    return _intent(j) and j.status == "redirected" and any(k in j.case["facts"] for k in j.keys)


def _several(j: Judgement) -> bool:
    """Whether every answerable part is answered, in order, and a missing one is said to be."""
    position = 0
    facts = j.record["facts"]
    for part in j.case["parts"]:
        if part.get("out_of_scope"):
            continue
        if "intent" in part:
            if not any(intent in part["intent"] for intent in j.intents):
                return False
            continue
        found = [
            place
            for place, fact in enumerate(facts)
            if place >= position
            and (fact["key"] in part.get("facts", ()) or fact["area"] == part.get("area", ""))
        ]
        if not found:
            return False
        position = found[0] + 1
    missing = [part for part in j.case["parts"] if part.get("out_of_scope")]
    if len(missing) == len(j.case["parts"]):
        return j.status == "not_in_source"
    return j.status == "partly_answered" if missing else j.status in (*_ANSWERED, "redirected")


def _more(j: Judgement) -> bool:
    if j.status == "not_in_source":  # "that is all"
        return not set(j.keys) - set(j.before)
    areas = [fact["area"] for fact in j.record["facts"]]
    return j.case["area"] in areas and bool(set(j.keys) - set(j.before))


def _repeat(j: Judgement) -> bool:
    return _statement(j) if "facts" in j.case else _area(j)


def _conversation(j: Judgement) -> bool:
    return j.status in ("conversation", "clarify")


def _says(answer: str, key: str, composer: Composer) -> bool:
    """Whether the answer writes out one of the fact's numbers."""
    quantities = composer.sheet.facts[key].numbers.values()
    text = answer.lower()
    return any(form in text for q in quantities for form in q.renderings(composer.language))


_RULES: Mapping[str, Callable[[Judgement], bool]] = {
    "figure": _figure,
    "statement": _statement,
    "area": _area,
    "cross": _intent,
    "claim": _claim,
    "claim_unknown": lambda j: j.status in _TURNED_AWAY,
    "comparison": _comparison,
    "no_sum": lambda j: j.status in ("not_in_source", "partly_answered"),
    "unanswerable_detail": lambda j: j.status == "not_in_source",
    "out_of_scope": _out_of_scope,
    "several": _several,
    "care": _intent,
    "care_and_question": _care_and_question,
    "more": _more,
    "exact": _first_is_wanted,
    "repeat": _repeat,
    "conversation": _conversation,
    "ask_back": lambda j: j.status == "clarify",
}


def by_kind(judgements: Sequence[Judgement]) -> dict[str, list[Judgement]]:
    """The judgements by kind of question, in the order in which the kinds come up."""
    groups: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        groups.setdefault(judgement.case["kind"], []).append(judgement)
    return groups
