"""Which figure is larger, and what can be set side by side; never a sum, a share or a ranking of effort."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.composer import Composer
from bot.answers.context import Context
from bot.answers.reply import Reply, Status
from bot.facts import Fact, Qualifier, Style
from bot.facts.question import Question

_VAGUE = (Qualifier.THOUSANDS, Qualifier.TENS_OF_THOUSANDS)
_MOST_IN_A_LIST = 8


def compare(composer: Composer, question: Question, context: Context) -> Reply:
    """The answer to a comparison.

    Args:
        composer: facts and wording.
        question: its topic says what is compared: largest, smallest, pair, exact or rounded.
        context: figures mentioned before, for "which of them".
    """
    areas = [key for key in question.sides if key in composer.sheet.areas]
    if len(areas) > 1:
        return _areas_side_by_side(composer, areas)
    match question.topic:
        case "largest":
            return _extreme(composer, question, context, largest=True)
        case "smallest":
            return _extreme(composer, question, context, largest=False)
        case "exact":
            return _by_exactness(composer, exact=True)
        case "rounded":
            return _by_exactness(composer, exact=False)
    pair = _pair(composer, question, context)
    return _larger_of_two(composer, *pair) if len(pair) == 2 else _which_figures(composer)


def _extreme(composer: Composer, question: Question, context: Context, largest: bool) -> Reply:
    """The largest or smallest of the figures in question: those just mentioned, or of a group, or all."""
    pool = _countable(_figures_in_question(composer, question, context))
    if not pool:
        return _which_figures(composer)
    chosen = (max if largest else min)(pool, key=_least)
    wording = composer.texts.table("comparison")["largest" if largest else "smallest"]
    text = wording.format(sentence=composer.sentence(chosen))
    return _say(composer, f"{text} {composer.texts.table('comparison')['caveat']}", [chosen])


def _figures_in_question(
    composer: Composer, question: Question, context: Context
) -> Sequence[Fact]:
    figures = composer.sheet.figures()
    before = [fact for fact in figures if fact.key in context.recent]
    if question.refers_back and len(before) > 1:
        return before
    tagged = [f for f in composer.sheet.facts.values() if set(f.tags) & set(question.tags)]
    figures_tagged = [fact for fact in tagged if fact.figure]
    if len(_countable(figures_tagged)) > 1:
        return figures_tagged
    areas = {fact.area for fact in tagged}
    of_areas = [fact for fact in figures if fact.area in areas]
    return of_areas if len(_countable(of_areas)) > 1 else figures


def _pair(composer: Composer, question: Question, context: Context) -> list[Fact]:
    """The two figures compared: the two sides, or those named or likeliest, or the last two mentioned."""
    figures = {fact.key: fact for fact in composer.sheet.figures()}
    likely = [key for key, _ in question.candidates]
    before = list(reversed(context.recent))
    sources = [question.sides, before] if question.refers_back else [question.sides]
    for keys in (*sources, question.named, likely, before):
        found = [figures[key] for key in dict.fromkeys(keys) if key in figures]
        if len(found) > 1:
            return found[:2]
    return []


def _larger_of_two(composer: Composer, one: Fact, other: Fact) -> Reply:
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
    lines = [
        composer.texts["key_figures_line"].format(line=fact.quoted_line(composer.language))
        for fact in figures[:_MOST_IN_A_LIST]
    ]
    intro = composer.texts.table("comparison")["exact" if exact else "rounded"]
    return _say(composer, "\n".join([intro, *lines]), figures[:_MOST_IN_A_LIST])


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
        citation=composer.cite_fact(facts[0]) if len(facts) == 1 else composer.cite_figures(),
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
        return 10 * _least(fact) if fact.figure and fact.figure.qualifier in _VAGUE else 0

    return most(smaller) > _least(larger) or (
        most(larger) > 0 and _least(larger) <= _least(smaller) < most(larger)
    )
