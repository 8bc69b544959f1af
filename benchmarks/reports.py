"""The reports in docs/: tables that are written anew between markers, and what they were measured on."""

from __future__ import annotations

import datetime
import os
import platform
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BENCHMARK = ROOT / "docs" / "benchmark.md"
EVALUATION = ROOT / "docs" / "evaluation.md"


def measured_on() -> str:
    """The sentence that says when and on what something was measured."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return f"Measured on {datetime.date.today():%d %B %Y}: {machine}."


def write_section(report: Path, name: str, lines: str) -> None:
    """Writes a report's section anew.

    Args:
        report: a Markdown file.
        name: of the section, as its markers say it.
        lines: its new content.

    Raises:
        SystemExit: the section has no end.
    """
    text = report.read_text(encoding="utf-8")
    report.write_text(with_section(text, name, lines, report.name), encoding="utf-8")


def with_section(text: str, name: str, lines: str, file: str = "the report") -> str:
    """A report with the lines between the markers of a name; a new section where it has none.

    Raises:
        SystemExit: the section has no end.
    """
    begin, end = f"<!-- {name} begin -->", f"<!-- {name} end -->"
    if begin not in text:
        heading = name.rpartition(": ")[2]
        return f"{text.rstrip()}\n\n### {heading}\n\n{begin}\n{lines}\n{end}\n"
    before, _, rest = text.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise SystemExit(f"{file}: '{end}' is missing. Put it after the table.")
    return f"{before}{begin}\n{lines}\n{end}{after}"
