from __future__ import annotations

from pathlib import Path

import pytest

from bot.facts import YamlFileError
from bot.nlu import spelling
from bot.nlu.spelling import Spelling, dictionary, words_of

KNOWN = ["prison", "prisoners", "visits", "detention", "tuberculosis"]
WORDS = ["poison", "person", "vista"]


@pytest.fixture(scope="module")
def corrector() -> Spelling:
    return Spelling(KNOWN, WORDS, "en")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("prisners", "prisoners"),
        ("detenton vists", "detention visits"),
        ("tubercolosis?", "tuberculosis?"),
        ("how mny ppl", "how many people"),
        ("Visits to Prison", "Visits to Prison"),
    ],
)
def test_a_slip_is_put_right(corrector: Spelling, typed: str, read: str) -> None:
    assert corrector.corrected(typed) == read


@pytest.mark.parametrize("word", ["poison", "vista", "Gobustan", "1,376", "visit5", "prs"])
def test_words_names_and_numbers_stay(corrector: Spelling, word: str) -> None:
    assert corrector.corrected(word) == word


def test_spaces_and_signs_stay_where_they_were(corrector: Spelling) -> None:
    assert corrector.corrected("  prisners ,  vists!\n") == "  prisoners ,  visits!\n"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("since '92?", "since 1992?"),
        ("in the ’90s", "in the 1990s"),
        ("and '05", "and 2005"),
        ("'15' or '15,000'", "'15' or '15,000'"),
    ],
)
def test_a_year_gets_its_century(corrector: Spelling, typed: str, read: str) -> None:
    assert corrector.corrected(typed) == read


def test_words_used_often_are_known() -> None:
    assert words_of(["prison visits", "prison", "prison cells"], "en") == ["prison"]


def test_the_list_of_words_is_read_from_its_package() -> None:
    words = set(dictionary("en"))
    assert {"prisoners", "visits", "liked", "theirs"} <= words
    assert "tubercolosis" not in words
    assert dictionary("xx") == []


def test_a_phone_spelling_of_two_words_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "spellings.yml"
    path.write_text("en: {'a b': c}", encoding="utf-8")
    monkeypatch.setattr(spelling, "SPELLINGS_FILE", path)
    with pytest.raises(YamlFileError, match="as one word"):
        spelling.spellings.__wrapped__("en")
