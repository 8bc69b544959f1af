"""Reads `fact_sheet.yml` into the model and refuses a sheet that could mislead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.facts.languages import DEFAULT_LANGUAGE, language
from bot.facts.model import (
    FIGURE,
    PLACEHOLDER,
    Area,
    Fact,
    FactSheet,
    QuestionKind,
    Source,
    Tag,
    TagKind,
)
from bot.facts.number_mentions import find_numbers
from bot.facts.quantities import Qualifier, Quantity, Style
from bot.facts.schema import SCHEMA
from bot.facts.source_origin import day_of, origin_problems
from bot.facts.yaml_file import YamlFileError, read_yaml

FACT_SHEET_FILE = Path(__file__).with_name("fact_sheet.yml")
_SPANS = ("year", "decade")


@cache
def load_fact_sheet(path: Path = FACT_SHEET_FILE) -> FactSheet:
    """The validated fact sheet.

    Raises:
        YamlFileError: the file is broken; the message names key and mend.
    """
    content = read_yaml(path, SCHEMA)
    problems = list(_problems(content))
    if problems:
        raise YamlFileError(path, problems)
    source = content["source"]
    areas = {
        entry["key"]: Area(
            key=entry["key"],
            intent=entry["intent"],
            name=entry["name"],
            section=entry["section"],
            question=entry["question"],
            summary=entry["summary"],
            facts=tuple(entry["facts"]),
        )
        for entry in content["areas"]
    }
    partners = frozenset(entry["key"] for entry in content["tags"].get(TagKind.PARTNER.value, ()))
    return FactSheet(
        version=content["version"],
        source=Source(
            publisher=source["publisher"],
            short_publisher=source["short_publisher"],
            title=source["title"],
            numbers=_quantities(source),
            figures_section=source["figures_section"],
            introduction_section=source["introduction_section"],
            url=source.get("url"),
            published_on=day_of(source.get("published_on")),
            license=source.get("license"),
        ),
        terms=tuple(content["terms"]),
        areas=areas,
        facts={entry["key"]: _fact(entry, source, areas, partners) for entry in content["facts"]},
        tags={
            entry["key"]: Tag(
                key=entry["key"],
                kind=TagKind(kind),
                name=entry["name"],
                words={code: tuple(words) for code, words in entry["words"].items()},
            )
            for kind, entries in content["tags"].items()
            for entry in entries
        },
    )


def _fact(
    entry: Mapping[str, Any],
    source: Mapping[str, Any],
    areas: Mapping[str, Area],
    partners: frozenset[str],
) -> Fact:
    sections = {
        "figures": source["figures_section"],
        "introduction": source["introduction_section"],
    }
    kinds = {QuestionKind(kind) for kind in entry.get("answers", ())}
    numbers = _quantities(entry)
    # Time that passed over something else tells how long, not how many.
    lasting = QuestionKind.WHEN not in kinds and all(
        number.unit in _SPANS for number in numbers.values()
    )
    if entry.get(FIGURE) or (entry.get("counts") and not lasting):
        kinds.add(QuestionKind.HOW_MANY)
    if partners & set(entry.get("tags", ())):
        kinds.add(QuestionKind.WITH_WHOM)
    return Fact(
        key=entry["key"],
        area=entry.get("area"),
        topic=entry.get("topic"),
        section=sections.get(entry["section"]) or areas[entry["area"]].section,
        label=entry["label"],
        question=entry["question"],
        sentence=entry["sentence"],
        numbers=numbers,
        published=entry.get("published", {}),
        aliases={code: tuple(names) for code, names in entry["aliases"].items()},
        counts=tuple(entry.get("counts", ())),
        answers=frozenset(kinds),
        follow_ups=tuple(entry["follow_ups"]),
        tags=tuple(entry.get("tags", ())),
        counted_by=entry.get("counted_by"),
        caption=entry.get("caption", {}),
        published_note=entry.get("published_note", {}),
        printed_with=entry.get("printed_with"),
    )


def _quantities(entry: Mapping[str, Any]) -> dict[str, Quantity]:
    found = dict(entry.get("numbers", {}))
    if FIGURE in entry:
        found[FIGURE] = entry[FIGURE]
    return {
        name: Quantity(
            value=number["value"],
            qualifier=Qualifier(number["qualifier"]),
            style=Style(number.get("style", Style.DIGITS.value)),
            unit=number["unit"],
            wording=tuple(sorted(number.get("wording", {}).items())),
        )
        for name, number in found.items()
    }


def _problems(content: Mapping[str, Any]) -> Iterator[str]:
    """What the schema cannot see, one line each."""
    facts = {entry["key"]: entry for entry in content["facts"]}
    areas = {entry["key"] for entry in content["areas"]}
    for kind in ("areas", "facts"):
        yield from _repeated(kind, [entry["key"] for entry in content[kind]])
    tags = [entry["key"] for entries in content["tags"].values() for entry in entries]
    yield from _repeated("tags", tags)
    yield from _tag_problems(content["facts"], tags)
    yield from _repeated("areas (intent)", [entry["intent"] for entry in content["areas"]])
    for entry in content["facts"]:
        yield from _fact_problems(entry, facts, areas, content["terms"])
    for entry in content["areas"]:
        yield from _area_problems(entry, facts, content["terms"])
    yield from _sentence_problems("source", "title", content["source"], content["terms"])
    yield from origin_problems(content["source"])


def _tag_problems(facts: list[Mapping[str, Any]], tags: list[str]) -> Iterator[str]:
    used = {tag for entry in facts for tag in entry.get("tags", ())}
    for entry in facts:
        for tag in entry.get("tags", ()):
            if tag not in tags:
                yield f"facts.{entry['key']}.tags: there is no tag '{tag}'. Correct it, or add it under `tags`."
    for tag in tags:
        if tag not in used:
            yield f"tags.{tag}: no fact has this tag. Give it to a fact, or remove it."


def _repeated(kind: str, keys: list[str]) -> Iterator[str]:
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"{kind}: the key '{key}' stands twice. Rename or remove one of them."


def _fact_problems(
    entry: Mapping[str, Any],
    facts: Mapping[str, Mapping[str, Any]],
    areas: set[str],
    terms: list[str],
) -> Iterator[str]:
    key = entry["key"]
    if ("area" in entry) == ("topic" in entry):
        yield f"facts.{key}: needs either `area` or `topic`. Give it exactly one."
    if entry.get("area", next(iter(areas))) not in areas:
        yield (
            f"facts.{key}: unknown area '{entry['area']}'. "
            f"Use one of: {', '.join(sorted(areas))}; or add the area."
        )
    if entry["section"] == "area" and "area" not in entry:
        yield f"facts.{key}: section 'area' without an area. Use introduction or figures."
    if FIGURE in entry and not entry.get("published"):
        yield f"facts.{key}: a figure without `published`. Add the line as the source prints it."
    for other in entry["follow_ups"]:
        if other not in facts:
            yield f"facts.{key}.follow_ups: there is no fact '{other}'. Correct or remove it."
    for name in ("counted_by", "printed_with"):
        other = entry.get(name)
        if other is not None and FIGURE not in facts.get(other, {}):
            yield f"facts.{key}.{name}: '{other}' is no figure. Correct or remove it."
    for name in ("caption", "published_note"):
        if name not in entry:
            continue
        if FIGURE not in entry:
            yield f"facts.{key}.{name}: only a figure has one. Remove it, or add the figure."
        # It stands beside the figure, so it holds none itself.
        yield from _sentence_problems(f"facts.{key}", name, {name: entry[name]}, terms)
    for name in ("sentence", "published"):
        if name in entry:
            yield from _sentence_problems(f"facts.{key}", name, entry, terms)
    yield from _wording_problems(f"facts.{key}", entry)


def _area_problems(
    entry: Mapping[str, Any], facts: Mapping[str, Mapping[str, Any]], terms: list[str]
) -> Iterator[str]:
    where = f"areas.{entry['key']}"
    for key in entry["facts"]:
        if key not in facts:
            yield f"{where}.facts: there is no fact '{key}'. Correct or remove it."
    for code, summary in entry["summary"].items():
        for name in PLACEHOLDER.findall(summary):
            fact_key, _, number = name.partition(".")
            if fact_key not in entry["facts"]:
                yield f"{where}.summary.{code}: '{{{name}}}' is not in `facts`. Add it there."
            elif (number or FIGURE) not in _quantities(facts[fact_key]):
                yield f"{where}.summary.{code}: '{fact_key}' has no number '{number or FIGURE}'. Correct it."
        yield from _typed_numbers(f"{where}.summary.{code}", code, summary, terms)


def _sentence_problems(
    where: str, name: str, entry: Mapping[str, Any], terms: list[str]
) -> Iterator[str]:
    """Unknown placeholders and numbers typed straight into a sentence."""
    known = _quantities(entry)
    for code, template in entry[name].items():
        for placeholder in PLACEHOLDER.findall(template):
            if placeholder not in known:
                yield (
                    f"{where}.{name}.{code}: '{{{placeholder}}}' is no number of this entry. "
                    "Add it under `numbers`, or correct the name."
                )
        yield from _typed_numbers(f"{where}.{name}.{code}", code, template, terms)


def _typed_numbers(where: str, code: str, template: str, terms: list[str]) -> Iterator[str]:
    bare = PLACEHOLDER.sub(" # ", template)
    for term in terms:
        bare = bare.replace(term, "")
    for mention in find_numbers(bare, language(code)):
        yield (
            f"{where}: '{mention.text}' is typed into the sentence. "
            "Put the number under `figure` or `numbers` and its placeholder here."
        )


def _wording_problems(where: str, entry: Mapping[str, Any]) -> Iterator[str]:
    for name, quantity in _quantities(entry).items():
        for code, phrase in quantity.wording:
            if phrase.lower() not in quantity.renderings(language(code)):
                yield (
                    f"{where}.{name}.wording.{code}: '{phrase}' does not say {quantity.value} "
                    f"({quantity.qualifier.value}). Correct it."
                )
        if quantity.style is Style.WORDS and quantity.value not in set(
            language(DEFAULT_LANGUAGE).words.values()
        ):
            yield f"{where}.{name}: {quantity.value} has no number word. Use style digits."
