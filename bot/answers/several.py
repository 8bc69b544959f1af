"""One reply to a message that holds several questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.answers import (
    across_areas,
    care,
    comparisons,
    follow_ups,
    groups,
    refusals,
    small_talk,
)
from bot.answers.composer import Composer
from bot.answers.context import Context
from bot.answers.in_context import in_context
from bot.answers.reply import Reply, Status
from bot.facts.question import Question

Answer = Callable[[Composer, Question, Context], Reply]

# Every intent that is not a programme area's; those are answered from the sheet's own list of areas.
ANSWERS: Mapping[str, Answer] = {
    "ask_overview": lambda c, q, _: across_areas.give_overview(c, q),
    "ask_closure": follow_ups.answer_in_context,
    "ask_key_figures": lambda c, q, _: across_areas.list_key_figures(c),
    "ask_source": across_areas.cite_source,
    "ask_contact": lambda c, q, _: across_areas.give_contact(c),
    "ask_privacy": lambda c, q, _: across_areas.explain_privacy(c),
    "forget_conversation": lambda c, q, _: across_areas.confirm_forgotten(c),
    "ask_capabilities": lambda c, q, _: across_areas.describe_capabilities(c),
    "ask_bot_identity": lambda c, q, _: small_talk.identify(c),
    "follow_up_more": lambda c, q, x: follow_ups.tell_more(c, x),
    "follow_up_count": follow_ups.count,
    "follow_up_detail": follow_ups.ask_detail,
    "follow_up_exact": follow_ups.say_how_exact,
    "follow_up_repeat": follow_ups.repeat,
    "ask_comparison": comparisons.compare,
    "ask_group": lambda c, q, _: groups.tell_of_group(c, q),
    "acknowledge": lambda c, q, _: small_talk.take_note(c),
    "out_of_scope": lambda c, q, _: refusals.refuse_out_of_scope(c, q),
    "nlu_fallback": lambda c, q, _: refusals.ask_to_rephrase(c, q),
    "greet": lambda c, q, _: small_talk.greet(c),
    "thank": lambda c, q, _: small_talk.thank(c),
    "goodbye": lambda c, q, _: small_talk.say_goodbye(c),
    "affirm": lambda c, q, _: small_talk.acknowledge(c, yes=True),
    "deny": lambda c, q, _: small_talk.acknowledge(c, yes=False),
}
# Said once for the whole message, or not at all beside a question that was answered.
_SMALL_TALK = frozenset(
    {"greet", "goodbye", "thank", "affirm", "deny", "acknowledge", "nlu_fallback"}
)
_MOST_RECENT = 12
_FAILED = frozenset({Status.NOT_IN_SOURCE, Status.CLARIFY})


def answer_one(composer: Composer, question: Question, context: Context) -> Reply:
    """The answer to one question, whatever its intent, in the light of what was said before."""
    question = in_context(composer, question, context)
    if question.intent in composer.texts.table("care"):
        return care.redirect(composer, question.intent, context)
    answer = ANSWERS.get(question.intent, follow_ups.answer_in_context)
    return answer(composer, question, context)


def answer_several(composer: Composer, questions: Sequence[Question], context: Context) -> Reply:
    """Answers every question in order, people in need first; one source line for all.

    Args:
        composer: facts and wording.
        questions: those of one message.
        context: what the conversation was about before.
    """
    replies: list[Reply] = []
    for question in _in_order(composer, questions):
        reply = answer_one(composer, question, context)
        if all(reply.body != earlier.body for earlier in replies):
            replies.append(reply)
        context = next_context(composer, reply, [question], context)
    if len(replies) == 1:
        return replies[0]
    last = replies[-1]
    return composer.say(
        "\n\n".join(reply.body for reply in replies),
        _joint_status(replies),
        facts=_joint_facts(replies),
        area=last.area,
        suggestions=dict.fromkeys(title for reply in replies for title in reply.suggestions),
        quoted=[number for reply in replies for number in reply.quoted],
        citation=_joint_citation(composer, replies),
        cites_title=any(reply.cites_title for reply in replies),
    )


def _joint_facts(replies: Sequence[Reply]) -> list[str]:
    return list(dict.fromkeys(key for reply in replies for key in reply.facts))


def _joint_citation(composer: Composer, replies: Sequence[Reply]) -> str:
    citations = list(dict.fromkeys(reply.citation for reply in replies if reply.citation))
    if len(citations) > 1:
        return composer.cite_together([composer.sheet.facts[key] for key in _joint_facts(replies)])
    return citations[0] if citations else ""


def next_context(
    composer: Composer, reply: Reply, questions: Sequence[Question], before: Context
) -> Context:
    """What the conversation is about after a reply; small talk and care leave the subject as it was.

    Args:
        composer: facts and wording.
        reply: the one just given.
        questions: those it answers.
        before: what the conversation was about until then.
    """
    care_intents = composer.texts.table("care")
    met = next((q.intent for q in questions if q.intent in care_intents), None)
    if reply.area is None and not reply.facts:
        return replace(before, care=met or before.care)
    area = composer.sheet.areas.get(reply.area or "")
    whole_area = area is not None and set(reply.facts) == set(area.facts)
    given = (area.key,) if area and whole_area else reply.facts
    recent = tuple(key for key in before.recent if key not in given) + tuple(given)
    # Of a correction the first is what was asked about; the other is only where the number belongs.
    alone = len(reply.facts) == 1 or (reply.status is Status.CORRECTED and len(questions) == 1)
    fact = reply.facts[0] if alone else None
    return Context(reply.area, fact, questions[-1].kind, recent[-_MOST_RECENT:], met)


def _in_order(composer: Composer, questions: Sequence[Question]) -> list[Question]:
    care_intents = composer.texts.table("care")
    sensitive = [q for q in questions if q.intent in care_intents]
    others = [q for q in questions if q.intent not in care_intents]
    questions_of_fact = [q for q in others if q.intent not in _SMALL_TALK]
    return [*sensitive, *questions_of_fact] or list(questions[:1])


def _joint_status(replies: Sequence[Reply]) -> Status:
    statuses = {reply.status for reply in replies}
    if Status.REDIRECTED in statuses:
        return Status.REDIRECTED
    if statuses <= _FAILED:
        return Status.NOT_IN_SOURCE
    if statuses & _FAILED:
        return Status.PARTLY_ANSWERED
    return Status.CORRECTED if Status.CORRECTED in statuses else Status.ANSWERED
