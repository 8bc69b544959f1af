"""What a text is taken for: the likely labels of each group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.facts import FactSheet
from bot.nlu.examples import split_subject

SUBJECT = "subject"
"""The group of labels that tell what a text is about."""
_MAX_FACTS = 6


@dataclass(frozen=True)
class Sense:
    """What a text is taken for by itself: for each group, its labels with their probabilities, the likeliest first."""

    ranked: Mapping[str, tuple[tuple[str, float], ...]]

    def best(self, group: str) -> tuple[str, float]:
        """The likeliest label of a group, and its probability."""
        return self.ranked[group][0]

    def probability(self, group: str, label: str) -> float:
        """How likely a label is; 0.0 where it is not among the likeliest."""
        return dict(self.ranked[group]).get(label, 0.0)

    @property
    def subjects(self) -> list[tuple[str, str | None, float]]:
        """Intent, fact or topic within it, and probability, of the likeliest subjects."""
        return [(*split_subject(subject), share) for subject, share in self.ranked[SUBJECT]]

    def facts(self, sheet: FactSheet) -> tuple[tuple[str, float], ...]:
        """The likeliest facts with their probabilities, whatever the intent."""
        likely: dict[str, float] = {}
        for _, sub, share in self.subjects:
            if sub is not None and sub in sheet.facts:
                likely[sub] = likely.get(sub, 0.0) + share
        return tuple(sorted(likely.items(), key=lambda item: -item[1])[:_MAX_FACTS])
