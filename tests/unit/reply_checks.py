"""What the tests of answers ask of every reply."""

from __future__ import annotations

import re

from bot.answers.composer import Composer
from bot.answers.facts_and_areas import answer_fact
from bot.answers.guard import check
from bot.answers.reply import Reply
from bot.facts.frame import Frame

MOST_SUGGESTIONS = 3
PLAIN = Frame(text="", intent="")
SENTENCE_END = re.compile(r"[.!?](?=\s|$)")


def sentences(text: str) -> int:
    return len(SENTENCE_END.findall(text))


def answered(composer: Composer, key: str, question: Frame = PLAIN) -> Reply:
    return answer_fact(composer, composer.sheet.facts[key], question)


def is_fit_to_send(reply: Reply, composer: Composer) -> None:
    check(reply, composer.sheet, composer.contacts)
    assert reply.body.strip()
    assert "{" not in reply.text
    assert len(reply.suggestions) <= MOST_SUGGESTIONS
    assert len(set(reply.suggestions)) == len(reply.suggestions)
