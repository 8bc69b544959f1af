"""The same answer in another form: shorter, in a line, as bullets, only the number."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.composer import Composer
from bot.answers.facts_and_areas import tell_area
from bot.answers.reply import Reply, Status
from bot.facts import Area, Fact, plain
from bot.facts.context import Context
from bot.facts.frame import Form, Frame

_SENTENCES = {Form.ONE_LINE: 1, Form.SHORTER: 1, Form.THREE_SENTENCES: 3}
_NAMED_IN_A_LINE = 3
# So many facts stand in a list at most, so that it can be read.
_MAX_LISTED = 12


def reshape_last(composer: Composer, frame: Frame, context: Context) -> Reply:
    """What the wish itself names in a form, or else the last answer; the whole sheet where there was none."""
    facts = [] if _area_named(composer, frame) else facts_told(composer, context)
    return reshape(composer, facts, frame.form) if facts else summarise(composer, frame)


def _area_named(composer: Composer, frame: Frame) -> Area | None:
    """The one programme area that a wish names ("detention in two sentences"), by its name or that of one of its facts."""
    code, sheet = composer.texts.language, composer.sheet
    text = f" {plain(frame.text)} "

    def named(area: Area) -> bool:
        names = [area.name[code]]
        names += [one for fact in sheet.facts_of(area.key) for one in fact.aliases.get(code, ())]
        return any(f" {plain(name)} " in text for name in names)

    found = [area for area in sheet.areas.values() if named(area)]
    return found[0] if len(found) == 1 else None


def facts_told(composer: Composer, context: Context) -> list[Fact]:
    """The facts of the last answer; of an area told as a whole those that its summary rests on."""
    areas = composer.sheet.areas
    keys = [k for key in context.told for k in (areas[key].facts if key in areas else (key,))]
    return [composer.sheet.facts[key] for key in dict.fromkeys(keys) if key in composer.sheet.facts]


def reshape(composer: Composer, facts: Sequence[Fact], form: Form | None) -> Reply:
    """Facts in a form.

    Args:
        composer: facts and wording.
        facts: at least one, the one asked for first.
        form: how they are to be laid out.
    """
    if form is Form.ONLY_NUMBER:
        return only_numbers(composer, facts)
    if form is Form.BULLETS:
        return _tell(composer, composer.lines(facts[:_MAX_LISTED]), facts[:_MAX_LISTED])
    if form in (Form.ONE_LINE, Form.SHORTER) and len(facts) > 1:
        chosen = _most_telling(facts, _NAMED_IN_A_LINE)
        names = composer.texts["and"].join(_named(composer, fact) for fact in chosen)
        return _tell(composer, composer.texts["in_one_line"].format(names=names), chosen)
    chosen = _most_telling(facts, _SENTENCES.get(form or Form.LONGER, len(facts)))
    return _tell(composer, composer.sentences(chosen), chosen)


def only_numbers(composer: Composer, facts: Sequence[Fact]) -> Reply:
    """The numbers as published; for one figure the number alone."""
    numbered = [fact for fact in facts if fact.main_quantity is not None]
    if not numbered:
        return composer.tell(
            composer.with_nearest(composer.texts["no_number_here"], facts[0]),
            Status.NOT_IN_SOURCE,
            facts[:1],
        )
    if len(numbered) == 1:
        return _tell(composer, _number(composer, numbered[0]), numbered)
    return _tell(
        composer, "\n".join(composer.item(_named(composer, f)) for f in numbered), numbered
    )


def summarise(composer: Composer, frame: Frame) -> Reply:
    """The whole fact sheet in a form, or the area of it that the wish names."""
    area = _area_named(composer, frame)
    if area is not None:
        long = frame.form in (None, Form.THREE_SENTENCES, Form.LONGER)
        facts = composer.sheet.facts_of(area.key)
        return tell_area(composer, area) if long else reshape(composer, facts, frame.form)
    figures = composer.sheet.figures()
    match frame.form:
        case Form.BULLETS:
            facts = [composer.sheet.facts[area.facts[0]] for area in composer.sheet.areas.values()]
            return _tell(composer, composer.lines(facts), facts)
        case Form.THREE_SENTENCES | Form.LONGER:
            return _summary(composer, "summary_in_three")
        case Form.ONLY_NUMBER:
            return only_numbers(composer, figures)
        case _:
            return _summary(composer, "summary_in_one")


def _summary(composer: Composer, name: str) -> Reply:
    facts = [composer.sheet.facts[key] for key in ("presence", "mission")]
    period = facts[0].numbers["period"].in_sentence(composer.language)
    return _tell(composer, composer.texts[name].format(period=period), facts)


def _most_telling(facts: Sequence[Fact], limit: int) -> list[Fact]:
    """So many facts: the one asked for, then headline figures, in their order."""
    ranked = sorted(range(len(facts)), key=lambda i: (i > 0, facts[i].figure is None, i))
    return [facts[i] for i in sorted(ranked[:limit])]


def _named(composer: Composer, fact: Fact) -> str:
    quantity = fact.main_quantity
    label = fact.label[composer.texts.language]
    if quantity is None:
        return label
    number = _number(composer, fact)
    return f"{number} {label}" if quantity.is_count else f"{number}: {label}"


def _number(composer: Composer, fact: Fact) -> str:
    quantity = fact.main_quantity
    return quantity.compact(composer.language) if quantity else ""


def _tell(composer: Composer, text: str, facts: Sequence[Fact]) -> Reply:
    return composer.tell(text, Status.ANSWERED, facts)
