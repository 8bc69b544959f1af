from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.answers.composer import Composer, composer_for
from bot.answers.guard import UnprovenNumberError, check
from bot.answers.reply import Reply, Status
from bot.facts import Fact, Language, Qualifier, Quantity, Style, language

SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


@dataclass(frozen=True)
class Said:
    """A quantity as its fact's sentence says it."""

    fact: Fact
    quantity: Quantity

    @property
    def written(self) -> str:
        return self.quantity.in_sentence(language("en"))

    def with_number(self, replacement: str) -> Reply:
        """The fact's sentence with something else in the number's place."""
        text = self.fact.text(language("en"))
        start = text.lower().index(self.written.lower())
        body = text[:start] + replacement + text[start + len(self.written) :]
        return reply(body, self.fact.key)


def reply(body: str, *facts: str, **fields: Any) -> Reply:
    return replace(Reply(body, Status.ANSWERED, "en", facts), **fields)


def passes(said: Reply) -> None:
    composer = composer_for("en")
    check(said, composer.sheet, composer.contacts)


def refused(said: Reply) -> tuple[str, ...]:
    with pytest.raises(UnprovenNumberError) as caught:
        passes(said)
    return caught.value.numbers


def all_said() -> list[Said]:
    facts = composer_for("en").sheet.facts.values()
    return [Said(fact, quantity) for fact in facts for quantity in fact.numbers.values()]


quantities_said = st.deferred(lambda: st.sampled_from(all_said()))
numbers_said = st.deferred(
    lambda: st.sampled_from(
        [
            said
            for said in all_said()
            if said.quantity.qualifier in (Qualifier.EXACT, Qualifier.MORE_THAN)
            and said.quantity.style is Style.DIGITS
        ]
    )
)
grouped_numbers_said = numbers_said.filter(lambda said: said.quantity.value >= 1000)
lower_bounds_said = numbers_said.filter(lambda said: said.quantity.qualifier is Qualifier.MORE_THAN)
exact_said = numbers_said.filter(lambda said: said.quantity.qualifier is Qualifier.EXACT)
values = st.one_of(
    st.integers(min_value=0, max_value=3000),
    st.integers(min_value=0, max_value=10**7),
    st.deferred(lambda: st.sampled_from([said.quantity.value for said in all_said()])),
)


def in_words(value: int) -> str:
    if value < 20:
        return SMALL[value]
    if value < 100:
        tens, rest = divmod(value, 10)
        return TENS[tens - 2] + (f"-{SMALL[rest]}" if rest else "")
    scale, name = next(
        (scale, name)
        for scale, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred"))
        if value >= scale
    )
    whole, rest = divmod(value, scale)
    joint = " and " if rest < 100 else " "
    return f"{in_words(whole)} {name}" + (joint + in_words(rest) if rest else "")


def in_roman(value: int) -> str:
    letters = ""
    for size, sign in ROMAN:
        count, value = divmod(value, size)
        letters += sign * count
    return letters


def test_every_fact_as_rendered_passes(fact_key: str, composer: Composer) -> None:
    passes(reply(composer.sentence(composer.sheet.facts[fact_key]), fact_key))


def test_every_published_line_passes(
    figure_key: str, composer: Composer, english: Language
) -> None:
    passes(reply(composer.sheet.facts[figure_key].published_line(english), figure_key))


def test_every_summary_passes_with_its_facts(area_key: str, composer: Composer) -> None:
    area = composer.sheet.areas[area_key]
    passes(reply(composer.sheet.summary(area, composer.language), *area.facts))


def test_the_title_passes_only_where_it_is_cited(composer: Composer) -> None:
    title = composer.sheet.source.full_title(composer.language)
    passes(reply(title, cites_title=True))
    refused(reply(title))


@given(said=quantities_said)
def test_every_rendering_of_a_quantity_passes(said: Said) -> None:
    for rendering in said.quantity.renderings(language("en")):
        passes(said.with_number(rendering))
        passes(said.with_number(rendering.upper()))
        passes(said.with_number(rendering.replace(" ", "\n ")))


@given(said=quantities_said)
def test_a_figure_is_refused_without_its_fact(said: Said) -> None:
    numbers = refused(replace(said.with_number(said.written), facts=()))
    assert [number.lower() for number in numbers] == [said.written.lower()]


