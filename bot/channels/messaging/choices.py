"""Suggestions as platforms carry them: an id that says what was chosen, whatever became of its title."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache

from bot.answers.composer import composer_for
from bot.facts import DEFAULT_LANGUAGE

_FORM = re.compile(r"[a-z]:[a-z0-9_]{1,60}")
_DIGITS = 16


def choice_id(title: str) -> str:
    """The id under which a suggestion is offered: the key of the fact or area that it asks for, or a hash."""
    return _ids().get(title) or f"s:{hashlib.sha256(title.encode()).hexdigest()[:_DIGITS]}"


def is_ours(identifier: str) -> bool:
    """Whether an id has the form of those given out here; anything else is forged, or another's."""
    return _FORM.fullmatch(identifier) is not None


def chosen(identifier: str, title: str = "") -> str:
    """What an id asks.

    Args:
        identifier: as it came back.
        title: what the button said, in case the id is of an earlier version; "" where the platform does not tell.
    """
    kept = _titles().get(identifier.partition(":")[2]) if is_ours(identifier) else None
    return kept or title


@cache
def _ids() -> Mapping[str, str]:
    return {title: f"s:{key}" for key, title in _titles().items()}


@cache
def _titles() -> Mapping[str, str]:
    composer = composer_for(DEFAULT_LANGUAGE)
    sheet, code = composer.sheet, composer.language.code
    of_texts = [
        *composer.texts.list("greeting_suggestions"),
        *composer.texts.list("thanks_suggestions"),
        composer.texts["key_figures_question"],
        composer.texts["overview_question"],
        *(
            t
            for intent in composer.texts.table("care")
            for t in composer.texts.care_suggestions(intent)
        ),
    ]
    hashed = {hashlib.sha256(t.encode()).hexdigest()[:_DIGITS]: t for t in of_texts}
    areas = {key: area.question[code] for key, area in sheet.areas.items()}
    facts = {key: fact.question[code] for key, fact in sheet.facts.items()}
    return {**hashed, **areas, **facts}
