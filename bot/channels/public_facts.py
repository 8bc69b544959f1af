"""Facts in the form in which every interface gives them out: a number only where the source prints one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.facts import FactSheet, Qualifier, load_fact_sheet

# "Thousands" names no number: whoever sorts or adds up must not find one in its place.
_NUMBERS = {Qualifier.EXACT.value, Qualifier.MORE_THAN.value, Qualifier.ABOUT.value}


def public_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """A reply's record as it leaves: without the guard's proof, its facts in their public form.

    Args:
        record: made by `reply_record`.
    """
    sheet = load_fact_sheet()
    return {
        **{name: value for name, value in record.items() if name != "proof"},
        "facts": [public_fact(fact, sheet) for fact in record["facts"]],
    }


def public_fact(record: Mapping[str, Any], sheet: FactSheet) -> dict[str, Any]:
    """A fact's record as it leaves: `value` is null for an order of magnitude, `unit` says what is counted.

    Args:
        record: made by `fact_record`, perhaps of an earlier fact sheet.
        sheet: the facts.
    """
    fact = sheet.facts.get(record["key"])
    quantity = fact.main_quantity if fact else None
    return {
        **record,
        "value": record["value"] if record["qualifier"] in _NUMBERS else None,
        "unit": quantity.unit if quantity else None,
    }
