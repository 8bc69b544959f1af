from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.facts import (
    FACT_SHEET_FILE,
    FactSheet,
    Language,
    QuestionKind,
    YamlFileError,
    language,
    load_fact_sheet,
)

Change = Callable[[dict[str, Any]], object]


def fact(content: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in content["facts"] if entry["key"] == key)
    return found


def area(content: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in content["areas"] if entry["key"] == key)
    return found


def refusal(path: Path) -> str:
    with pytest.raises(YamlFileError) as caught:
        load_fact_sheet(path)
    return str(caught.value)


@pytest.fixture
def damaged(tmp_path: Path) -> Callable[[Change], str]:
    """Damages a copy of the sheet and returns what the loader says to it."""

    def refused(change: Change) -> str:
        content = yaml.safe_load(FACT_SHEET_FILE.read_text(encoding="utf-8"))
        change(content)
        path = tmp_path / "sheet.yml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return refusal(path)

    return refused


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], str]:
    """Writes a text in the sheet's place and returns what the loader says to it."""

    def refused(text: str) -> str:
        path = tmp_path / "sheet.yml"
        path.write_text(text, encoding="utf-8")
        return refusal(path)

    return refused


def test_the_real_sheet_loads(sheet: FactSheet) -> None:
    assert sheet.version >= 1
    assert sheet.areas
    assert sheet.figures()


def test_every_fact_is_written_without_a_gap(
    fact_key: str, sheet: FactSheet, english: Language
) -> None:
    text = sheet.facts[fact_key].text(english)
    assert "{" not in text
    assert text[0].isupper() or text[0].isdigit()
    assert text.endswith(".")


def test_every_figure_has_its_published_line(
    figure_key: str, sheet: FactSheet, english: Language
) -> None:
    figure = sheet.facts[figure_key]
    assert figure.figure is not None
    assert figure.figure.compact(english).lower() in figure.published_line(english).lower()


def test_figures_and_counting_facts_answer_how_many(sheet: FactSheet) -> None:
    for entry in sheet.facts.values():
        counting = entry.figure is not None or bool(entry.counts)
        # "Over N decades" is how long water was given, and counts neither people nor places.
        counting = counting and entry.key != "water_access"
        assert (QuestionKind.HOW_MANY in entry.answers) == counting, entry.key


def test_no_fact_leads_on_to_itself(fact_key: str, sheet: FactSheet) -> None:
    assert fact_key not in sheet.facts[fact_key].follow_ups


def test_an_area_is_found_by_its_intent(area_key: str, sheet: FactSheet) -> None:
    wanted = sheet.areas[area_key]
    assert sheet.area_of_intent(wanted.intent) == wanted


def test_an_unknown_intent_has_no_area(sheet: FactSheet) -> None:
    assert sheet.area_of_intent("greet") is None


def test_facts_of_an_area_are_its_own(area_key: str, sheet: FactSheet) -> None:
    facts = sheet.facts_of(area_key)
    assert facts
    assert {entry.area for entry in facts} == {area_key}


def test_an_unknown_quantity_is_a_key_error(sheet: FactSheet) -> None:
    with pytest.raises(KeyError):
        sheet.quantity("detention_visits.nothing")
    with pytest.raises(KeyError):
        sheet.quantity("no_such_fact")


def test_a_fact_that_stands_twice_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(lambda content: content["facts"].append(fact(content, "tb_treated")))
    assert message == (
        "sheet.yml: facts: the key 'tb_treated' stands twice. Rename or remove one of them."
    )


def test_an_area_that_stands_twice_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(lambda content: content["areas"].append(area(content, "education")))
    assert "sheet.yml: areas: the key 'education' stands twice. Rename or remove" in message


def test_two_areas_of_one_intent_are_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(lambda content: area(content, "education").update(intent="ask_detention"))
    assert "areas (intent): the key 'ask_detention' stands twice" in message


