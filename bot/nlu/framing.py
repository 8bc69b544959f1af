"""Makes the frame of one clause from what the classifier takes it for and the closed words in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span

from bot.facts import FactSheet, language
from bot.facts.frame import Act, Form, Frame, Polarity
from bot.facts.model import QuestionKind
from bot.nlu import intents
from bot.nlu.compositions_of_several import SEVERAL
from bot.nlu.lexicon import lexicon
from bot.nlu.numbers import claimed_numbers
from bot.nlu.sense import SUBJECT, Sense
from bot.nlu.subjects import subjects

_MAX_KINDS = 5
# A kind of detail counts from this probability on.
LEAST_OF_A_KIND = 0.5
# What seems a list of subjects is no surer of one of them than if it were one with this probability.
_LEAST_SINGLE = 0.4
# How sure a fact is of which only the number is named.
_BY_NUMBER = 0.5
# Only a number makes sense of this one.
_ABOVE = "above"
_OF_NUMBERS = (_ABOVE, *intents.EXACTNESS)
# How likely a clause must affirm to be taken for it where nothing in it is denied.
_LIKELY_AFFIRMED = 0.4
_KINDS_OF_CLAIMS = (QuestionKind.YES_NO, QuestionKind.OPEN, QuestionKind.HOW_MANY)


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which something counts.

    Attributes:
        intent: below this a clause is not understood.
        area: the same for a programme area, since what is asked of it is checked against what the sheet holds.
        small_talk: the same for what asks nothing, which is not to hide something that asks.
        fact: share of its intent's probability that a fact needs to be picked.
    """

    intent: float = 0.2
    area: float = 0.15
    fact: float = 0.4
    small_talk: float = 0.5

    def of(self, area: bool) -> float:
        """From where on an intent counts."""
        return self.area if area else self.intent


DEFAULT_THRESHOLDS = Thresholds()


