"""`make evaluate`: scores questions and conversations, and writes docs/evaluation.md between its markers."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Sequence

from benchmarks.judging import IN_SCOPE, Judgement, by_kind
from benchmarks.questions import (
    judge_all,
    judge_conversations,
    load_questions,
    wilson_interval,
)
from benchmarks.reports import EVALUATION, write_section
from bot.logs import configure_logs

DEVELOPMENT = tuple(f"development{part}" for part in ("", "_2", "_3", "_4", "_5"))
LOCKED = ("locked", "held_out")
# Written last, by people who knew only the fact sheet.
BLIND = "blind"
CONVERSATIONS = "conversations/{}"


def main() -> None:
    """Scores, prints and writes the report."""
    configure_logs(logging.ERROR)
    blind = judge_all(load_questions(BLIND))
    blind_turns = judge_conversations(load_questions(CONVERSATIONS.format(BLIND)))
    locked = [judgement for name in LOCKED for judgement in judge_all(load_questions(name))]
    development = [j for name in DEVELOPMENT for j in judge_all(load_questions(name))]
    locked_turns = judge_conversations(load_questions(CONVERSATIONS.format("locked")))
    turns = [
        judgement
        for name in ("development", "development_2")
        for judgement in judge_conversations(load_questions(CONVERSATIONS.format(name)))
    ]
    lines = [
        f"Date: {datetime.date.today():%d %B %Y}.",
        "",
        *_table("Blind set: single questions", blind),
        *_table("Blind set: turns of conversations", blind_turns),
        *_table("Locked half: single questions", locked),
        *_table("Locked half: turns of conversations", locked_turns),
        *_table("Development half: single questions", development),
        *_table("Development half: turns of conversations", turns),
        "## Failures in the development half",
        "",
        *[_failure(judgement) for judgement in [*development, *turns] if not judgement.right],
    ]
    report = "\n".join(lines)
    write_section(EVALUATION, "evaluation", report)
    print(report)


def _table(title: str, judgements: Sequence[Judgement]) -> list[str]:
    rows = [
        f"## {title}",
        "",
        "| kind | right | of | share | 95 % interval |",
        "|---|---|---|---|---|",
    ]
    for kind, group in by_kind(judgements).items():
        rows.append(_row(kind, sum(judgement.right for judgement in group), len(group)))
    in_scope = [judgement for judgement in judgements if judgement.case["kind"] in IN_SCOPE]
    rows.append(_row("**all**", sum(j.right for j in judgements), len(judgements)))
    rows.append(_row("all in scope", sum(j.right for j in in_scope), len(in_scope)))
    rows.append(_row("in scope, refused", sum(j.refused for j in in_scope), len(in_scope)))
    wrong = sum(judgement.wrong_figure for judgement in judgements)
    rows.append(_row("figure given that answers another question", wrong, len(judgements)))
    return [*rows, ""]


def _row(label: str, count: int, total: int) -> str:
    low, high = wilson_interval(count, total)
    return f"| {label} | {count} | {total} | {count / total:.1%} | {low:.1%} to {high:.1%} |"


def _failure(judgement: Judgement) -> str:
    case = judgement.case
    wanted = next((case[key] for key in _WANTED if case.get(key)), "")
    given = judgement.keys[:3] or list(judgement.intents)
    return (
        f"- {case['id']} ({case['kind']}, wanted {wanted}): “{case['question']}” — "
        f"{judgement.status}, {', '.join(given)}"
    )


# What an entry wants, by the first of these that it has.
_WANTED = ("facts", "all", "any", "parts", "area", "intent", "note")


if __name__ == "__main__":
    main()
