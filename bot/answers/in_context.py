"""Reads a question in the light of what was said before it."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.claims import states_number_of
from bot.answers.composer import Composer
from bot.answers.context import Context
from bot.facts import Fact, Kind, QuestionKind, Style
from bot.facts.question import Question

_FOLLOW_UP = "follow_up_"
_DETAIL = "follow_up_detail"
_UNCLEAR = ("out_of_scope", "nlu_fallback")
# Messages that may be about a number in them, though they name nothing else.
_ABOUT_NUMBERS = (
    "nlu_fallback",
    "follow_up_exact",
    "follow_up_detail",
    "follow_up_count",
    "affirm",
    "deny",
)
# "And what did you do there?" is about the area just spoken of, not about all.
_ABOUT_ALL = ("ask_overview", "ask_capabilities")
# What "and in education?" does not take over from the question before.
_NOT_CARRIED = (QuestionKind.SHARE, QuestionKind.FUTURE, QuestionKind.HOW_MUCH_MONEY)
# Kinds of detail that a short question with a pronoun asks of what was just said.
_DETAILS = frozenset(
    {
        QuestionKind.WHEN,
        QuestionKind.WHERE,
        QuestionKind.WHO,
        QuestionKind.WITH_WHOM,
        QuestionKind.WHY,
        QuestionKind.WHICH,
        QuestionKind.SHARE,
        QuestionKind.HOW_LONG,
        QuestionKind.HOW_MUCH_MONEY,
    }
)
# Small talk that may name someone ("tell her thank you").
_NOT_ABOUT_ANYONE = (
    "greet",
    "goodbye",
    "thank",
    "ask_privacy",
    "forget_conversation",
    "ask_bot_identity",
)
_PERSONAL = 14
# While someone may be in danger, nothing but a question of fact or another need leads away from it: no "good",
# no greeting, no "I am not sure what you mean".
_URGENT = ("care_distress", "care_explosive")
_SMALL = (*_UNCLEAR, "greet", "affirm", "deny", "acknowledge", "insult", "ask_capabilities")
_FOLLOW_UPS = tuple(
    f"{_FOLLOW_UP}{what}" for what in ("more", "count", "detail", "exact", "repeat")
)
_RELATIVE = ("care_missing_relative", "care_detained_relative", "request_aid", "accusation")
_NOTHING_NEW = {
    "care_distress": (*_SMALL, *_FOLLOW_UPS, "goodbye"),
    # Who carried the thing away is no one who is missing.
    "care_explosive": (*_SMALL, *_FOLLOW_UPS, *_RELATIVE, "ask_privacy"),
}
_SHORT = 8
_VERY_SHORT = 5
# A fact of the area just spoken of is preferred if it is at least this likely.
_LEAST_LIKELY = 0.05


def in_context(composer: Composer, question: Question, context: Context) -> Question:
    """The question as it is meant after what was said before.

    Args:
        composer: facts, and the words that take up a question.
        question: as understood by itself.
        context: what was said before.
    """
    readings = (
        _about_the_person,
        _points_back,
        _exactness_of_the_last,
        _about_a_number,
        _asks_a_detail,
        _counts_what_was_mentioned,
        _stays_in_area,
        _unclear_but_near,
    )
    for reading in readings:
        meant = reading(composer, question, context)
        if meant is not None:
            return meant
    return _same_kind_again(composer, question, context)


def _about_the_person(composer: Composer, question: Question, context: Context) -> Question | None:
    """ "Could someone visit him?" after a relative was spoken of is met with care, not with a figure."""
    if context.care is None:
        return None
    still = replace(question, intent=context.care)
    if context.care in _URGENT:
        return still if question.intent in _NOTHING_NEW[context.care] else None
    if question.intent in composer.texts.table("care") or question.intent in _NOT_ABOUT_ANYONE:
        return None
    unclear = question.intent in _UNCLEAR and not question.candidates_are_likely
    return still if _words(question) <= _PERSONAL and (question.of_person or unclear) else None


def _points_back(composer: Composer, question: Question, context: Context) -> Question | None:
    """ "And the other one?" asks for what was said at that place."""
    if question.position is None or question.intent not in _UNCLEAR or not context.recent:
        return None
    if _words(question) > _SHORT:
        return None
    return replace(question, intent="follow_up_repeat")


def _exactness_of_the_last(
    composer: Composer, question: Question, context: Context
) -> Question | None:
    """ "Is that one exact?" asks of the figure just given, not which figures are exact."""
    if question.intent != "ask_comparison" or question.topic not in ("exact", "rounded"):
        return None
    if context.fact is None or _words(question) > _SHORT:
        return None
    if not question.refers_back and _words(question) > _VERY_SHORT:
        return None
    return replace(question, intent="follow_up_exact")


def _about_a_number(composer: Composer, question: Question, context: Context) -> Question | None:
    """ "And that many is right?": the fact with that number, or else the one just mentioned."""
    if not question.numbers or question.position is not None or _words(question) > 3 * _SHORT:
        return None
    if question.fact is None and any(n.kind is Kind.MULTIPLE for n in question.numbers):
        return _about_a_multiple(composer, question)
    area = composer.sheet.area_of_intent(question.intent)
    if area is not None:
        chosen = composer.sheet.facts.get(question.fact or "")
        if chosen is not None and chosen.numbers:
            return None
        return _ask(composer, question, _with_number(composer.sheet.facts_of(area.key), question))
    bare = question.intent == "out_of_scope" and _words(question) <= _VERY_SHORT  # "so 900?"
    if question.intent not in _ABOUT_NUMBERS and not bare:
        return None
    before = composer.sheet.facts.get(context.fact or "")
    if bare and before is not None and _may_be_meant_of(question, before):
        return _ask(composer, question, before)
    found = _with_number(composer.sheet.figures(), question)
    if found is None and before is not None and _may_be_meant_of(question, before):
        found = before
    return _ask(composer, question, found)


def _about_a_multiple(composer: Composer, question: Question) -> Question | None:
    """A multiple is claimed of the figure that is one, if there is only one."""
    multiples = [f for f in composer.sheet.figures() if f.figure and f.figure.style is Style.FOLD]
    if len(multiples) != 1:
        return None
    # "What does ...-fold mean?" names the very number.
    named = question.intent in _UNCLEAR and states_number_of(multiples[0], question)
    near = question.intent in _ABOUT_NUMBERS or composer.sheet.area_of_intent(question.intent)
    return _ask(composer, question, multiples[0]) if near or named else None


def _with_number(facts: list[Fact], question: Question) -> Fact | None:
    """The fact that has a number the question names; a headline figure before a statement."""
    having = [fact for fact in facts if states_number_of(fact, question)]
    return next((fact for fact in having if fact.figure), having[0] if having else None)


def _asks_a_detail(composer: Composer, question: Question, context: Context) -> Question | None:
    """ "Who were their teachers?" after a fact asks for a detail of it."""
    before = composer.sheet.facts.get(context.fact or "")
    if before is None or question.kind not in _DETAILS or not question.refers_back:
        return None
    if _words(question) > _SHORT or question.intent.startswith("care_"):
        return None
    if question.fact is not None and composer.sheet.facts[question.fact].area == before.area:
        return None
    if composer.sheet.area_of_intent(question.intent) is None and question.intent not in (
        *_UNCLEAR,
        "ask_overview",
    ):
        return None
    return replace(question, intent=_DETAIL, fact=None)


def _counts_what_was_mentioned(
    composer: Composer, question: Question, context: Context
) -> Question | None:
    """ "How many detainees are in it?" asks for the figure of the area just spoken of."""
    if question.kind is not QuestionKind.HOW_MANY or question.counted is None:
        return None
    if not (
        question.refers_back
        or question.intent in _UNCLEAR
        or question.intent.startswith(_FOLLOW_UP)
    ):
        return None
    facts = composer.sheet.facts_of(context.area) if context.area else []
    counting = {fact.key: fact for fact in facts if question.counted in fact.counts}
    if question.fact in counting or not counting:
        return None
    likely = [key for key, _ in question.candidates if key in counting]
    return _ask(composer, question, counting[[*likely, *counting][0]])


def _stays_in_area(composer: Composer, question: Question, context: Context) -> Question | None:
    """ "And what did their families get?" stays with the area just spoken of, if it has such a fact."""
    if not question.refers_back or context.area is None or _words(question) > _SHORT + 2:
        return None
    chosen = composer.sheet.facts.get(question.fact or "")
    if question.intent in _ABOUT_ALL and chosen is None and _words(question) <= _SHORT:
        return replace(question, intent=composer.sheet.areas[context.area].intent)
    if question.intent != "ask_group" and (chosen is None or chosen.area in (None, context.area)):
        return None
    for key, share in question.candidates:
        fact = composer.sheet.facts[key]
        if fact.area == context.area and share >= _LEAST_LIKELY * question.candidates[0][1]:
            return _ask(composer, question, fact)
    return None


def _unclear_but_near(composer: Composer, question: Question, context: Context) -> Question | None:
    """ "What do you do together?" says little by itself, and enough after a partner was spoken of."""
    if question.intent not in _UNCLEAR or context.area is None or _words(question) > _SHORT + 2:
        return None
    if not question.candidates or question.names_a_gap:
        return None
    key, share = question.candidates[0]
    fact = composer.sheet.facts[key]
    if fact.area != context.area or share < _LEAST_LIKELY:
        return None
    if question.kind is not QuestionKind.OPEN and question.kind not in fact.answers:
        return None
    return _ask(composer, question, fact)


def _same_kind_again(composer: Composer, question: Question, context: Context) -> Question:
    """ "And in education?" asks of the new area what was asked of the last one."""
    carried = (
        question.fact is None
        and question.kind is QuestionKind.OPEN
        and composer.sheet.area_of_intent(question.intent) is not None
        and _words(question) <= _VERY_SHORT
        and context.kind not in _NOT_CARRIED
        and question.text.lower().startswith(composer.texts.list("carry_over_openers"))
    )
    return replace(question, kind=context.kind) if carried else question


def _ask(composer: Composer, question: Question, fact: Fact | None) -> Question | None:
    if fact is None:
        return None
    area = composer.sheet.areas.get(fact.area or "")
    intent = area.intent if area else "ask_overview"
    return replace(question, intent=intent, fact=fact.key)


def _may_be_meant_of(question: Question, before: Fact) -> bool:
    """Whether a number may be claimed of the fact just given: it counts nothing else, and no other is named."""
    counts_it = all(n.counts is None or n.counts in before.counts for n in question.numbers)
    names_it = not question.named or before.key in question.named
    return bool(before.numbers) and counts_it and names_it


def _words(question: Question) -> int:
    return len(question.text.split())
