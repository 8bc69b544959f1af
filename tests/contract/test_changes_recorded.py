"""Every fact is on record as it is, so that a newsroom can see whether a figure changed."""

from __future__ import annotations

from datetime import date

from bot.facts import FactSheet
from bot.press.changes import COMMAND, load_changes, unrecorded


def test_every_change_of_a_fact_is_on_record(sheet: FactSheet) -> None:
    missing = [version.fact for version in unrecorded(sheet, load_changes(), date.today())]
    assert not missing, f"not on record: {', '.join(missing)}. Run `{COMMAND}`."
