from __future__ import annotations

import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts import Kind, Language, NumberMention, find_numbers, language

SEPARATORS = (",", ".", " ", "'", "\u00a0")


def only_number(text: str, spoken: Language) -> NumberMention:
    mentions = find_numbers(text, spoken)
    assert len(mentions) == 1, mentions
    return mentions[0]


@given(
    value=st.integers(min_value=0, max_value=10**7),
    separator=st.sampled_from(SEPARATORS),
    before=st.sampled_from(("", "There were ", "(", "“")),
    after=st.sampled_from(("", " people", ".", ")", "”", "?")),
)
def test_every_number_is_found_with_its_value_whatever_separates_its_digits(
    value: int, separator: str, before: str, after: str
) -> None:
    digits = f"{value:,}".replace(",", separator)
    mention = only_number(f"{before}{digits}{after}", language("en"))
    assert mention.value == value
    assert mention.text == digits


@given(value=st.integers(min_value=0, max_value=10**7))
def test_every_number_is_found_without_separators(value: int) -> None:
    assert only_number(f"was it {value}?", language("en")).value == value


@given(text=st.text(max_size=60))
def test_mentions_stand_in_order_and_never_overlap(text: str) -> None:
    mentions = find_numbers(text, language("en"))
    for mention in mentions:
        assert mention.text == text[mention.start : mention.end]
    for first, second in pairwise(mentions):
        assert first.end <= second.start


@given(text=st.text(alphabet=st.characters(categories=("Nd", "Nl", "No")), min_size=1, max_size=8))
def test_no_digit_of_any_script_is_overlooked(text: str) -> None:
    covered: set[int] = set()
    for mention in find_numbers(text, language("en")):
        covered.update(range(mention.start, mention.end))
    assert covered == set(range(len(text)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("007", 7),
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("6.543,5", 6543.5),
        ("6,543.5", 6543.5),
        ("6’543", 6543),
        ("6\u202f543", 6543),
        ("6\u2009543", 6543),
        ("٦٬٥٤٣", 6543),
        ("६,५४३", 6543),
        ("６５４３", 6543),
        ("৬৫৪৩", 6543),
        ("6k", 6000),
        ("6.5k", 6500),
        ("6 k", 6000),
        ("2m", 2_000_000),
        ("3bn", 3_000_000_000),
        ("6 thousand", 6000),
        ("2.5 million", 2_500_000),
        ("6-thousand", 6000),
    ],
)
def test_digits_are_read(text: str, value: float, english: Language) -> None:
    mention = only_number(text, english)
    assert (mention.value, mention.kind) == (value, Kind.COUNT)


def test_a_scale_word_glued_to_its_digits_is_read(english: Language) -> None:
    assert only_number("was it 6thousand?", english).value == 6000


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("zero", 0),
        ("seven", 7),
        ("Seventy-Five", 75),
        ("seventy five", 75),
        ("hundred", 100),
        ("a hundred", 100),
        ("one hundred and five", 105),
        ("one thousand three hundred and seventy-six", 1376),
        ("six thousand five hundred", 6500),
        ("a hundred thousand", 100_000),
        ("thirteen thousand", 13_000),
        ("two million", 2_000_000),
        ("half a million", 500_000),
        ("dozen", 12),
    ],
)
def test_number_words_are_read(text: str, value: float, english: Language) -> None:
    mention = only_number(f"was it {text}?", english)
    assert (mention.value, mention.kind) == (value, Kind.COUNT)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("twenty-one", 21),
        ("two thousand two hundred and sixty-one", 2261),
        ("thirty-one thousand", 31_000),
    ],
)
def test_number_words_that_end_in_one_are_read_whole(
    text: str, value: float, english: Language
) -> None:
    assert only_number(f"was it {text}?", english).value == value


def test_a_dozen_is_twelve(english: Language) -> None:
    assert only_number("a dozen families", english).value == 12


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1st", 1),
        ("2nd", 2),
        ("3rd", 3),
        ("17th", 17),
        ("112th", 112),
        ("seventeenth", 17),
        ("second", 2),
        ("hundredth", 100),
    ],
)
def test_ordinals_are_read(text: str, value: float, english: Language) -> None:
    mention = only_number(f"the {text} workshop", english)
    assert (mention.value, mention.kind) == (value, Kind.ORDINAL)


def test_ordinals_that_end_in_first_are_read_whole(english: Language) -> None:
    mention = only_number("the twenty-first workshop", english)
    assert (mention.value, mention.kind) == (21, Kind.ORDINAL)


