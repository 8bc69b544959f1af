"""Promises of the widget that can be read off its files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.answers.texts import languages_with_texts
from bot.channels import web_places
from bot.channels.widget import MODULES, WIDGET_FOLDER, embed_snippet, frame_snippet, load_widget
from bot.channels.widget_texts import KEYS, SERVER_KEYS, TEXTS_FOLDER, load_widget_texts
from bot.facts import YamlFileError, load_fact_sheet

MOST_BYTES = 16 * 1024
CODE = {path.stem: path.read_text() for path in WIDGET_FOLDER.glob("*.js")}
FORBIDDEN = (
    *("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"),
    *("document.cookie", "localStorage", "javascript:"),
)


def test_the_whole_widget_is_small() -> None:
    assert len(load_widget().packed) <= MOST_BYTES


@pytest.mark.parametrize("forbidden", FORBIDDEN)
def test_no_module_uses_what_a_strict_policy_forbids(forbidden: str) -> None:
    assert [name for name, code in CODE.items() if forbidden in code] == []


def test_the_console_is_told_of_a_refusal_and_of_nothing_else() -> None:
    said = re.findall(r"console\.\w.*", "\n".join(CODE.values()))
    assert said == ["console.warn(`<fact-assistant> ${error.message}`);"]


def test_every_module_is_part_of_the_widget_after_what_it_builds_on() -> None:
    assert set(MODULES) == set(CODE)
    for place, name in enumerate(MODULES):
        imported = re.findall(r'from "\./([\w-]+)\.js"', CODE[name])
        assert set(imported) <= set(MODULES[:place]), name
    joined = load_widget().code.decode()
    assert not re.search(r"^(import|export) ", joined, re.MULTILINE)


def test_nothing_is_named_twice_in_the_joined_module() -> None:
    declared = [
        name
        for code in CODE.values()
        for name in re.findall(
            r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)", code, re.MULTILINE
        )
    ]
    assert sorted(declared) == sorted(set(declared))


def test_what_is_left_out_when_joining_is_left_out_of_no_text() -> None:
    # A text over several lines keeps all of them: none looks like a comment.
    for name, code in CODE.items():
        for template in re.findall(r"`[^`]*`", code):
            assert not re.search(r"^\s*//", template, re.MULTILINE), name


def test_every_text_is_used_and_every_text_used_exists() -> None:
    # What all windows are told is named by its key.
    by_key = r'(?:remark|whisper)(?:", |\()"(\w+)"'
    used = {
        key
        for code in CODE.values()
        for key in (*re.findall(r"\btexts\.(\w+)", code), *re.findall(by_key, code))
    }
    assert used == set(KEYS)
    pages = (TEXTS_FOLDER.parent / "templates" / "frame_elsewhere.html").read_text()
    code = (Path(web_places.__file__)).read_text()
    said = {*re.findall(r"\btexts\.(\w+)", pages), *re.findall(r'\.server\["(\w+)"\]', code)}
    assert said == set(SERVER_KEYS)


def test_every_language_of_the_assistant_has_the_widgets_texts() -> None:
    for code in languages_with_texts(load_fact_sheet()):
        assert set(load_widget_texts(code).texts) == set(KEYS)
        assert set(load_widget_texts(code).server) == set(SERVER_KEYS)


def test_a_text_that_is_missing_is_named(tmp_path: Path) -> None:
    broken = (TEXTS_FOLDER / "en.yml").read_text().replace("  send:", "  sent:")
    (tmp_path / "en.yml").write_text(broken)
    with pytest.raises(YamlFileError, match="send missing"):
        load_widget_texts("en", tmp_path)


def test_the_snippet_vouches_for_this_very_widget() -> None:
    widget = load_widget()
    snippet = embed_snippet("https://facts.example")
    assert widget.integrity in snippet
    assert f"https://facts.example/widget/{widget.version}/fact-assistant.js" in snippet
    assert widget.version not in embed_snippet("https://facts.example", pinned=False)


def test_the_readme_shows_the_frame_as_it_is_tested(root: Path) -> None:
    readme = (root / "README.md").read_text()
    assert (
        "\n".join(f"    {line}" for line in frame_snippet("https://facts.example").splitlines())
        in readme
    )


def test_the_readme_names_everything_a_site_can_set_or_hear(root: Path) -> None:
    readme = (root / "README.md").read_text()
    code = "\n".join(CODE.values())
    rows = re.findall(r"^\| `.*", readme, re.MULTILINE)
    events = set(re.findall(r'report\("(\w+)"', code))
    assert {f"fact-assistant:{name}" for name in events} == set(
        re.findall(r"`(fact-assistant:\w+)`", "".join(rows))
    )
    attributes = {
        *re.findall(r'this\.[gh](?:et|as)Attribute\("(\w+)"', CODE["fact-assistant"]),
        *re.findall(r":host\(\[(\w+)=", CODE["styles"]),
    }
    for attribute in attributes:
        assert any(f"`{attribute}" in row.split("|")[1] for row in rows), attribute
    for name in set(re.findall(r"--fact-assistant-\w+", code)):
        assert any(row.startswith(f"| `{name}`") for row in rows), name
    reasons = set(re.findall(r'kind: "(\w+)"', CODE["persistence"]))
    told = next(row for row in rows if "fact-assistant:fail" in row)
    assert all(f"`{reason}`" in told for reason in reasons)
