"""What the sheet says across its areas of one audience, partner, activity or place."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.across_areas import give_overview
from bot.answers.composer import Composer
from bot.answers.facts_and_areas import tell_area
from bot.answers.reply import Reply, Status
from bot.facts import Fact, Tag, TagKind
from bot.facts.frame import Frame

# Of more than so many facts those are told that fit best.
_MANY = 8
# Whom and with whom tells more than what and where.
_FIRST = (TagKind.AUDIENCE, TagKind.PARTNER)


def tell_of_group(composer: Composer, frame: Frame) -> Reply:
    """Every fact about the audiences, partners, activities or places that a question names.

    Args:
        composer: facts and wording.
        frame: with the tags it names; without one, its likeliest area is told, or the overview.
    """
    tags = [composer.sheet.tags[key] for key in frame.tags]
    facts = facts_of_group(composer, tags)
    if not facts and "partners" in (frame.topic or ""):
        facts = _with_partners(composer)
    if not facts:
        return _without_group(composer, frame)
    code = composer.texts.language
    text = composer.sentence(facts[0])
    if len(facts) > 1:
        text = f"{composer.texts['group']}\n{composer.lines(facts)}"
    areas = {fact.area for fact in facts}
    return composer.say(
        text,
        Status.ANSWERED,
        facts=[fact.key for fact in facts],
        area=facts[0].area if len(areas) == 1 else None,
        suggestions=dict.fromkeys(
            composer.sheet.areas[fact.area].question[code] for fact in facts if fact.area
        ),
        citation=composer.cite_facts(facts),
    )


def facts_of_group(composer: Composer, tags: Sequence[Tag]) -> list[Fact]:
    """All facts with these tags, the best fitting first; where several tags are named and some facts have them all, those."""
    for kinds in (_FIRST, tuple(TagKind)):
        wanted = {tag.key for tag in tags if tag.kind in kinds}
        facts = [fact for fact in composer.sheet.facts.values() if wanted & set(fact.tags)]
        if facts:
            break
    else:
        return []
    every = {tag.key for tag in tags}
    facts.sort(key=lambda fact: -len(every & set(fact.tags)))
    best = len(every & set(facts[0].tags))
    if len(facts) > _MANY and best > 1:
        facts = [fact for fact in facts if len(every & set(fact.tags)) == best]
    return facts


def _with_partners(composer: Composer) -> list[Fact]:
    """Facts that name every partner between them, as few as will do."""
    uncovered = {tag.key for tag in composer.sheet.tags.values() if tag.kind is TagKind.PARTNER}
    chosen: list[Fact] = []
    while uncovered:
        best = max(composer.sheet.facts.values(), key=lambda fact: len(uncovered & set(fact.tags)))
        chosen.append(best)
        uncovered -= set(best.tags)
    return chosen


def _without_group(composer: Composer, frame: Frame) -> Reply:
    for key, _ in frame.facts:
        area = composer.sheet.areas.get(composer.sheet.facts[key].area or "")
        if area is not None:
            return tell_area(composer, area)
    return give_overview(composer, frame)
