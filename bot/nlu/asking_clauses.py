"""Which clauses of a text ask something, and what stands around them."""

from __future__ import annotations

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, Token

from bot.facts import QuestionKind
from bot.nlu.question_words import QuestionWords

# So many words may stand before the comma in "good evening, is ...".
_GREETING = 4
_MOST_OF_AN_ASIDE = 8


def split_questions(doc: Doc, words: QuestionWords) -> list[str]:
    """The questions of a text, in order; the whole text where it holds at most one."""
    asking = asking_clauses(doc, words)
    if len(asking) < 2:
        return [doc.text]
    return [_without_lead_in(clause, words).text.strip(" ,;") for clause in asking]


def find_story(doc: Doc, words: QuestionWords) -> str:
    """The sentences of a text that ask nothing, where it holds others that do; else ""."""
    sentences = list(doc.sents)
    telling = [s for s in sentences if not any(_asks(c, words) for c in _clauses(s, words))]
    if len(telling) == len(sentences):
        return ""
    return " ".join(sentence.text for sentence in telling).strip()


def find_asides(doc: Doc, words: QuestionWords) -> tuple[list[str], list[str]]:
    """Short sentences that ask nothing, before the first and after the last that asks ("Thanks. ... Bye.")."""
    sentences = list(doc.sents)
    asking = [
        i for i, s in enumerate(sentences) if any(_asks(c, words) for c in _clauses(s, words))
    ]
    if not asking:
        return [], []
    short = [i for i, s in enumerate(sentences) if 0 < _length(s) <= _MOST_OF_AN_ASIDE]
    before = [sentences[i].text for i in short if i < asking[0]]
    return before, [sentences[i].text for i in short if i > asking[-1]]


def _length(clause: Span) -> int:
    return sum(1 for token in clause if token.is_alpha)


def _without_lead_in(clause: Span, words: QuestionWords) -> Span:
    """A clause from its question word on, where a colon leads to it ("I was told to ask: did you ...")."""
    for start in sorted(_starts(words.openers, clause)):
        if start > clause.start and clause.doc[start - 1].text == ":":
            return clause.doc[start : clause.end]
    return clause


def asked_part(doc: Doc, words: QuestionWords) -> str:
    """What the last asking clause asks, from its question word on; "" where that is the whole text."""
    asking = asking_clauses(doc, words)
    clause = asking[-1] if asking else doc[:]
    openers = {start for start in _starts(words.openers, clause) if _stands_alone(doc, start)}
    start = next(
        (i for i in sorted(openers) if i == clause.start or _is_joint(doc[i - 1], words)), None
    )
    asked = doc[start if start is not None else clause.start : clause.end].text.strip(" ,;")
    return asked if len(asked) < len(doc.text.strip()) else ""


def asking_clauses(doc: Doc, words: QuestionWords) -> list[Span]:
    """The clauses of a text that ask something; what stands around them is the story behind it."""
    clauses = [clause for sentence in doc.sents for clause in _clauses(sentence, words)]
    return [clause for clause in clauses if _asks(clause, words)]


def _clauses(sentence: Span, words: QuestionWords) -> list[Span]:
    """Cuts a sentence before every "and/comma + question word" that follows a question."""
    doc = sentence.doc
    openers = _starts(words.openers, sentence)
    cuts = [sentence.start]
    for token in sentence[1:]:
        if token.i not in openers:
            continue
        before = doc[token.i - 1]
        joined = _is_joint(before, words) and not _leads_in(doc[cuts[-1] : token.i], before, words)
        before_it = doc[cuts[-1] : token.i]
        if (
            joined
            and _asks(before_it, words)
            and _says_something(before_it, words)
            and _stands_alone(doc, token.i)
        ):
            cuts.append(token.i)
    ends = [*cuts[1:], sentence.end]
    return [_without_joint(doc[start:end], words) for start, end in zip(cuts, ends, strict=True)]


def _is_joint(token: Token, words: QuestionWords) -> bool:
    if token.lower_ in words.joints or token.text in ",;:-–—" or token.text == "...":
        return True
    # "..., second, what ..." counts questions off; "which of the two is ..." does not.
    counts_off = token.lower_ in words.enumerators
    return counts_off and (token.is_sent_start or not _is_inside(token.nbor(-1), words))


def _is_inside(token: Token, words: QuestionWords) -> bool:
    """Whether a token stands within a clause, and not between two."""
    return token.is_alpha and token.lower_ not in words.joints | words.enumerators


def _leads_in(clause: Span, joint: Token, words: QuestionWords) -> bool:
    """Whether a clause only says when the next one holds ("When the virus came, what changed?")."""
    kind = words.leading.get(clause[0].lower_)
    return joint.text == "," and kind in (QuestionKind.WHEN, QuestionKind.WHERE)


def _stands_alone(doc: Doc, start: int) -> bool:
    """Whether enough follows for a question of its own ("and what?" does not count)."""
    return sum(1 for token in doc[start:] if token.is_alpha) >= 2


def _says_something(clause: Span, words: QuestionWords) -> bool:
    """Whether a clause is more than the way to its question ("could you tell me, please ...")."""
    if _ends_in_request(clause, words):
        return False
    led_in = {
        position
        for matcher in (words.openers, words.requests)
        for _, start, end in matcher(clause)
        for position in range(start, end)
    }
    return any(token.is_alpha and token.i not in led_in and len(token) > 2 for token in clause)


def _ends_in_request(clause: Span, words: QuestionWords) -> bool:
    """Whether nothing follows the clause's request ("..., so tell me,"): what is asked comes next."""
    last = max((token.i for token in clause if token.is_alpha), default=clause.start)
    ends = {end for _, _, end in words.requests(clause)}
    return last + 1 in ends


def _without_joint(clause: Span, words: QuestionWords) -> Span:
    """The clause less the "and" that led to the next one."""
    end = clause.end
    while end > clause.start + 1 and (
        clause.doc[end - 1].lower_ in words.joints or clause.doc[end - 1].text in ",;:-–—"
    ):
        end -= 1
    return clause.doc[clause.start : end]


def _asks(clause: Span, words: QuestionWords) -> bool:
    """Whether a clause asks something: a question mark, a question word in front, or a request."""
    if clause.text.rstrip().endswith("?"):
        return sum(1 for token in clause if token.is_alpha) >= 2
    lead = min(_starts(words.openers, clause), default=None)
    if lead is not None and lead > clause.start + 1:
        # "Two: how many ...", but not a question word in the middle of a story.
        counted_off = clause.doc[lead - 1].text in ":)." and lead <= clause.start + 3
        lead = clause.start if counted_off else lead
    if lead is not None and lead <= clause.start + 1:
        return True
    led_to = any(_leads_to(clause, start, words) for start in _starts(words.openers, clause))
    return led_to or bool(words.requests(clause)) or bool(words.counting(clause))


def _leads_to(clause: Span, start: int, words: QuestionWords) -> bool:
    """Whether what stands before a question word leads to it: a colon, "we ask ...", or a greeting."""
    if start == 0:
        return True
    before = clause.doc[start - 1]
    greeted = before.text == "," and start <= clause.start + _GREETING
    return before.text == ":" or before.lower_ in words.asking_verbs or greeted


def _starts(matcher: PhraseMatcher, span: Span) -> set[int]:
    """Where the matches begin, as positions in the whole text (which is what spaCy counts)."""
    return {start for _, start, _ in matcher(span)}
