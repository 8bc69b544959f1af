"""Reads a message into frames: spells it, cuts it into clauses, reads each alone and in context."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from bot.facts import FactSheet, find_numbers, language, plain
from bot.facts import Kind as NumberKind
from bot.facts.context import Context
from bot.facts.frame import OTHER_LANGUAGE, UNCOUNTED, Act, ClaimedNumber, Form, Frame, Polarity
from bot.facts.model import QuestionKind
from bot.nlu import intents
from bot.nlu.classifier import SUBJECT, Classifier, Sense
from bot.nlu.clauses import (
    SENTENCES,
    Atom,
    Bounds,
    Cut,
    Reading,
    best_clauses,
    clause_texts,
    find_atoms,
)
from bot.nlu.compositions import ARITHMETIC, SEVERAL
from bot.nlu.examples import split_subject
from bot.nlu.lexicon import lexicon
from bot.nlu.resolution import CLEAR, Clause, in_context, is_of_fact, needs_context, settle
from bot.nlu.spelling import Spelling
from bot.nlu.subjects import subjects
from bot.nlu.tokenizer import parse

# So many numbers of one clause are looked at.
_MAX_NUMBERS = 8
_MAX_FACTS, _MAX_KINDS = 6, 5
# What a number counts stands in so many words behind it.
_NOUN_WITHIN = 6
_COUNTING = (NumberKind.COUNT, NumberKind.MAGNITUDE)
# From this probability on it is clear what a number counts.
_CLEARLY_COUNTED = 0.8
# How sure a fact is of which only the number is named.
_BY_NUMBER = 0.5
# How likely a fact must be to be one side of a comparison.
_LEAST_OF_A_SIDE, _LEAST_BESIDE, _ALONE = 0.1, 0.002, 0.6
_PAIRS = ("pair", "more", "fewer")
_OF_NUMBERS = ("above", "exact", "rounded")
# What two figures are named for only together.
_WHOLE = (
    (intents.COMPARISON, "pair"),
    (intents.COMPARISON, "more"),
    (intents.COMPARISON, "fewer"),
    (intents.OUT_OF_SCOPE, ARITHMETIC),
)
_WHOLE_KINDS = (QuestionKind.COMPARISON.value, QuestionKind.SHARE.value)
# How likely a clause must affirm to be taken for it, with a word of negation in it and without.
_SURELY_AFFIRMED, _LIKELY_AFFIRMED = 0.9, 0.55
# A kind of detail counts from this probability on.
_LEAST_OF_A_KIND = 0.5
# From this probability on a part of a clause is plainly about something.
_TELLS, _TELLS_OUTSIDE = 0.6, 0.92


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


class Reader:
    """Understands messages in one language."""

    def __init__(
        self,
        sheet: FactSheet,
        classifier: Classifier,
        spelling: Spelling,
        language_code: str,
        thresholds: Thresholds = Thresholds(),
    ) -> None:
        """A reader over one fact sheet.

        Args:
            sheet: what can be asked about.
            classifier: fitted on the project's examples.
            spelling: of the same language.
            language_code: of the messages.
            thresholds: from where on something counts.
        """
        self._sheet = sheet
        self._classifier = classifier
        self._spelling = spelling
        self._language_code = language_code
        self._language = language(language_code)
        self._words = lexicon(language_code)
        self._subjects = subjects(language_code)
        self._thresholds = thresholds
        # What we offer to ask is asked as a whole.
        questions = [fact.question for fact in sheet.facts.values()]
        questions += [area.question for area in sheet.areas.values()]
        self._offered = {plain(question[language_code]) for question in questions}

    def read(self, text: str, context: Context) -> tuple[Frame, ...]:
        """The frames of a message, at least one.

        Args:
            text: as typed.
            context: what the conversation was about before.
        """
        if self._words.crisis(parse(text, self._language_code)):
            return (Frame(text, intents.DISTRESS),)
        doc = parse(self._spelling.corrected(text), self._language_code)
        clauses = self._counted(self._clauses(doc))
        frames = settle(self._in_context(clauses, context), context, self._sheet)
        foreign = self._words.in_other_language(doc)
        if foreign and not any(
            is_of_fact(f, self._sheet) and f.confidence >= CLEAR for f in frames
        ):
            return (Frame(text, intents.FALLBACK, topic=OTHER_LANGUAGE),)
        return frames

    def _clauses(self, doc: Doc) -> list[Clause]:
        """The clauses of a message, each read by itself."""
        atoms = find_atoms(doc, self._words)
        if plain(doc.text) in self._offered:
            atoms = [Atom(0, len(doc), Cut.ITEM)]
        if not atoms:
            return [Clause(Frame(doc.text, intents.FALLBACK), asks=True)]
        texts = clause_texts(doc, atoms, self._words)
        senses = self._senses(texts)
        clauses = []
        for place in best_clauses(
            atoms, {place: _reading(sense) for place, sense in senses.items()}
        ):
            span = doc[atoms[place[0]].start : atoms[place[1] - 1].end]
            own = span.as_doc()
            frame = self._compared(self._frame(texts[place], senses[place], own), own)
            follows = doc[span.end : span.end + 1].text
            clauses.append(
                Clause(
                    frame,
                    asks=follows == "?",
                    leads_in=follows == ":",
                    listed=atoms[place[0]].cut in (Cut.JOINT, Cut.SEPARATOR),
                    item=any(atom.cut is Cut.ITEM for atom in atoms[1:]),
                    remark=senses[place].probability(SUBJECT, intents.REMARK),
                    aside=self._aside(senses[place], own),
                    sentence=self._intent(_sentence(place, atoms, senses)),
                )
            )
        return clauses

    def _in_context(self, clauses: list[Clause], context: Context) -> list[Clause]:
        """Each clause in the clearer of two readings: by itself, and behind the name of what was last spoken of."""
        last, area = context.fact or (context.told[0] if context.told else None), context.area
        names: dict[int, tuple[str, str | None]] = {}
        for place, clause in enumerate(clauses):
            name = self._name(last, area)
            if name and needs_context(clause.frame):
                names[place] = (name, last or area)
            if is_of_fact(clause.frame, self._sheet) and clause.frame.confidence >= CLEAR:
                last, area = clause.frame.fact, None
        if not names:
            return clauses
        texts = {
            place: f"{name}: {clauses[place].frame.text}" for place, (name, _) in names.items()
        }
        read = dict(zip(texts, self._classifier.read(list(texts.values())), strict=True))
        for place, sense in read.items():
            frame = clauses[place].frame
            behind = replace(frame, facts=self._facts(sense))
            clauses[place] = replace(
                clauses[place],
                frame=self._counting(in_context(frame, behind, names[place][1], self._sheet)),
            )
        return clauses

    def _name(self, fact: str | None, area: str | None) -> str | None:
        """What a fact or area is called."""
        known = self._sheet.facts.get(fact or "")
        if known is not None:
            return known.label[self._language_code]
        whole = self._sheet.areas.get(fact or area or "")
        return whole.name[self._language_code] if whole else None

    def _counted(self, clauses: list[Clause]) -> list[Clause]:
        """The clauses, with what the numbers count that are a figure's own: the words behind each, read as "how many ..."."""
        stated = {f.figure.value for f in self._sheet.figures() if f.figure}
        texts: dict[tuple[int, int], str] = {}
        for place, clause in enumerate(clauses):
            for number, claimed in enumerate(clause.frame.numbers):
                if claimed.value in stated and claimed.kind in _COUNTING:
                    rest = clause.frame.text.partition(claimed.text)[2].split()[:_NOUN_WITHIN]
                    if rest:
                        texts[place, number] = f"{self._words.how_many} {' '.join(rest)}"
        if not texts:
            return clauses
        senses = dict(zip(texts, self._classifier.read(list(texts.values())), strict=True))
        for (place, number), sense in senses.items():
            frame = clauses[place].frame
            numbers = list(frame.numbers)
            numbers[number] = replace(numbers[number], counts=_what_is_counted(sense, frame))
            clauses[place] = replace(clauses[place], frame=replace(frame, numbers=tuple(numbers)))
        return clauses

    def _aside(self, sense: Sense, doc: Doc) -> float:
        """How likely a clause sets something aside; surely, if it begins with "besides" or denies nothing by its "not"."""
        if any(start == 0 for _, start, _ in self._words.asides(doc)):
            return 1.0
        share = sense.probability("act", Act.SETS_ASIDE.value)
        negated = any(start == 0 and end == 1 for _, start, end in self._words.negations(doc))
        claimed = sense.probability("act", Act.CLAIMS.value)
        return 1.0 if negated and claimed < _LEAST_OF_A_KIND else share

    def _compared(self, frame: Frame, doc: Doc) -> Frame:
        """A comparison or a sum with its sides; with fewer than two it is none."""
        reckons = frame.topic == ARITHMETIC or frame.kind is QuestionKind.SHARE
        pairs = frame.topic in _PAIRS or frame.kind is QuestionKind.COMPARISON
        if not (pairs or reckons):
            return frame
        sides = self._sides(doc)
        if len(sides) < 2:
            plain = frame.kind is QuestionKind.COMPARISON
            return replace(frame, sides=sides, kind=QuestionKind.OPEN if plain else frame.kind)
        if reckons:
            return replace(
                frame, intent=intents.OUT_OF_SCOPE, topic=ARITHMETIC, fact=None, sides=sides
            )
        topic = frame.topic if frame.topic in _PAIRS else "pair"
        if self._words.less(doc) and topic == "more":
            topic = "fewer"
        return replace(frame, intent=intents.COMPARISON, topic=topic, fact=None, sides=sides)

    def _sides(self, doc: Doc) -> tuple[str, ...]:
        """The facts that a comparison sets side by side, in order: figures where there are any."""
        atoms = find_atoms(doc, self._words, self._words.sides)
        texts = clause_texts(doc, atoms, self._words)
        senses = self._senses(
            {place: text for place, text in texts.items() if place[1] - place[0] == 1}
        )
        found = []
        for sense in senses.values():
            facts = self._facts(sense)
            if facts and _is_side(facts):
                fact = self._sheet.facts[facts[0][0]]
                found.append(fact.counted_by or fact.key)
        return tuple(dict.fromkeys(found))

    def _senses(self, texts: dict[Bounds, str]) -> dict[Bounds, Sense]:
        different = list(dict.fromkeys(texts.values()))
        read = dict(zip(different, self._classifier.read(different), strict=True))
        return {place: read[text] for place, text in texts.items()}

    def _intent(self, sense: Sense) -> tuple[str, float]:
        """The likeliest intent and its probability."""
        shares: dict[str, float] = {}
        for name, _, share in _subjects(sense):
            if name != SEVERAL:
                shares[name] = shares.get(name, 0.0) + share
        return max(shares.items(), key=lambda item: item[1])

    def _frame(self, text: str, sense: Sense, doc: Doc) -> Frame:
        intent, confidence = self._intent(sense)
        kinds = tuple(
            (QuestionKind(name), share) for name, share in sense.ranked["kind"][:_MAX_KINDS]
        )
        kind = kinds[0][0] if kinds[0][1] >= _LEAST_OF_A_KIND else QuestionKind.OPEN
        facts = self._facts(sense)
        within = [(sub, share) for name, sub, share in _subjects(sense) if name == intent]
        sub = within[0][0]
        picked = sub is not None and within[0][1] >= self._thresholds.fact * confidence
        fact = sub if picked and sub in self._sheet.facts else None
        known = self._sheet.area_of_intent(intent) is not None or intent == intents.OUT_OF_SCOPE
        idle = intent in intents.SMALL_TALK and confidence < self._thresholds.small_talk
        if idle or confidence < self._thresholds.of(known):
            intent = intents.FALLBACK
        frame = Frame(
            text=text,
            intent=intent,
            confidence=confidence,
            fact=fact,
            facts=facts,
            topic=sub if fact is None else None,
            act=Act(sense.best("act")[0]),
            kind=kind,
            kinds=kinds,
            polarity=self._polarity(sense, doc),
            form=Form(sub) if intent in ("ask_form", "ask_summary") and sub else None,
            numbers=self._numbers(text),
            tags=self._subjects.tags(doc),
            refers_back=bool(self._words.referring(doc)),
            position=self._words.position(doc),
            of_person=bool(self._words.third_person(doc)),
            language=self._language_code,
        )
        return self._counting(self._by_number(frame, doc))

    def _by_number(self, frame: Frame, doc: Doc) -> Frame:
        """A clause of which only a number or a name is clear ("what was the 900?", "are the visits exact?")."""
        named = self._subjects.facts(doc)
        if frame.topic in ("exact", "rounded") and len(named) == 1:
            return replace(frame, intent=intents.EXACT, fact=named[0], topic=None)
        values = {n.value for n in frame.numbers if n.qualifier is None}
        found = [f for f in self._sheet.figures() if f.figure and f.figure.value in values]
        vague = frame.topic in _OF_NUMBERS or frame.intent in (
            intents.FALLBACK,
            intents.OUT_OF_SCOPE,
            "follow_up_exact",
        )
        if frame.fact is not None or len(found) != 1 or len(values) != 1 or not vague:
            return frame
        area = self._sheet.areas[found[0].area or ""]
        return replace(
            frame,
            intent=area.intent,
            confidence=min(frame.confidence, _BY_NUMBER),
            fact=found[0].key,
            topic=None,
            kind=QuestionKind.MEANING,
        )

    def _polarity(self, sense: Sense, doc: Doc) -> Polarity:
        """Whether a clause denies; where a word of negation stands in it, less will do to say so."""
        affirmed = sense.probability("polarity", Polarity.AFFIRMED.value)
        if affirmed >= (_SURELY_AFFIRMED if self._words.negations(doc) else _LIKELY_AFFIRMED):
            return Polarity.AFFIRMED
        others = [name for name, _ in sense.ranked["polarity"] if name != Polarity.AFFIRMED.value]
        return Polarity(others[0])

    def _counting(self, frame: Frame) -> Frame:
        """A question for a number goes to the figure that counts what it speaks of."""
        if frame.kind is not QuestionKind.HOW_MANY or frame.fact is None:
            return frame
        counted_by = self._sheet.facts[frame.fact].counted_by
        return replace(frame, fact=counted_by) if counted_by else frame

    def _facts(self, sense: Sense) -> tuple[tuple[str, float], ...]:
        likely: dict[str, float] = {}
        for _, sub, share in _subjects(sense):
            if sub is not None and sub in self._sheet.facts:
                likely[sub] = likely.get(sub, 0.0) + share
        return tuple(sorted(likely.items(), key=lambda item: -item[1])[:_MAX_FACTS])

    def _numbers(self, text: str) -> tuple[ClaimedNumber, ...]:
        return tuple(
            ClaimedNumber(n.text.strip(), n.value, n.kind, n.qualifier)
            for n in find_numbers(text, self._language)[:_MAX_NUMBERS]
        )