def test_a_repeated_yaml_key_is_refused_with_its_line(written: Callable[[str], str]) -> None:
    lines = FACT_SHEET_FILE.read_text(encoding="utf-8").splitlines()
    position = next(i for i, line in enumerate(lines) if line.startswith("version:"))
    lines.insert(position + 1, "version: 2")
    message = written("\n".join(lines))
    expected = f"sheet.yml: line {position + 2}: the key 'version' stands twice. Mend that line."
    assert message == expected


def test_an_unknown_area_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(lambda content: fact(content, "tb_treated").update(area="prisons"))
    assert message.startswith("sheet.yml: facts.tb_treated: unknown area 'prisons'. Use one of: ")


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.update(topic="overview"),
        lambda entry: entry.pop("area"),
    ],
)
def test_a_fact_needs_exactly_one_of_area_and_topic(
    change: Change, damaged: Callable[[Change], str]
) -> None:
    message = damaged(lambda content: change(fact(content, "missing_registered")))
    assert (
        "facts.missing_registered: needs either `area` or `topic`. Give it exactly one." in message
    )


def test_a_figure_without_qualifier_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(lambda content: fact(content, "tb_treated")["figure"].pop("qualifier"))
    assert message == "sheet.yml: facts.tb_treated.figure: qualifier missing. Add it."


def test_an_unknown_qualifier_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(
        lambda content: fact(content, "tb_treated")["figure"].update(qualifier="maybe")
    )
    assert "facts.tb_treated.figure.qualifier: 'maybe' is not known. Use one of: exact," in message


def test_a_figure_without_published_line_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(lambda content: fact(content, "tb_treated").pop("published"))
    assert "facts.tb_treated: a figure without `published`. Add the line" in message


@pytest.mark.parametrize("value", [-1, "many", 2.5, None])
def test_a_figure_that_is_no_whole_number_is_refused(
    value: object, damaged: Callable[[Change], str]
) -> None:
    message = damaged(lambda content: fact(content, "tb_treated")["figure"].update(value=value))
    assert message.startswith("sheet.yml: facts.tb_treated.figure.value: ")
    assert message.endswith("Correct the value.")


@pytest.mark.parametrize("typed", ["600", "seven", "tenfold", "12%", "XVII", "more than 50"])
@pytest.mark.parametrize("name", ["sentence", "published"])
def test_a_number_typed_into_a_sentence_is_refused(
    typed: str, name: str, damaged: Callable[[Change], str]
) -> None:
    message = damaged(
        lambda content: fact(content, "tb_treated").update({name: {"en": f"It was {typed} then."}})
    )
    assert message == (
        f"sheet.yml: facts.tb_treated.{name}.en: '{typed}' is typed into the sentence. "
        "Put the number under `figure` or `numbers` and its placeholder here."
    )


def test_a_number_typed_into_a_summary_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(
        lambda content: area(content, "education").update(summary={"en": "There were 600 schools."})
    )
    assert "areas.education.summary.en: '600' is typed into the sentence." in message


def test_a_number_typed_into_the_title_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(lambda content: content["source"].update(title={"en": "Over 50 years"}))
    assert "source.title.en: 'Over 50' is typed into the sentence." in message


def test_a_name_with_a_digit_is_allowed_only_among_the_terms(
    damaged: Callable[[Change], str],
) -> None:
    message = damaged(lambda content: content.update(terms=[]))
    assert "facts.health_covid.sentence.en: '19' is typed into the sentence." in message


def test_an_unknown_placeholder_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(
        lambda content: fact(content, "tb_treated").update(sentence={"en": "{total} were treated."})
    )
    assert message == (
        "sheet.yml: facts.tb_treated.sentence.en: '{total}' is no number of this entry. "
        "Add it under `numbers`, or correct the name."
    )


