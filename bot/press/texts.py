"""The press page's own wording by language, from YAML files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bot.facts import read_texts

TEXTS_FOLDER = Path(__file__).with_name("texts")

_VERDICTS = "as_in_source differs qualifier_lost wording not_in_source"
_GROUPS = {
    "page": "title heading subheading lead introduction description skip navigation home ask footer contact updated feed api",
    "filter": (
        "heading area every_area search hint submit show_all figure figures statement statements and found found_partly "
        "found_more everything nothing covered taken_for results_heading statements_heading "
        "partly_heading ask_about"
    ),
    "check": (
        "link title introduction forgotten label most submit again result nothing nothing_to_correct correct_one "
        "correct_many found to_correct to_read marked legend written unknown_words see see_statement nearest limits empty too_long"
    ),
    "verdicts": _VERDICTS,
    "verdict_counts": _VERDICTS,
    "verdict_notes": (
        "as_in_source wrong mixed_up of_other of_other_kind opposite qualifier_lost qualifier_added less wording statement "
        "statement_wording statement_unknown not_in_source"
    ),
    "figures": (
        "heading permalink entries details copy_quote copy_paraphrase copy_citation quote_copied paraphrase_copied "
        "citation_copied copy_link link_copied share copied not_copied"
    ),
    "figure": (
        "published section quote quote_hint cite copy_this image image_hint copy_alt alt_copied wide square download record version "
        "recorded hash record_hint question more"
    ),
    "area": "heading figures statements statements_hint summary link abbreviations question_hint",
    "qualifiers": "exact more_than about thousands tens_of_thousands",
    "chart": "heading description scale left_out table number what area download",
    "questions": "heading hint",
    "original": "heading unknown only_day only_url known",
    "reuse": "heading quote licence_unknown licence_known ours emblems cite",
    "embed": "heading hint code copied fallback version check figure_changed wording_changed",
    "jump": "label chart areas questions downloads reuse quote cite image embed",
    "downloads": "heading view csv json pdf cards feed api",
    "card": "heading source source_dated own alt",
    "quotes": "line paraphrase",
    "citations": "kind no_date read told original plain plain_statement apa chicago note",
    "citation_names": "plain apa chicago bibtex csl_json",
    "days": "day day_us",
    "changes": "title subtitle added numbers wording removed current earlier gone",
    "dataset": "name place creator",
    "printed": "heading author version address",
    "api": (
        "title document server parameters sent answers example schemas name kind meaning required list_of or "
        "meanings"
    ),
    "not_found": "title text",
}
_MONTHS = 12
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": [*_GROUPS, "abbreviations", "months"],
    "additionalProperties": False,
    "properties": {
        "months": {
            "type": "array",
            "items": _TEXT,
            "minItems": _MONTHS,
            "maxItems": _MONTHS,
        },
        "abbreviations": {"type": "object", "additionalProperties": _TEXT},
        **{
            group: {
                "type": "object",
                "required": names.split(),
                "additionalProperties": False,
                "properties": dict.fromkeys(names.split(), _TEXT),
            }
            for group, names in _GROUPS.items()
        },
    },
}


@dataclass(frozen=True)
class PressTexts:
    """The wording of one language; groups and names as in `texts/<language>.yml`."""

    language: str
    months: tuple[str, ...]
    _groups: Mapping[str, Mapping[str, str]]

    def __getitem__(self, group: str) -> Mapping[str, str]:
        return self._groups[group]

    def day(self, day: date, form: str = "day") -> str:
        """A date in words.

        Args:
            day: the date.
            form: the name of its form in the group `days`.
        """
        return self["days"][form].format(
            day=day.day, month=self.months[day.month - 1], year=day.year
        )


@cache
def load_press_texts(language_code: str, folder: Path = TEXTS_FOLDER) -> PressTexts:
    """The wording of a language.

    Raises:
        YamlFileError: there is no such file, it is broken, or a number is typed into a text.
    """
    content = read_texts(folder / f"{language_code}.yml", _SCHEMA, language_code)
    months = tuple(content.pop("months"))
    return PressTexts(language_code, months, content)
