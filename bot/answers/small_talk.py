"""Greetings, thanks and the like."""

from __future__ import annotations

from bot.answers.composer import Composer
from bot.answers.reply import Reply, Status


def greet(composer: Composer) -> Reply:
    """Says what this is, what it covers and what it cannot do, and offers three ways to start."""
    period = composer.sheet.source.numbers["period"].in_sentence(composer.language)
    return composer.say(
        composer.texts["greeting"].format(period=period),
        Status.CONVERSATION,
        suggestions=composer.texts.list("greeting_suggestions"),
        cites_title=True,
    )


def thank(composer: Composer) -> Reply:
    """Answers thanks."""
    return composer.say(
        composer.texts["thanks"],
        Status.CONVERSATION,
        suggestions=composer.texts.list("thanks_suggestions"),
    )


def say_goodbye(composer: Composer) -> Reply:
    """Ends the conversation."""
    return composer.say(composer.texts["goodbye"], Status.CONVERSATION)


def acknowledge(composer: Composer, yes: bool) -> Reply:
    """Takes a bare yes or no, which asks nothing by itself."""
    return composer.say(
        composer.texts["affirm" if yes else "deny"],
        Status.CONVERSATION,
        suggestions=composer.texts.list("greeting_suggestions"),
    )


def take_note(composer: Composer) -> Reply:
    """Answers a remark that asks nothing ("I see")."""
    return composer.say(
        composer.texts["noted"],
        Status.CONVERSATION,
        suggestions=composer.texts.list("thanks_suggestions"),
    )


def take_correction(composer: Composer) -> Reply:
    """Takes it that an answer was wrong, or not understood."""
    return composer.say(
        composer.texts["correction"],
        Status.CLARIFY,
        suggestions=composer.texts.list("thanks_suggestions"),
    )


def identify(composer: Composer) -> Reply:
    """Says that no person is answering."""
    return composer.say(
        composer.texts["bot_identity"],
        Status.CONVERSATION,
        suggestions=composer.texts.list("greeting_suggestions"),
    )