def _subjects(sense: Sense) -> list[tuple[str, str | None, float]]:
    return [(*split_subject(subject), share) for subject, share in sense.ranked[SUBJECT]]


def _reading(sense: Sense) -> Reading:
    """The likeliest class; out of scope is one class, whatever the topic."""
    subject, probability = sense.best(SUBJECT)
    intent, sub = split_subject(subject)
    kind, likelihood = sense.best("kind")
    whole = (
        (intent, sub) in _WHOLE
        or (kind in _WHOLE_KINDS and likelihood >= _LEAST_OF_A_KIND)
        or (probability >= _TELLS and sense.probability("act", Act.CLAIMS.value) > _LEAST_OF_A_KIND)
    )
    if intent == SEVERAL:
        return Reading(subject, 1 - probability)
    outside = intent == intents.OUT_OF_SCOPE
    tells = probability >= (_TELLS_OUTSIDE if outside else _TELLS) and (outside or sub is not None)
    if outside:
        share = sum(s for name, _, s in _subjects(sense) if name == intents.OUT_OF_SCOPE)
        return Reading(intents.OUT_OF_SCOPE, share, whole, tells)
    return Reading(subject, probability, whole, tells)


def _sentence(place: Bounds, atoms: Sequence[Atom], senses: Mapping[Bounds, Sense]) -> Sense:
    """The reading of the longest stretch around a clause that is not longer than its sentence."""
    around = [
        (start, end)
        for start, end in senses
        if start <= place[0]
        and place[1] <= end
        and not any(atom.cut in SENTENCES for atom in atoms[start + 1 : end])
    ]
    return senses[max(around, key=lambda other: other[1] - other[0], default=place)]


def _is_side(facts: Sequence[tuple[str, float]]) -> bool:
    """Whether a part of a comparison names a fact: by itself, or beside the words that compare ("compare visits ...")."""
    share = facts[0][1]
    alone = share >= _ALONE * sum(other for _, other in facts)
    return share >= _LEAST_OF_A_SIDE or (alone and share >= _LEAST_BESIDE)


def _what_is_counted(sense: Sense, frame: Frame) -> str:
    """Key of the fact whose unit follows a number, or `UNCOUNTED`; "" where that is not clear.

    Args:
        sense: of the words behind the number, read as "how many ...".
        frame: the clause; of one that is unclear but for its number, those words must speak for the fact.
    """
    subject, share = sense.best(SUBJECT)
    intent, sub = split_subject(subject)
    if share >= _CLEARLY_COUNTED and sub is not None:
        return UNCOUNTED if intent == intents.OUT_OF_SCOPE else sub
    outside = sum(s for name, _, s in _subjects(sense) if name == intents.OUT_OF_SCOPE)
    own = sum(s for _, key, s in _subjects(sense) if key == frame.fact)
    return UNCOUNTED if frame.confidence < CLEAR and outside > own else ""