@given(said=quantities_said, value=values)
def test_any_other_number_in_digits_is_refused(said: Said, value: int) -> None:
    proven = {number.value for number in said.fact.numbers.values()}
    assume(value not in proven)
    for digits in (f"{value:,}", str(value)):
        refused(said.with_number(digits))
        refused(said.with_number(f"more than {digits}"))
        refused(said.with_number(f"{digits}+"))
        refused(said.with_number(f"{digits}-fold"))


@given(said=quantities_said, value=values.filter(lambda value: value != 1))
def test_numbers_in_words_are_refused(said: Said, value: int) -> None:
    assume(said.quantity.style is not Style.WORDS or value != said.quantity.value)
    refused(said.with_number(in_words(value)))
    refused(said.with_number(f"more than {in_words(value)}"))


def test_one_in_place_of_a_figure_is_refused() -> None:
    said = next(said for said in all_said() if said.fact.key == "detention_visits")
    refused(said.with_number("one"))


@given(said=quantities_said, value=st.integers(min_value=2, max_value=3999))
def test_roman_numerals_are_refused(said: Said, value: int) -> None:
    assume(len(in_roman(value)) > 1)
    refused(said.with_number(in_roman(value)))


@pytest.mark.parametrize("numeral", ["xvii", "XVIIth"])
def test_roman_numerals_are_refused_however_they_are_written(numeral: str) -> None:
    said = next(said for said in all_said() if said.quantity.style is Style.ORDINAL)
    refused(said.with_number(numeral))


@given(said=lower_bounds_said)
def test_a_dropped_qualifier_is_refused(said: Said) -> None:
    refused(said.with_number(f"{said.quantity.value:,}"))


@given(
    said=numbers_said,
    qualifier=st.sampled_from(
        [
            "about",
            "almost",
            "nearly",
            "around",
            "roughly",
            "some",
            "up to",
            "fewer than",
            "less than",
            "no more than",
            "at most",
            "close to",
            "an estimated",
            "approximately",
            "~",
            "at least",
            "upwards of",
            "no fewer than",
            "beyond",
        ]
    ),
)
def test_an_added_qualifier_is_refused(said: Said, qualifier: str) -> None:
    refused(said.with_number(f"{qualifier} {said.quantity.value:,}"))


@given(said=exact_said, qualifier=st.sampled_from(("more than {}", "over {}", "{}+", "{} or more")))
def test_an_exact_figure_is_refused_as_a_lower_bound(said: Said, qualifier: str) -> None:
    refused(said.with_number(qualifier.format(f"{said.quantity.value:,}")))


@given(said=lower_bounds_said)
def test_a_lower_bound_is_refused_as_exact(said: Said) -> None:
    refused(said.with_number(f"exactly {said.quantity.value:,}"))


@pytest.mark.parametrize("words", ["not", "well", "just"])
def test_a_qualifier_that_is_itself_qualified_is_refused(words: str) -> None:
    said = next(said for said in all_said() if said.fact.key == "missing_families_supported")
    qualifier = "more than" if words == "not" else "over"
    refused(said.with_number(f"{words} {qualifier} {said.quantity.value:,}"))


@given(
    said=grouped_numbers_said,
    separator=st.sampled_from((".", " ", "'", "’", "\u00a0", "\u202f", "")),
)
def test_the_separators_of_other_locales_are_refused(said: Said, separator: str) -> None:
    refused(said.with_number(said.written.replace(",", separator)))


@given(said=numbers_said, sign=st.sampled_from(("%", " %", " percent", " per cent")))
def test_a_figure_is_refused_as_a_percentage(said: Said, sign: str) -> None:
    refused(said.with_number(said.written + sign))


@given(
    said=numbers_said,
    scale=st.sampled_from(
        (" hundred", " thousand", " million", "-billion", " dozen", "k", " k", "m", " bn", "-fold")
    ),
)
def test_an_added_scale_word_is_refused(said: Said, scale: str) -> None:
    refused(said.with_number(said.written + scale))


@pytest.mark.parametrize("scale", ["trillion", "lakh"])
def test_a_rare_scale_word_is_refused(scale: str) -> None:
    said = next(said for said in all_said() if said.fact.key == "detention_visits")
    refused(said.with_number(f"{said.written} {scale}"))


