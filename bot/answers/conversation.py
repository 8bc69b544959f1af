"""One reply to a message, and what the conversation is about after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answers.composer import Composer
from bot.answers.dispatch import answer
from bot.answers.forms import reshape
from bot.answers.reply import Reply, Status
from bot.facts.context import Context
from bot.facts.frame import Frame

_MAX_RECENT = 12
# Beside anything else these need no answer of their own.
_POLITE = ("greet", "thank", "goodbye")
_FAILED = frozenset({Status.NOT_IN_SOURCE, Status.CLARIFY})


def respond(composer: Composer, frames: Sequence[Frame], context: Context) -> tuple[Reply, Context]:
    """The reply to a message and the context after it: every frame is answered, in order, under one source line.

    Args:
        composer: facts and wording.
        frames: of one message, at least one.
        context: what the conversation was about before.
    """
    composer = replace(composer, cited=context.cited)
    frames = [f for f in frames if f.intent not in _POLITE] or frames[:1]
    form = next((f for f in frames if f.intent == "ask_form"), None)
    asked = [frame for frame in frames if frame is not form]
    if form is None or not asked:
        asked, form = list(frames), None
    replies: list[Reply] = []
    for frame in asked:
        reply = _less_what_was_told(composer, answer(composer, frame, context), replies)
        if all(reply.body != earlier.body for earlier in replies):
            replies.append(reply)
        context = next_context(composer, reply, frame, context)
    # To ask what was meant beside an answer would put the answer in doubt.
    replies = [r for r in replies if not _asks_back(composer, r)] or replies
    reply = replies[0] if len(replies) == 1 else _together(composer, replies)
    if form is not None and reply.facts and reply.status is Status.ANSWERED:
        facts = [composer.sheet.facts[key] for key in reply.facts]
        reply = reshape(composer, facts, form.form)
        context = next_context(composer, reply, asked[-1], context)
    elif len(replies) > 1:
        context = replace(context, told=_told(composer, reply))
    return reply, context


def _less_what_was_told(composer: Composer, reply: Reply, before: Sequence[Reply]) -> Reply:
    """A reply without the nearest fact, where that was told a line above."""
    told = {key for earlier in before for key in earlier.facts}
    body = reply.body
    for key in told.intersection(reply.facts):
        body = body.removesuffix(composer.with_nearest("", composer.sheet.facts[key]))
    return replace(reply, body=body)


def _asks_back(composer: Composer, reply: Reply) -> bool:
    return reply.body in (composer.texts["nothing_before"], composer.texts["correction"])


def _together(composer: Composer, replies: Sequence[Reply]) -> Reply:
    keys = list(dict.fromkeys(key for reply in replies for key in reply.facts))
    citations = list(dict.fromkeys(reply.citation for reply in replies if reply.citation))
    if len(citations) > 1:
        citations = [composer.cite_facts([composer.sheet.facts[key] for key in keys])]
    return composer.say(
        "\n\n".join(reply.body for reply in replies),
        _joint_status(replies),
        facts=keys,
        area=replies[-1].area,
        suggestions=dict.fromkeys(title for reply in replies for title in reply.suggestions),
        quoted=[number for reply in replies for number in reply.quoted],
        citation=citations[0] if citations else "",
        cites_title=any(reply.cites_title for reply in replies),
    )


def _joint_status(replies: Sequence[Reply]) -> Status:
    statuses = {reply.status for reply in replies}
    if Status.REDIRECTED in statuses:
        return Status.REDIRECTED
    if statuses <= _FAILED:
        return Status.NOT_IN_SOURCE
    if statuses & _FAILED:
        return Status.PARTLY_ANSWERED
    return Status.CORRECTED if Status.CORRECTED in statuses else Status.ANSWERED


def next_context(composer: Composer, reply: Reply, frame: Frame, before: Context) -> Context:
    """What the conversation is about after a reply; small talk and care leave the subject as it was."""
    met = frame.intent if frame.intent in composer.texts.table("care") else None
    cited = before.cited or bool(reply.citation)
    if reply.area is None and not reply.facts:
        return replace(before, care=met or before.care, cited=cited)
    told = _told(composer, reply)
    recent = (*(key for key in before.recent if key not in told), *told)
    # Of a correction the first is what was asked about; the other is only where the number belongs.
    alone = len(reply.facts) == 1 or reply.status is Status.CORRECTED
    return Context(
        area=reply.area,
        fact=reply.facts[0] if alone and reply.facts else None,
        kind=frame.kind,
        told=told,
        recent=recent[-_MAX_RECENT:],
        care=met,
        cited=cited,
    )


def _told(composer: Composer, reply: Reply) -> tuple[str, ...]:
    """The facts told, or the area where it was told as a whole."""
    area = composer.sheet.areas.get(reply.area or "")
    whole = area is not None and set(reply.facts) == set(area.facts)
    return (area.key,) if area is not None and whole else reply.facts
