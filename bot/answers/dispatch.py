"""Which answer an intent gets: one table, checked against the domain and the rules by a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.answers import (
    across_areas,
    care,
    comparisons,
    follow_ups,
    forms,
    groups,
    refusals,
    small_talk,
)
from bot.answers.composer import Composer
from bot.answers.facts_and_areas import answer_question
from bot.answers.reply import Reply
from bot.facts.context import Context
from bot.facts.frame import Frame

Answer = Callable[[Composer, Frame, Context], Reply]


def _answer_question(composer: Composer, frame: Frame, context: Context) -> Reply:
    return answer_question(composer, frame) or refusals.refuse_out_of_scope(composer, frame)


# Every intent that is not a programme area's or a need for care; those come from the sheet and the texts.
ANSWERS: Mapping[str, Answer] = {
    "ask_overview": lambda c, f, _: across_areas.give_overview(c, f),
    "ask_closure": _answer_question,
    "ask_key_figures": lambda c, f, _: across_areas.list_key_figures(c),
    "ask_summary": lambda c, f, _: forms.summarise(c, f),
    "ask_form": forms.reshape_last,
    "ask_source": across_areas.cite_source,
    "ask_contact": lambda c, f, _: across_areas.give_contact(c),
    "ask_privacy": lambda c, f, _: across_areas.explain_privacy(c),
    "forget_conversation": lambda c, f, _: across_areas.confirm_forgotten(c),
    "ask_capabilities": lambda c, f, _: across_areas.describe_capabilities(c),
    "ask_language": lambda c, f, _: across_areas.name_languages(c),
    "ask_bot_identity": lambda c, f, _: small_talk.identify(c),
    "follow_up_more": lambda c, f, x: follow_ups.tell_more(c, x),
    "follow_up_count": lambda c, f, x: follow_ups.ask_which(c),
    "follow_up_detail": lambda c, f, x: follow_ups.ask_which(c),
    "follow_up_exact": follow_ups.say_how_exact,
    "follow_up_repeat": follow_ups.repeat,
    "ask_comparison": comparisons.compare,
    "ask_group": lambda c, f, _: groups.tell_of_group(c, f),
    "report_error": lambda c, f, _: small_talk.take_correction(c),
    "care_follow_up": lambda c, f, _: refusals.ask_to_rephrase(c, f),
    "remark": lambda c, f, _: small_talk.take_note(c),
    "acknowledge": lambda c, f, _: small_talk.take_note(c),
    "out_of_scope": lambda c, f, _: refusals.refuse_out_of_scope(c, f),
    "nlu_fallback": lambda c, f, _: refusals.ask_to_rephrase(c, f),
    "greet": lambda c, f, _: small_talk.greet(c),
    "thank": lambda c, f, _: small_talk.thank(c),
    "goodbye": lambda c, f, _: small_talk.say_goodbye(c),
    "affirm": lambda c, f, _: small_talk.acknowledge(c, yes=True),
    "deny": lambda c, f, _: small_talk.acknowledge(c, yes=False),
}


def answer(composer: Composer, frame: Frame, context: Context) -> Reply:
    """The answer to one frame, whatever its intent."""
    if frame.intent in composer.texts.table("care"):
        return care.redirect(composer, frame.intent, context)
    return ANSWERS.get(frame.intent, _answer_question)(composer, frame, context)
