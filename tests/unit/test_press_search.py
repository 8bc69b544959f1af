from __future__ import annotations

from pathlib import Path

import pytest

from bot.facts import YamlFileError
from bot.press.found_words import found_words, taken_words
from bot.press.press import Press, press_for
from bot.press.search import MOST_PARTLY, Found, Matches, search
from bot.press.search_words import SearchWords, nearest, search_words, words_of


@pytest.fixture(scope="module")
def press() -> Press:
    return press_for("en")


@pytest.fixture(scope="module")
def spoken() -> SearchWords:
    return search_words("en")


def keys(matches: Matches) -> list[str]:
    return [fact.key for fact in (*matches.figures, *matches.statements)]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("prison", "tb_treated"), ("FAMILIES missing", "missing_families_supported"), ("TB", "tb_mortality"),
        ("landmine", "mine_risk_reached"), ("landmines", "mine_risk_reached"), ("land mines", "mine_risk_reached"),
        ("visited", "detention_visits"), ("detainees visited", "detention_visits"),
        ("prisoner visits", "detention_visits"), ("prisoners", "detention_visits"),
        ("prison visits", "detention_visits"), ("doctors", "health_training"),
        ("how many missing", "missing_registered"), ("What did the ICRC do for soldiers?", "ihl_servicemen_trained"),
        ("tuberculosis deaths", "tb_mortality"), ("schooling", "education_schools"),
        ("renovating schools", "education_schools"), ("humanitarian law", "ihl_students_engaged"),
        ("mine clearance", "mine_risk_equipment"),
    ],
)  # fmt: skip
def test_every_word_is_found_as_people_say_it(press: Press, words: str, key: str) -> None:
    assert key in keys(search(press, "", words).whole)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("families 5000", "ihl_students_engaged"),
        ("105 percent", "tb_mortality"),
        ("mine clearance education", "mine_risk_equipment"),
    ],
)
def test_what_matches_some_of_the_words_is_kept_apart(press: Press, words: str, first: str) -> None:
    found = search(press, "", words)
    assert not found.whole
    assert first in (found.partly.figures[0].key, *keys(Matches((), found.partly.statements))[:1])
    assert 0 < len(keys(found.partly)) <= MOST_PARTLY
    assert found_words(press, found).startswith("No entry matches every word.")


def test_what_matches_every_word_is_not_repeated_among_the_rest(press: Press) -> None:
    found = search(press, "", "detainees visited")
    assert keys(found.whole) == ["detention_visits"]
    assert "detention_followed_up" in keys(found.partly)
    assert not set(keys(found.whole)) & set(keys(found.partly))
    assert found_words(press, found).startswith("Found: 1 figure. For some of the words only: ")


def test_what_is_told_in_the_very_words_comes_first(press: Press) -> None:
    found = search(press, "", "detainees")
    own = [
        any("detainee" in text for text in (fact.text(press.language), *fact.aliases["en"]))
        for fact in found.whole.figures
    ]
    assert own == sorted(own, reverse=True)
    assert False in own


@pytest.mark.parametrize("words", ["killed", "xyzzy", "percent", "refugees"])
def test_what_the_sheet_does_not_speak_of_is_not_found(press: Press, words: str) -> None:
    found = search(press, "", words)
    assert not found.whole
    assert not found.partly
    assert found_words(press, found) == "This search found nothing."


def test_a_single_character_counts_only_by_itself(press: Press) -> None:
    assert keys(search(press, "", "x 1 mortality").whole) == ["tb_mortality"]
    assert "detention_visits" in keys(search(press, "", "1").whole)


def test_words_that_only_ask_are_no_search(press: Press) -> None:
    found = search(press, "", "How many are there of the")
    assert list(found.whole.figures) == press.sheet.figures()
    assert not found.partly


