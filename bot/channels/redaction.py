"""Takes personal details out of a message before anything is made of it or kept."""

from __future__ import annotations

import re

REMOVED = "[removed]"
_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
# Seven or more digits that are no number with thousands separators: telephone, account, identity.
_LONG_DIGITS = re.compile(r"(?<![\w,.])\+?\(?\d(?:[\s().\-/]{0,2}\d){6,}(?!\w)")
_IDENTITY = re.compile(r"\b(?:[A-Z]{1,3}\s?|[a-z]{1,3})\d{6,}\b")
# Figures and years, alone or side by side, are what people ask about.
_GROUPED = r"[1-9]\d{0,2}(?:[,.\s]\d{3})+"
_YEAR = r"(?:19|20)\d\d"
_FIGURES = re.compile(rf"{_GROUPED}(?:\s{_GROUPED})?|{_YEAR}\s?[-–/\s]\s?{_YEAR}")
_DATE = re.compile(r"\b\d{1,2}[./\-]\d{1,2}[./\-](?:19|20)\d{2}\b")


def redact(text: str) -> str:
    """The text with e-mail addresses, telephone and identity numbers and dates of birth removed."""
    for pattern in (_EMAIL, _IDENTITY, _DATE):
        text = pattern.sub(REMOVED, text)
    return _LONG_DIGITS.sub(
        lambda match: match[0] if _FIGURES.fullmatch(match[0].strip()) else REMOVED, text
    )