@pytest.mark.parametrize("text", ["12%", "12 %", "12 percent", "12 per cent", "twelve percent"])
def test_percentages_are_read(text: str, english: Language) -> None:
    mention = only_number(f"{text} of them", english)
    assert (mention.value, mention.kind) == (12, Kind.PERCENT)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("105-fold", 105),
        ("105 fold", 105),
        ("105fold", 105),
        ("105 times", 105),
        ("105x", 105),
        ("105×", 105),
        ("twenty-fold", 20),
        ("tenfold", 10),
        ("doubled", 2),
        ("twice", 2),
    ],
)
def test_multiples_are_read(text: str, value: float, english: Language) -> None:
    mention = only_number(f"it fell {text}.", english)
    assert (mention.value, mention.kind) == (value, Kind.MULTIPLE)


@pytest.mark.parametrize(
    ("text", "value"), [("fivefold", 5), ("twentyfold", 20), ("quadrupled", 4), ("thrice", 3)]
)
def test_multiples_in_one_word_are_read(text: str, value: float, english: Language) -> None:
    mention = only_number(f"it fell {text}.", english)
    assert (mention.value, mention.kind) == (value, Kind.MULTIPLE)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("dozens", 12),
        ("hundreds", 100),
        ("thousands", 1000),
        ("tens of thousands", 10_000),
        ("hundreds of thousands", 100_000),
        ("millions", 1_000_000),
    ],
)
def test_orders_of_magnitude_are_read(text: str, value: float, english: Language) -> None:
    mention = only_number(f"{text} of people", english)
    assert (mention.value, mention.kind) == (value, Kind.MAGNITUDE)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("more than 600", "more_than"),
        ("over 600", "more_than"),
        ("at least 600", "more_than"),
        ("no fewer than 600", "more_than"),
        ("upwards of six hundred", "more_than"),
        ("> 600", "more_than"),
        ("≥600", "more_than"),
        ("600+", "more_than"),
        ("600 +", "more_than"),
        ("600 plus", "more_than"),
        ("600 or more", "more_than"),
        ("about 600", "about"),
        ("approx. 600", "about"),
        ("nearly 600", "about"),
        ("almost six hundred", "about"),
        ("an estimated 600", "about"),
        ("~600", "about"),
        ("600 or so", "about"),
        ("600ish", "about"),
        ("fewer than 600", "less_than"),
        ("no more than 600", "less_than"),
        ("up to 600", "less_than"),
        ("<600", "less_than"),
        ("exactly 600", "exact"),
        ("600", None),
    ],
)
def test_words_around_a_number_qualify_it(
    text: str, qualifier: str | None, english: Language
) -> None:
    mention = only_number(f"was it {text}", english)
    assert (mention.value, mention.qualifier, mention.text) == (600, qualifier, text)


def test_not_more_than_is_no_lower_bound(english: Language) -> None:
    assert only_number("not more than 600", english).qualifier != "more_than"


@pytest.mark.parametrize("text", ["½", "②", "Ⅻ", "XVII", "MCMXCII"])
def test_forms_that_cannot_be_read_are_found_nevertheless(text: str, english: Language) -> None:
    mention = only_number(f"edition {text} of it", english)
    assert (mention.text, mention.value, mention.kind) == (text, None, Kind.UNREADABLE)


def test_superscripts_beside_a_number_are_found(english: Language) -> None:
    assert [mention.text for mention in find_numbers("600²", english)] == ["600", "²"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "first aid",
        "First-aid kits and trauma equipment",
        "one of the families",
        "no one and someone",
        "a visit, an area",
        "often, attend, height, weight, tension",
        "I did it; civil law",
        "Red Cross or Red Crescent",
    ],
)
def test_words_that_only_look_like_numbers_are_left_alone(text: str, english: Language) -> None:
    assert find_numbers(text, english) == []


def test_several_numbers_are_found_in_order(english: Language) -> None:
    mentions = find_numbers("more than 600 visits, 12% and seven tens of thousands", english)
    assert [mention.text for mention in mentions] == [
        "more than 600",
        "12%",
        "seven",
        "tens of thousands",
    ]


def test_neighbouring_numbers_stay_apart(english: Language) -> None:
    assert [mention.value for mention in find_numbers("1234 5678", english)] == [1234, 5678]


def test_an_article_before_an_ordinal_adds_nothing(english: Language) -> None:
    assert only_number("a second visit", english).value == 2


def test_a_year_in_words_is_read_as_a_year(english: Language) -> None:
    assert only_number("since nineteen ninety-nine", english).value == 1999


def calls_made(text: str) -> int:
    """How many calls the scanner makes for a text: a count, so that no clock is asked."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    spoken = language("en")
    find_numbers(text, spoken)
    sys.setprofile(count)
    try:
        find_numbers(text, spoken)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("unit", ["1 ", "½", "٣ ", "one ", "11, ", "II ", "1k ", "more than "])
def test_the_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    assert calls_made(unit * 1000) < 2.2 * calls_made(unit * 500) + 100


@pytest.mark.parametrize("text", ["9" * 400, "9" * 20_000, "9" * 400 + " thousand"])
def test_hundreds_of_digits_are_no_number(text: str) -> None:
    assert [mention.value for mention in find_numbers(text, language("en"))] == [None]