@pytest.mark.parametrize(
    ("placeholder", "complaint"),
    [
        ("{tb_treated}", "'{tb_treated}' is not in `facts`. Add it there."),
        ("{education_schools}", "'education_schools' has no number 'figure'. Correct it."),
        ("{education_direct_support.total}", "'education_direct_support' has no number 'total'."),
    ],
)
def test_an_unknown_placeholder_in_a_summary_is_refused(
    placeholder: str, complaint: str, damaged: Callable[[Change], str]
) -> None:
    message = damaged(
        lambda content: area(content, "education").update(summary={"en": f"{placeholder} people."})
    )
    assert f"sheet.yml: areas.education.summary.en: {complaint}" in message


def test_an_unknown_follow_up_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(lambda content: fact(content, "tb_treated").update(follow_ups=["tb_cured"]))
    assert message == (
        "sheet.yml: facts.tb_treated.follow_ups: there is no fact 'tb_cured'. Correct or remove it."
    )


def test_a_fact_counted_by_what_is_no_figure_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(lambda c: fact(c, "tb_treated").update(counted_by="closure"))
    assert message == (
        "sheet.yml: facts.tb_treated.counted_by: 'closure' is no figure. Correct or remove it."
    )


def test_an_unknown_tag_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(
        lambda content: fact(content, "tb_treated").update(tags=["detainees", "cats"])
    )
    assert "facts.tb_treated.tags: there is no tag 'cats'." in message


def test_an_unknown_fact_of_an_area_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(lambda content: area(content, "education")["facts"].append("tb_cured"))
    assert "areas.education.facts: there is no fact 'tb_cured'. Correct or remove it." in message


def test_a_wording_that_says_something_else_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(
        lambda content: fact(content, "tb_treated")["figure"].update(wording={"en": "over 9"})
    )
    assert "facts.tb_treated.figure.wording.en: 'over 9' does not say" in message
    assert message.endswith("Correct it.")


def test_a_number_without_a_word_cannot_be_written_in_words(
    damaged: Callable[[Change], str],
) -> None:
    message = damaged(lambda content: fact(content, "tb_treated")["figure"].update(style="words"))
    assert "facts.tb_treated.figure:" in message
    assert "has no number word. Use style digits." in message


def test_an_unknown_key_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(lambda content: fact(content, "tb_treated").update(colour="red"))
    assert "sheet.yml: facts.tb_treated: " in message
    assert "'colour' was unexpected" in message
    assert "Remove or rename it; known keys: key, section" in message


def test_a_missing_key_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(lambda content: fact(content, "tb_treated").pop("question"))
    assert message == "sheet.yml: facts.tb_treated: question missing. Add it."


def test_a_text_without_english_is_refused(damaged: Callable[[Change], str]) -> None:
    message = damaged(lambda content: fact(content, "tb_treated").update(label={"fr": "soins"}))
    assert message == "sheet.yml: facts.tb_treated.label: en missing. Add it."


def test_every_problem_is_named_at_once(damaged: Callable[[Change], str]) -> None:
    def change(content: dict[str, Any]) -> None:
        fact(content, "tb_treated").update(follow_ups=["tb_cured"])
        fact(content, "tb_mortality").update(area="prisons")

    message = damaged(change)
    assert len(message.splitlines()) == 2
    assert all(line.startswith("sheet.yml: facts.tb_") for line in message.splitlines())


def test_an_empty_file_is_refused(written: Callable[[str], str]) -> None:
    message = written("")
    assert message.startswith("sheet.yml: the file: ")
    assert message.endswith("Correct the value.")


@pytest.mark.parametrize("text", ["facts: [", "a: b: c", "\tfacts: 1", "facts: *nothing"])
def test_text_that_is_no_yaml_is_refused_with_its_line(
    text: str, written: Callable[[str], str]
) -> None:
    message = written(text)
    assert message.startswith("sheet.yml: line ")
    assert message.endswith("Mend that line.")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path / "sheet.yml")
    assert message == "sheet.yml: cannot be read (No such file or directory). Restore it."


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sheet.yml"
    path.write_bytes("é".encode("latin-1"))
    assert refusal(path) == "sheet.yml: is not UTF-8 text. Save it as UTF-8."


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(YamlFileError, match="no language 'xx'"):
        language("xx")