@pytest.mark.parametrize(
    ("words", "typed", "taken", "key"),
    [
        ("famlies", "famlies", "families", "missing_families_supported"),
        ("prisonner visit", "prisonner", "prisoner", "detention_visits"),
        ("tubercolosis", "tubercolosis", "tuberculosis", "tb_treated"),
    ],
)
def test_a_slip_of_the_keys_is_put_right_and_said(
    press: Press, words: str, typed: str, taken: str, key: str
) -> None:
    found = search(press, "", words)
    assert key in keys(found.whole)
    assert found.taken == ((typed, taken),)
    assert taken_words(press, found) == [f"Nothing holds “{typed}”; “{taken}” was searched for."]


def test_a_number_is_never_put_right(press: Press, figure_key: str) -> None:
    quantity = press.sheet.quantity(figure_key)
    wrong = str(quantity.value + 1)
    assert nearest(wrong, [str(quantity.value)]) is None
    assert not search(press, "", wrong).whole


@pytest.mark.parametrize(
    ("word", "known"), [("well", "wells"), ("cells", "wells"), ("housing", "hostage")]
)
def test_short_words_other_words_and_other_first_letters_are_left_alone(
    word: str, known: str
) -> None:
    assert nearest(word, [known]) is None


def test_a_number_finds_its_figure_with_and_without_separator(
    press: Press, figure_key: str
) -> None:
    fact = press.sheet.facts[figure_key]
    assert fact.figure is not None
    written = fact.figure.compact(press.language)
    for words in (written, written.replace(",", "")):
        assert fact in search(press, "", words).whole.figures


def test_search_keeps_to_the_area_and_shows_its_statements(press: Press, area_key: str) -> None:
    whole = search(press, area_key, "").whole
    assert whole
    assert {fact.area for fact in (*whole.figures, *whole.statements)} == {area_key}
    found = search(press, area_key, "families visits")
    assert {fact.area for fact in (*found.whole.figures, *found.partly.statements)} <= {area_key}


def test_an_unknown_area_stands_for_all(press: Press) -> None:
    found = search(press, "<b>", "")
    assert (found.area, list(found.whole.figures)) == ("", press.sheet.figures())
    assert found_words(press, found) == "All headline figures are shown."


def test_counts_are_said_in_words(press: Press) -> None:
    figures = tuple(press.sheet.figures())
    statements = tuple(fact for fact in press.sheet.facts.values() if not fact.figure)
    whole = Matches(figures[:2], statements[:1])
    assert found_words(press, Found("", "x", whole)) == "Found: 2 figures and 1 statement."


@pytest.mark.parametrize(
    "family",
    [
        "visit visits visited visiting", "prison prisons prisoner prisoners", "mine mines", "family families",
        "train trained training trainings", "register registered registering", "community communities",
        "detainee detainees detained", "renovate renovated renovation renovations",
        "repatriation repatriated repatriations", "service services", "volunteer volunteers",
    ],
)  # fmt: skip
def test_forms_of_a_word_have_one_stem(spoken: SearchWords, family: str) -> None:
    assert len({spoken.stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("pair", ["missing mission", "minor mine", "mental ment", "school scholar"])
def test_different_words_have_different_stems(spoken: SearchWords, pair: str) -> None:
    one, other = pair.split()
    assert spoken.stem(one) != spoken.stem(other)


def test_numbers_and_words_are_read_in_any_spelling() -> None:
    for written in ("4,000", "4 000", "4.000", "４０００"):
        assert words_of(f"{written} visits") == ["4000", "visits"]
    assert words_of("The ICRC’s WORK") == ["the", "icrc’s", "work"]


def test_a_language_without_a_block_is_searched_by_beginnings(press: Press) -> None:
    bare = search_words("xx")
    (term,) = bare.terms("pris")
    assert bare.matches(term, ["prison"])
    assert not bare.matches(term, ["reprisal"])


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "search.yml"
    path.write_text("en: {ignored: [a], endings: []}")
    with pytest.raises(YamlFileError, match=r"search\.yml: en: short_endings, alike missing"):
        search_words("en", path)
