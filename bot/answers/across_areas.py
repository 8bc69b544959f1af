"""Answers about the fact sheet as a whole: overview, all key figures, source, contact."""

from __future__ import annotations

from bot.answers.composer import Composer
from bot.answers.facts_and_areas import answer_fact
from bot.answers.reply import Reply, Status
from bot.facts.context import Context
from bot.facts.frame import Frame


def give_overview(composer: Composer, frame: Frame) -> Reply:
    """The work as a whole, or one of the facts about it (how long, what for)."""
    if frame.fact is not None:
        return answer_fact(composer, composer.sheet.facts[frame.fact], frame)
    presence = composer.sheet.facts["presence"]
    text = composer.texts["overview"].format(period=_period(composer), areas=_area_names(composer))
    return composer.say(
        text,
        Status.ANSWERED,
        facts=[presence.key, "mission"],
        suggestions=[
            composer.texts["key_figures_question"],
            *(area.question[composer.texts.language] for area in composer.sheet.areas.values()),
        ],
        citation=composer.cite_sheet(),
    )


def list_key_figures(composer: Composer) -> Reply:
    """Every headline figure, one a line, as published."""
    figures = composer.sheet.figures()
    lines = [composer.item(fact.quoted_line(composer.language)) for fact in figures]
    text = "\n".join([composer.texts["key_figures"], *lines])
    return composer.say(
        text,
        Status.ANSWERED,
        facts=[fact.key for fact in figures],
        suggestions=[fact.question[composer.texts.language] for fact in figures],
        citation=composer.cite_figures(),
    )


def cite_source(composer: Composer, frame: Frame, context: Context) -> Reply:
    """Where the information comes from; after an answer, the section that answer rests on."""
    if frame.fact is not None:
        return answer_fact(composer, composer.sheet.facts[frame.fact], frame)
    source = composer.sheet.source
    fact = composer.sheet.facts.get(context.fact or "")
    area = composer.sheet.areas.get(context.area or "")
    text = composer.texts["source"].format(
        publisher=source.publisher[composer.texts.language],
        title=source.full_title(composer.language),
        **composer.contacts.addresses,
    )
    subject = fact or area
    if subject is not None:
        section = subject.section[composer.texts.language]
        text = composer.texts["source_of_fact"].format(section=section) + " " + text
    return composer.say(
        text,
        Status.ANSWERED,
        facts=[fact.key] if fact else [],
        area=area.key if area else None,
        suggestions=[
            composer.texts["key_figures_question"],
            composer.texts["overview_question"],
        ],
        cites_title=True,
    )


def give_contact(composer: Composer) -> Reply:
    """Where to find people."""
    return composer.say(
        composer.texts["contact"],
        Status.ANSWERED,
        suggestions=[composer.texts["overview_question"]],
    )


def explain_privacy(composer: Composer) -> Reply:
    """What is kept of a conversation, and what should not be written."""
    return composer.say(
        composer.texts["privacy"],
        Status.CONVERSATION,
        suggestions=composer.texts.list("thanks_suggestions"),
    )


def confirm_forgotten(composer: Composer) -> Reply:
    """That nothing of the conversation is kept."""
    return composer.say(
        composer.texts["forgotten"],
        Status.CONVERSATION,
        suggestions=composer.texts.list("thanks_suggestions"),
    )


def name_languages(composer: Composer) -> Reply:
    """In which languages it answers."""
    return composer.say(
        composer.texts["languages"],
        Status.CONVERSATION,
        suggestions=composer.texts.list("greeting_suggestions"),
    )


def describe_capabilities(composer: Composer) -> Reply:
    """What can be asked and what cannot."""
    return composer.say(
        composer.texts["capabilities"].replace("{areas}", _area_names(composer)),
        Status.CONVERSATION,
        suggestions=composer.texts.list("greeting_suggestions"),
    )


def _area_names(composer: Composer) -> str:
    return "; ".join(area.name[composer.texts.language] for area in composer.sheet.areas.values())


def _period(composer: Composer) -> str:
    return composer.sheet.facts["presence"].numbers["period"].in_sentence(composer.language)