@pytest.mark.parametrize("multiple", ["fivefold", "quadrupled", "by half", "threefold", "5-fold"])
def test_another_multiple_is_refused(multiple: str) -> None:
    said = next(said for said in all_said() if said.quantity.style is Style.FOLD)
    refused(said.with_number(multiple))


def test_the_multiple_is_refused_as_a_bare_number_or_a_percentage() -> None:
    said = next(said for said in all_said() if said.quantity.style is Style.FOLD)
    for ending in ("", "%", " times", " fold", "x"):
        refused(said.with_number(f"{said.quantity.value}{ending}"))


@given(said=quantities_said, other=quantities_said)
def test_a_figure_of_another_fact_is_refused(said: Said, other: Said) -> None:
    english = language("en")
    proven = {text for number in said.fact.numbers.values() for text in number.renderings(english)}
    assume(other.written.lower() not in proven)
    refused(said.with_number(other.written))


@given(said=quantities_said, digit=st.sampled_from("0123456789"), data=st.data())
def test_a_single_changed_or_added_digit_is_refused(
    said: Said, digit: str, data: st.DataObject
) -> None:
    positions = [i for i, character in enumerate(said.written) if character.isdigit()]
    assume(positions)
    place = data.draw(st.sampled_from(positions))
    changed = said.written[:place] + digit + said.written[place + 1 :]
    assume(changed != said.written)
    refused(said.with_number(changed))
    refused(said.with_number(said.written[:place] + digit + said.written[place:]))


@given(before=st.text(max_size=20), value=values, after=st.text(max_size=20))
def test_no_text_with_a_number_passes_without_facts(before: str, value: int, after: str) -> None:
    text = f"{before}{value:,}{after}"
    assume(all(term not in text for term in composer_for("en").sheet.terms))
    refused(reply(text))


def test_text_without_a_number_passes_without_facts() -> None:
    passes(reply("The fact sheet does not say when."))


def test_a_range_without_facts_is_refused_at_both_ends() -> None:
    assert refused(reply("Between 600 and 700 of them.")) == ("600", "700")


def test_an_unknown_fact_proves_nothing() -> None:
    assert refused(reply("Thousands.", "no_such_fact")) == ("fact 'no_such_fact'",)


@given(value=values)
def test_a_quoted_number_passes_only_declared_and_in_quotes(value: int) -> None:
    assume(value != 1)
    quoted = f"{value:,}"
    denial = f"No, the fact sheet does not say “{quoted}”."
    passes(reply(denial, quoted=(quoted,)))
    refused(reply(denial))
    refused(reply(denial, quoted=(f"{value + 1:,}",)))
    refused(reply(f"No, it was not {quoted}.", quoted=(quoted,)))
    refused(reply(f'No, it was not "{quoted}".', quoted=(quoted,)))
    refused(reply(f"{denial} It was {quoted}.", quoted=(quoted,)))
    refused(reply(f"No, it was “{quoted} or {quoted}”.", quoted=(quoted,)))


def test_a_contact_with_digits_passes_as_it_stands(composer: Composer) -> None:
    contacts = replace(composer.contacts, addresses={"icrc": "+41 22 555 01 99"})
    check(reply("Call +41 22 555 01 99."), composer.sheet, contacts)
    for altered in ("Call +41 22 555 01 98.", "Call +41 22 555.", "Call 22 555 01 99."):
        with pytest.raises(UnprovenNumberError):
            check(reply(altered), composer.sheet, contacts)


def test_a_term_with_a_digit_passes_only_as_it_stands(composer: Composer) -> None:
    for term in composer.sheet.terms:
        passes(reply(f"During {term} it went on."))
        refused(reply(f"During {term}9 it went on."))
        refused(reply(f"During {term} and 19 more."))


@given(said=quantities_said)
def test_a_number_in_a_suggestion_is_caught(said: Said) -> None:
    refused(reply("Nothing.", suggestions=(f"Was it {said.written}?",)))
    passes(reply("Nothing.", said.fact.key, suggestions=(f"Was it {said.written}?",)))


@given(said=quantities_said)
def test_a_number_in_the_citation_is_caught(said: Said) -> None:
    refused(reply("Nothing.", citation=f"Source: “{said.written} visits”."))


def test_every_unproven_number_is_named() -> None:
    text = "First 600 visits, then seventy percent, then XVII."
    assert refused(reply(text)) == ("600", "seventy percent", "XVII")
