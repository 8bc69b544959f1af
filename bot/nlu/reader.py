"""Reads a message into frames: spells it, cuts it into clauses, reads each alone and in context."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from bot.facts import FactSheet, plain
from bot.facts.context import Context
from bot.facts.frame import OTHER_LANGUAGE, Act, Frame
from bot.facts.model import QuestionKind
from bot.nlu import intents
from bot.nlu.asked import Clause, is_of_fact
from bot.nlu.atoms import SENTENCES, Atom, Cut, find_atoms
from bot.nlu.classifier import Classifier
from bot.nlu.clauses import Bounds, Reading, best_clauses, clause_texts
from bot.nlu.comparing import PAIRS, compared
from bot.nlu.compositions_of_several import ARITHMETIC, SEVERAL
from bot.nlu.examples import split_subject
from bot.nlu.framing import (
    DEFAULT_THRESHOLDS,
    LEAST_OF_A_KIND,
    Framer,
    Thresholds,
    counting,
    likeliest_intent,
)
from bot.nlu.in_context import CLEAR, in_context, needs_context
from bot.nlu.lexicon import lexicon
from bot.nlu.numbers import with_counted
from bot.nlu.resolution import settle
from bot.nlu.sense import SUBJECT, Sense
from bot.nlu.spelling import Spelling
from bot.nlu.strays import with_strays
from bot.nlu.tokenizer import parse

# What two figures are named for only together.
_WHOLE = (*((intents.COMPARISON, topic) for topic in PAIRS), (intents.OUT_OF_SCOPE, ARITHMETIC))
_WHOLE_KINDS = (QuestionKind.COMPARISON.value, QuestionKind.SHARE.value)
# Of what seems a list, a sum is asked from this probability on.
_MAYBE_A_SUM = 0.4
# From this probability on a part of a clause is plainly about something.
_TELLS, _TELLS_OUTSIDE = 0.6, 0.92


class Reader:
    """Understands messages in one language."""

    def __init__(
        self,
        sheet: FactSheet,
        classifier: Classifier,
        spelling: Spelling,
        language_code: str,
        said: Mapping[str, Collection[str]],
        thresholds: Thresholds = DEFAULT_THRESHOLDS,
    ) -> None:
        """A reader over one fact sheet.

        Args:
            sheet: what can be asked about.
            classifier: fitted on the project's examples.
            spelling: of the same language.
            language_code: of the messages.
            said: the words that are said of each fact, as `said_of_facts` gives them.
            thresholds: from where on something counts.
        """
        self._sheet = sheet
        self._classifier = classifier
        self._spelling = spelling
        self._language_code = language_code
        self._words = lexicon(language_code)
        self._said = said
        self._framer = Framer(sheet, language_code, thresholds)
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
        frames = settle(self._in_context(self._clauses(doc), context), context, self._sheet)
        known = any(is_of_fact(f, self._sheet) and f.confidence >= CLEAR for f in frames)
        if not known and self._words.in_other_language(doc):
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
        senses = self._classifier.read_each(texts)
        readings = {place: _reading(sense) for place, sense in senses.items()}
        clauses = []
        for place in best_clauses(atoms, readings):
            span = doc[atoms[place[0]].start : atoms[place[1] - 1].end]
            around = _sentence(place, atoms, senses)
            sentence = doc[atoms[around[0]].start : atoms[around[1] - 1].end]
            own, sense = span.as_doc(), senses[place]
            frame = self._framer.frame(texts[place], sense, own, sentence, senses[around])
            frame = self._framer.with_polarity_of(
                frame, [senses[part, part + 1] for part in range(*place)]
            )
            frame = compared(frame, own, self._classifier, self._words, self._sheet)
            follows = doc[span.end : span.end + 1].text
            clauses.append(
                Clause(
                    counting(frame, self._sheet),
                    asks=follows == "?",
                    opens=any(start <= 1 for _, start, _ in self._words.openers(own)),
                    leads_in=follows == ":",
                    comma=follows == ",",
                    listed=atoms[place[0]].cut in (Cut.JOINT, Cut.SEPARATOR),
                    item=any(atom.cut is Cut.ITEM for atom in atoms[1:]),
                    remark=sense.probability(SUBJECT, intents.REMARK),
                    tells=sense.probability("act", Act.TELLS.value),
                    aside=self._aside(sense, own),
                    sentence=likeliest_intent(senses[around]),
                )
            )
        frames = [clause.frame for clause in clauses]
        counted = with_counted(frames, self._classifier, self._words, self._sheet)
        return [replace(c, frame=f) for c, f in zip(clauses, counted, strict=True)]

    def _in_context(self, clauses: list[Clause], context: Context) -> list[Clause]:
        """Each clause in the clearer of two readings: by itself, and behind the name of what was last spoken of."""
        last, area = context.fact or (context.told[0] if context.told else None), context.area
        names: dict[int, tuple[str, str | None]] = {}
        if context.care is not None:
            last, area = None, intents.AREA_OF_NEED.get(context.care)
        for place, clause in enumerate(clauses):
            name = self._name(last, area)
            # Someone in need who asks for nothing goes on telling.
            asks = context.care is None or self._asks(clause.frame)
            if name and asks and needs_context(clause.frame):
                names[place] = (name, last or area)
            if is_of_fact(clause.frame, self._sheet) and clause.frame.confidence >= CLEAR:
                whole = self._sheet.area_of_intent(clause.frame.intent)
                last, area = clause.frame.fact, whole.key if whole else None
        read = self._classifier.read_each(
            {place: f"{name}: {clauses[place].frame.text}" for place, (name, _) in names.items()}
        )
        led = set()
        for place, sense in read.items():
            frame = clauses[place].frame
            behind = replace(frame, facts=sense.facts(self._sheet))
            settled = in_context(frame, behind, names[place][1], self._sheet)
            if settled.fact != frame.fact:
                led.add(place)
            clauses[place] = replace(clauses[place], frame=counting(settled, self._sheet))
        frames = [clause.frame for clause in clauses]
        strange = with_strays(frames, self._classifier, self._words, self._said, led)
        return [replace(c, frame=f) for c, f in zip(clauses, strange, strict=True)]

    def _asks(self, frame: Frame) -> bool:
        return self._words.asks_for_something(parse(frame.text, self._language_code))

    def _name(self, fact: str | None, area: str | None) -> str | None:
        """What a fact or area is called."""
        known = self._sheet.facts.get(fact or "")
        if known is not None:
            return known.label[self._language_code]
        whole = self._sheet.areas.get(fact or area or "")
        return whole.name[self._language_code] if whole else None

    def _aside(self, sense: Sense, doc: Doc) -> float:
        """How likely a clause sets something aside; surely, if it begins with "besides" or denies nothing by its "not"."""
        if any(start == 0 for _, start, _ in self._words.asides(doc)):
            return 1.0
        share = sense.probability("act", Act.SETS_ASIDE.value)
        negated = any(start == 0 and end == 1 for _, start, end in self._words.negations(doc))
        claimed = sense.probability("act", Act.CLAIMS.value)
        return 1.0 if negated and claimed < LEAST_OF_A_KIND else share


def _reading(sense: Sense) -> Reading:
    """The likeliest class; out of scope is one class, whatever the topic."""
    subject, probability = sense.best(SUBJECT)
    intent, sub = split_subject(subject)
    kind, likelihood = sense.best("kind")
    whole = (intent, sub) in _WHOLE or (kind in _WHOLE_KINDS and likelihood >= LEAST_OF_A_KIND)
    claims = sense.probability("act", Act.CLAIMS.value)
    states = probability >= _TELLS and claims > LEAST_OF_A_KIND
    sums = sense.probability("kind", QuestionKind.SHARE.value)
    if intent == SEVERAL:
        return Reading(subject, max(1 - probability, sums), sums >= _MAYBE_A_SUM)
    outside = intent == intents.OUT_OF_SCOPE
    tells = probability >= (_TELLS_OUTSIDE if outside else _TELLS) and (outside or sub is not None)
    if outside:
        share = sum(s for name, _, s in sense.subjects if name == intents.OUT_OF_SCOPE)
        return Reading(intents.OUT_OF_SCOPE, share, whole, states, tells)
    return Reading(subject, probability, whole, states, tells, intent == intents.EXACT)


def _sentence(place: Bounds, atoms: Sequence[Atom], senses: Mapping[Bounds, Sense]) -> Bounds:
    """The longest stretch around a clause that is read and not longer than its sentence."""
    around = [
        (start, end)
        for start, end in senses
        if start <= place[0]
        and place[1] <= end
        and not any(atom.cut in SENTENCES for atom in atoms[start + 1 : end])
    ]
    return max(around, key=lambda other: other[1] - other[0], default=place)
