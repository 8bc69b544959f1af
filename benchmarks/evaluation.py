"""`make evaluate`: scores the question sets and writes docs/evaluation.md."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Sequence

from benchmarks.questions import (
    IN_SCOPE,
    ROOT,
    Judgement,
    by_kind,
    judge_all,
    load_questions,
    wilson_interval,
)
from bot.logs import configure_logs

REPORT = ROOT / "docs" / "evaluation.md"
DEVELOPMENT = ("development", "development_2")
HELD_OUT = ("held_out",)


def main() -> None:
    """Scores, prints and writes the report."""
    configure_logs(logging.ERROR)
    lines = [
        "# How well questions are answered",
        "",
        "Written by `make evaluate`; the questions are in `tests/questions`, whose README says how they came",
        "about and what each kind counts as right. None of them is in the training data. The held-out set is",
        "counted, never read while the assistant is being tuned; the failures of the others are listed below.",
        "",
        f"Date: {datetime.date.today():%d %B %Y}.",
        "",
    ]
    failures: list[Judgement] = []
    for name in (*HELD_OUT, *DEVELOPMENT):
        judgements = judge_all(load_questions(name))
        lines += _table(name, judgements)
        if name in DEVELOPMENT:
            failures += [judgement for judgement in judgements if not judgement.right]
    lines += ["## Failures in the development sets", ""]
    lines += [_failure(judgement) for judgement in failures]
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines[8:]))


def _table(name: str, judgements: Sequence[Judgement]) -> list[str]:
    rows = [
        f"## {name}",
        "",
        "| kind | right | of | share | 95 % interval |",
        "|---|---|---|---|---|",
    ]
    for kind, group in by_kind(judgements).items():
        rows.append(_row(kind, sum(judgement.right for judgement in group), len(group)))
    in_scope = [judgement for judgement in judgements if judgement.case["kind"] in IN_SCOPE]
    rows.append(_row("all in scope", sum(j.right for j in in_scope), len(in_scope)))
    rows.append(_row("in scope, refused", sum(j.refused for j in in_scope), len(in_scope)))
    return [*rows, ""]


def _row(label: str, count: int, total: int) -> str:
    low, high = wilson_interval(count, total)
    return f"| {label} | {count} | {total} | {count / total:.1%} | {low:.1%} to {high:.1%} |"


def _failure(judgement: Judgement) -> str:
    case = judgement.case
    wanted = case.get("facts") or case.get("area") or case.get("intent") or case.get("note") or ""
    given = [fact["key"] for fact in judgement.record["facts"]][:3] or list(judgement.intents)
    return (
        f"- {case['id']} ({case['kind']}, wanted {wanted}): “{case['question']}” — "
        f"{judgement.record['status']}, {', '.join(given)}"
    )


if __name__ == "__main__":
    main()
