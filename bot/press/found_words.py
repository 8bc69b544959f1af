"""What a search has found, in words."""

from __future__ import annotations

from bot.press.press import Press
from bot.press.search import Found, Matches


def found_words(press: Press, found: Found) -> str:
    """How much there is, for the line beside the search box."""
    texts = press.texts["filter"]
    if not found.area and not found.words:
        return texts["everything"]
    whole, partly = _counted(press, found.whole), _counted(press, found.partly)
    if not whole:
        return texts["found_partly"].format(what=partly) if partly else texts["nothing"]
    said = texts["found"].format(what=whole)
    return texts["found_more"].format(found=said, what=partly) if partly else said


def taken_words(press: Press, found: Found) -> list[str]:
    """Which words were taken for others, a sentence for each."""
    form = press.texts["filter"]["taken_for"]
    return [form.format(typed=typed, taken=taken) for typed, taken in found.taken]


def _counted(press: Press, matches: Matches) -> str:
    texts = press.texts["filter"]
    counted = [
        texts[one if len(facts) == 1 else several].format(count=len(facts))
        for one, several, facts in (
            ("figure", "figures", matches.figures),
            ("statement", "statements", matches.statements),
        )
        if facts
    ]
    return (
        texts["and"].format(one=counted[0], other=counted[1])
        if len(counted) > 1
        else "".join(counted)
    )
