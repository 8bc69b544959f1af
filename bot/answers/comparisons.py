"""Which figure is larger, and what can be set side by side; never a sum, a share or a ranking of effort."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.claims import ORDERS_OF_MAGNITUDE
from bot.answers.composer import Composer
from bot.answers.reply import Reply, Status
from bot.facts import Fact, Qualifier, Style
from bot.facts.context import Context
from bot.facts.frame import Frame

_MAX_LISTED = 8


def compare(composer: Composer, frame: Frame, context: Context) -> Reply:
    """The answer to a comparison.

    Args:
        composer: facts and wording.
        frame: its topic says what is compared: largest, smallest, pair, exact or rounded.
        context: figures mentioned before, for "which of them".
    """
    areas = [key for key in frame.sides if key in composer.sheet.areas]
    if len(areas) > 1:
        return _areas_side_by_side(composer, areas)
    match frame.topic:
        case "largest":
            return _extreme(composer, frame, context, largest=True)
        case "smallest":
            return _extreme(composer, frame, context, largest=False)
        case "ranked":
            return _ranked(composer, frame, context)
        case "above":
            return _above(composer, frame, context)
        case "exact":
            return _by_exactness(composer, exact=True)
        case "rounded":
            return _by_exactness(composer, exact=False)
    pair = _pair(composer, frame, context)
    return (
        _larger_of_two(composer, pair[0], pair[1], frame.topic)
        if len(pair) == 2
        else _which_figures(composer)
    )


def _extreme(composer: Composer, frame: Frame, context: Context, largest: bool) -> Reply:
    """The largest or smallest of the figures in question: those just mentioned, or of a group, or all."""
    pool = _countable(_figures_in_question(composer, frame, context))
    if not pool:
        return _which_figures(composer)
    chosen = (max if largest else min)(pool, key=_least)
    wording = composer.texts.table("comparison")["largest" if largest else "smallest"]
    text = wording.format(sentence=composer.sentence(chosen))
    return _say(composer, f"{text} {composer.texts.table('comparison')['caveat']}", [chosen])


def _ranked(composer: Composer, frame: Frame, context: Context) -> Reply:
    """The figures in question from the largest to the smallest."""
    pool = sorted(
        _countable(_figures_in_question(composer, frame, context)), key=_least, reverse=True
    )
    return _list(composer, "ranked", pool[:_MAX_LISTED])


def _above(composer: Composer, frame: Frame, context: Context) -> Reply:
    """The figures that are surely above, or below, a number that is named; the largest first."""
    named = next((number.value for number in frame.numbers if number.value), None)
    if named is None:
        return _which_figures(composer)
    below = any(number.qualifier == "less_than" for number in frame.numbers)
    pool = _countable(_figures_in_question(composer, frame, context))
    found = [fact for fact in pool if (_least(fact) < named if below else _least(fact) >= named)]
    ordered = sorted(found, key=_least, reverse=True)[:_MAX_LISTED]
    return (
        _list(composer, "below" if below else "above", ordered) if ordered else _none_such(composer)
    )


def _list(composer: Composer, name: str, facts: Sequence[Fact]) -> Reply:
    lines = [composer.item(fact.quoted_line(composer.language)) for fact in facts]
    return _say(composer, "\n".join([composer.texts.table("comparison")[name], *lines]), facts)


def _none_such(composer: Composer) -> Reply:
    return composer.say(
        composer.texts.table("comparison")["none"],
        Status.NOT_IN_SOURCE,
        suggestions=[composer.texts["key_figures_question"]],
    )


def _figures_in_question(composer: Composer, frame: Frame, context: Context) -> Sequence[Fact]:
    figures = [f for f in composer.sheet.figures() if not _is_excluded(composer, f, frame)]
    before = [fact for fact in figures if fact.key in context.recent]
    if frame.refers_back and len(before) > 1:
        return before
    tagged = [f for f in composer.sheet.facts.values() if set(f.tags) & set(frame.tags)]
    figures_tagged = [fact for fact in tagged if fact.figure]
    if len(_countable(figures_tagged)) > 1:
        return figures_tagged
    areas = {fact.area for fact in tagged}
    of_areas = [fact for fact in figures if fact.area in areas]
    return of_areas if len(_countable(of_areas)) > 1 else figures


def _is_excluded(composer: Composer, figure: Fact, frame: Frame) -> bool:
    """Whether a figure is set aside: itself, or what is spoken of where it stands ("leaving out the mine lessons")."""
    aside = [composer.sheet.facts[key] for key in frame.excluded]
    return any(f is figure or (f.figure is None and f.area == figure.area) for f in aside)


def _pair(composer: Composer, frame: Frame, context: Context) -> list[Fact]:
    """The two facts compared: the two sides, or else the likeliest figures, or the last two mentioned."""
    sides = [composer.sheet.facts[key] for key in frame.sides if key in composer.sheet.facts]
    if len(sides) > 1:
        return sides[:2]
    figures = {fact.key: fact for fact in composer.sheet.figures()}
    likely = [key for key, _ in frame.facts]
    before = list(reversed(context.recent))
    sources = [frame.sides, before] if frame.refers_back else [frame.sides]
    for keys in (*sources, likely, before):
        found = [figures[key] for key in dict.fromkeys(keys) if key in figures]
        if len(found) > 1:
            return found[:2]
    return []


def _larger_of_two(composer: Composer, one: Fact, other: Fact, topic: str | None) -> Reply:
    texts = composer.texts.table("comparison")
    if len(_countable([one, other])) < 2:
        text = f"{composer.sentence(one)} {composer.sentence(other)} {texts['not_comparable']}"
        return _say(composer, text, [one, other])
    larger, smaller = (one, other) if _least(one) >= _least(other) else (other, one)
    if _least(larger) == _least(smaller) or _overlap(larger, smaller):
        text = f"{composer.sentence(one)} {composer.sentence(other)} {texts['undecided']}"
        return _say(composer, text, [one, other])
    code = composer.texts.language
    text = texts["larger"].format(
        larger=larger.label[code],
        larger_sentence=composer.sentence(larger),
        smaller_sentence=composer.sentence(smaller),
    )
    if topic in ("more", "fewer"):
        text = f"{texts['yes' if (larger is one) == (topic == 'more') else 'no']} {text}"
    return _say(composer, f"{text} {texts['caveat']}", [larger, smaller])


def _areas_side_by_side(composer: Composer, keys: Sequence[str]) -> Reply:
    areas = [composer.sheet.areas[key] for key in keys]
    code = composer.texts.language
    parts = [
        composer.texts.table("comparison")["area"].format(
            name=area.name[code][:1].upper() + area.name[code][1:],
            summary=composer.sheet.summary(area, composer.language),
        )
        for area in areas
    ]
    return composer.say(
        "\n\n".join(parts),
        Status.ANSWERED,
        facts=dict.fromkeys(key for area in areas for key in area.facts),
        area=areas[-1].key,
        suggestions=[area.question[code] for area in areas],
        citation=composer.cite_sheet(),
    )


def _by_exactness(composer: Composer, exact: bool) -> Reply:
    figures = [
        fact
        for fact in composer.sheet.figures()
        if fact.figure and (fact.figure.qualifier is Qualifier.EXACT) is exact
    ]
    return _list(composer, "exact" if exact else "rounded", figures[:_MAX_LISTED])


def _which_figures(composer: Composer) -> Reply:
    return composer.say(
        composer.texts.table("comparison")["which"],
        Status.CLARIFY,
        suggestions=[composer.texts["key_figures_question"]],
    )


def _say(composer: Composer, text: str, facts: Sequence[Fact]) -> Reply:
    areas = {fact.area for fact in facts}
    return composer.say(
        text,
        Status.ANSWERED,
        facts=[fact.key for fact in facts],
        area=facts[0].area if len(areas) == 1 else None,
        suggestions=[
            *(fact.question[composer.texts.language] for fact in facts[:2]),
            composer.texts["key_figures_question"],
        ],
        citation=composer.cite_facts(facts),
    )


def _countable(facts: Sequence[Fact]) -> list[Fact]:
    """Figures that count something; a multiple counts nothing."""
    return [fact for fact in facts if fact.figure and fact.figure.style is not Style.FOLD]


def _least(fact: Fact) -> int:
    """The least that a figure can stand for."""
    return fact.figure.value if fact.figure else 0


def _overlap(larger: Fact, smaller: Fact) -> bool:
    """Whether an order of magnitude leaves open which of the two is larger."""

    def most(fact: Fact) -> int:
        return (
            10 * _least(fact) if fact.figure and fact.figure.qualifier in ORDERS_OF_MAGNITUDE else 0
        )

    return most(smaller) > _least(larger) or (
        most(larger) > 0 and _least(larger) <= _least(smaller) < most(larger)
    )