class Framer:
    """Makes frames of clauses in one language."""

    def __init__(self, sheet: FactSheet, language_code: str, thresholds: Thresholds) -> None:
        """Over one fact sheet.

        Args:
            sheet: what can be asked about.
            language_code: of the messages.
            thresholds: from where on something counts.
        """
        self._sheet = sheet
        self._language = language(language_code)
        self._words = lexicon(language_code)
        self._subjects = subjects(language_code)
        self._thresholds = thresholds
        # A country that the sheet itself speaks of is not elsewhere.
        self._said = " ".join(fact.text(self._language) for fact in sheet.facts.values())

    def frame(self, text: str, sense: Sense, doc: Doc, around: Span, sense_around: Sense) -> Frame:
        """The frame of one clause, by itself.

        Args:
            text: the clause.
            sense: what it is taken for.
            doc: its tokens.
            around: the sentence that it stands in.
            sense_around: what the sentence is taken for.
        """
        intent, share = likeliest_intent(sense)
        # A clause is of one subject, even where it looks like a list.
        single = max(1 - sense.probability(SUBJECT, SEVERAL), _LEAST_SINGLE)
        confidence = min(share / single, 1.0)
        within = [(sub, share) for name, sub, share in sense.subjects if name == intent]
        sub = within[0][0]
        picked = sub is not None and within[0][1] >= self._thresholds.fact * share
        fact = sub if picked and sub in self._sheet.facts else None
        known = self._sheet.area_of_intent(intent) is not None or intent == intents.OUT_OF_SCOPE
        idle = intent in intents.SMALL_TALK and confidence < self._thresholds.small_talk
        if idle or confidence < self._thresholds.of(known):
            intent = intents.FALLBACK
        asserts = self._asserts(sense, doc) and (
            len(around) <= len(doc) or self._asserts(sense_around, around)
        )
        kinds = self._kinds(sense, doc, asserts)
        polarity = self._polarity(sense, doc)
        # "No schools or hospitals were ..." leaves nothing to choose.
        if asserts and polarity is Polarity.AFFIRMED and self._words.offers_choice(doc):
            asserts, kinds = False, ()
        kind = kinds[0][0] if kinds and kinds[0][1] >= LEAST_OF_A_KIND else QuestionKind.OPEN
        frame = Frame(
            text=text,
            intent=intent,
            confidence=confidence,
            fact=fact,
            facts=sense.facts(self._sheet),
            topic=sub if fact is None else None,
            act=Act.CLAIMS if asserts else self._act(sense),
            kind=kind,
            kinds=kinds,
            polarity=polarity,
            form=Form(sub) if intent in intents.FORM and sub else None,
            numbers=claimed_numbers(text, self._language),
            tags=self._subjects.tags(doc),
            refers_back=bool(self._words.referring(doc)),
            position=self._words.position(doc),
            of_person=bool(self._words.third_person(doc)),
            language=self._language.code,
        )
        named = any(not number.is_small for number in frame.numbers)
        if frame.topic == _ABOVE and (asserts or not named):
            return replace(frame, intent=intents.FALLBACK, topic=None)
        return self._by_number(frame, doc)

    def _asserts(self, sense: Sense, text: Doc | Span) -> bool:
        """Whether a text states something or asks whether it is so: what begins with "which" or "how" does not."""
        claims = sense.probability("act", Act.CLAIMS.value)
        whether = sense.probability("kind", QuestionKind.YES_NO.value)
        asks = self._words.asks_for_something(text)
        return not asks and (
            max(claims, whether) >= LEAST_OF_A_KIND or self._words.asks_whether(text)
        )

    def _act(self, sense: Sense) -> Act:
        return Act.SETS_ASIDE if sense.best("act")[0] == Act.SETS_ASIDE.value else Act.ASKS

    def _kinds(
        self, sense: Sense, doc: Doc, asserts: bool
    ) -> tuple[tuple[QuestionKind, float], ...]:
        """The likeliest kinds of what is asked or stated; words that limit it to a part or to elsewhere decide."""
        if any(name not in self._said for name in self._words.named_countries(doc)):
            return ((QuestionKind.ELSEWHERE, 1.0),)
        if asserts and self._words.of_a_part(doc):
            return ((QuestionKind.SHARE, 1.0),)
        ranked = [(QuestionKind(name), share) for name, share in sense.ranked["kind"]]
        if not asserts:
            ranked = [(kind, share) for kind, share in ranked if kind is not QuestionKind.YES_NO]
            total = sum(share for _, share in ranked) or 1.0
            ranked = [(kind, share / total) for kind, share in ranked]
        # "On how many occasions" asks for a number, unless it is for something particular, such as how long.
        if ranked[0][0] is QuestionKind.OPEN and self._words.counting(doc):
            others = [one for one in ranked if one[0] is not QuestionKind.HOW_MANY]
            ranked = [(QuestionKind.HOW_MANY, ranked[0][1]), *others[1:], (QuestionKind.OPEN, 0.0)]
        return tuple(ranked[:_MAX_KINDS])

    def _by_number(self, frame: Frame, doc: Doc) -> Frame:
        """A clause of which only a number or a name is clear ("what was the 900?", "are the visits exact?")."""
        named = self._subjects.facts(doc)
        if frame.topic in intents.EXACTNESS and len(named) == 1:
            return replace(frame, intent=intents.EXACT, fact=named[0], topic=None)
        values = {n.value for n in frame.numbers if n.qualifier is None}
        found = [f for f in self._sheet.figures() if f.figure and f.figure.value in values]
        vague = frame.topic in _OF_NUMBERS or frame.intent.startswith(
            (intents.FALLBACK, intents.OUT_OF_SCOPE, intents.FOLLOW_UP_PREFIX)
        )
        if frame.fact is not None or len(found) != 1 or len(values) != 1 or not vague:
            return frame
        return replace(
            frame,
            intent=self._sheet.areas[found[0].area or ""].intent,
            confidence=min(frame.confidence, _BY_NUMBER),
            fact=found[0].key,
            topic=None,
            kind=QuestionKind.MEANING if frame.kind in _KINDS_OF_CLAIMS else frame.kind,
            kinds=() if frame.kind in _KINDS_OF_CLAIMS else frame.kinds,
        )

    def with_polarity_of(self, frame: Frame, parts: Sequence[Sense]) -> Frame:
        """A statement denies what one of its parts denies of the same fact: "..., is that right?" takes nothing back."""
        if frame.act is not Act.CLAIMS or frame.polarity is not Polarity.AFFIRMED:
            return frame
        for sense in parts:
            likely = sense.facts(self._sheet)
            claims = sense.probability("act", Act.CLAIMS.value) >= LEAST_OF_A_KIND
            contrary = _contrary(sense)
            if contrary and claims and likely and likely[0][0] == frame.fact:
                return replace(frame, polarity=contrary)
        return frame

    def _polarity(self, sense: Sense, doc: Doc) -> Polarity:
        """Whether a clause denies: by a word of negation at its verb, or by what it means."""
        contrary = _contrary(sense)
        if contrary is not None:
            return contrary
        return Polarity.DENIED if self._words.denies(doc) else Polarity.AFFIRMED


def _contrary(sense: Sense) -> Polarity | None:
    """How a text stands to the fact, where by what it means it does not affirm it."""
    if sense.probability("polarity", Polarity.AFFIRMED.value) >= _LIKELY_AFFIRMED:
        return None
    others = [n for n, _ in sense.ranked["polarity"] if n != Polarity.AFFIRMED.value]
    return Polarity(others[0])


def likeliest_intent(sense: Sense) -> tuple[str, float]:
    """The likeliest intent and its probability."""
    shares: dict[str, float] = {}
    for name, _, share in sense.subjects:
        if name != SEVERAL:
            shares[name] = shares.get(name, 0.0) + share
    return max(shares.items(), key=lambda item: item[1])


def counting(frame: Frame, sheet: FactSheet) -> Frame:
    """A question for a number goes to the figure that counts what it speaks of."""
    if frame.kind is not QuestionKind.HOW_MANY or frame.fact is None:
        return frame
    counted_by = sheet.facts[frame.fact].counted_by
    return replace(frame, fact=counted_by) if counted_by else frame
