"""Honest limits: what the fact sheet does not say, and the nearest thing it does."""

from __future__ import annotations

from bot.answers.composer import Composer
from bot.answers.reply import Reply, Status
from bot.facts.frame import OTHER_LANGUAGE, Frame

_DEFAULT_TOPIC = "other_activity"
# From this probability on a fact is near enough to a question that it does not answer.
_NEAR = 0.02
# From this one on it is offered where a question was not understood.
_MAYBE = 0.05


def refuse_out_of_scope(composer: Composer, frame: Frame) -> Reply:
    """What is missing, by topic, and the nearest fact where one is near."""
    topics = composer.texts.table("topics")
    topic = frame.topic or _DEFAULT_TOPIC
    if topic not in topics:
        topic = _DEFAULT_TOPIC
    text = topics[topic]
    fact = composer.sheet.facts.get(frame.facts[0][0]) if frame.facts else None
    if (
        fact is None
        or frame.facts[0][1] < _NEAR
        or topic not in composer.texts.list("nearest_topics")
    ):
        return composer.say(
            text,
            Status.NOT_IN_SOURCE,
            suggestions=composer.texts.list("greeting_suggestions"),
        )
    return composer.tell(composer.with_nearest(text, fact), Status.NOT_IN_SOURCE, [fact])


def ask_to_rephrase(composer: Composer, frame: Frame) -> Reply:
    """For messages that were not understood: say so, or in which language to write, and offer a way on."""
    other_language = frame.topic == OTHER_LANGUAGE
    code = composer.texts.language
    facts = [composer.sheet.facts[key] for key, share in frame.facts if share >= _MAYBE]
    likely = [] if other_language else [fact.question[code] for fact in facts]
    return composer.say(
        composer.texts["other_language" if other_language else "unsure"],
        Status.CLARIFY,
        suggestions=likely or composer.texts.list("greeting_suggestions"),
    )
