"""Replies to people in need, in anger or in danger: fixed, humane, with the right human contact."""

from __future__ import annotations

from bot.answers.composer import Composer
from bot.answers.reply import Reply, Status
from bot.facts.context import Context


def redirect(composer: Composer, intent: str, context: Context) -> Reply:
    """The fixed reply for a sensitive message, shorter where it was just given; never a figure in it.

    Args:
        composer: wording and contacts.
        intent: one of the keys of `care` in the texts.
        context: what was said before.

    Raises:
        KeyError: there is no text for this intent.
    """
    return composer.say(
        composer.texts.table("care_again" if intent == context.care else "care")[intent],
        Status.REDIRECTED,
        suggestions=composer.texts.care_suggestions(intent),
    )
