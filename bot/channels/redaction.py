"""Takes personal details out of a message before anything is made of it or kept.

Figures are what people ask about, so a number is a figure unless something says that it is a person's: how it is
grouped, how it begins, a word before it, or that it is a valid telephone number, IBAN or card number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import phonenumbers
from stdnum import iban, luhn

from bot.facts import load_fact_sheet, read_yaml

REMOVED = "[removed]"
WORDS_FILE = Path(__file__).with_name("redaction.yml")
_WORDS = {"type": "array", "items": {"type": "string", "minLength": 1}}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["cues", "birth", "months"],
        "additionalProperties": False,
        "properties": dict.fromkeys(("cues", "birth", "months"), _WORDS),
    },
}
# Where those who write are likely to have their telephones.
_REGIONS = ("AZ", "GE", "AM", "TR", "RU", "UA", "IR")
# What people put between the digits of one number.
_BETWEEN = r"\s().,'’\-/_·•\u2010-\u2015\u2212"
_EMAIL = re.compile(
    r"(?<![\w.+\-])[\w.+\-]{1,64}\s?(?:@|[(\[]\s?at\s?[)\]])\s?[\w\-]+(?:\s?(?:\.|[(\[]\s?dot\s?[)\]])\s?[\w\-]+)+"
    r"|(?<![\w.+\-])[\w.+\-]{1,64}\s+at\s+[\w\-]+(?:\s+dot\s+[\w\-]+)+",
    re.IGNORECASE,
)
_RUN = re.compile(rf"(?<![\w,.])[+(]{{0,2}}\d(?:[{_BETWEEN}]{{0,3}}\d){{4,40}}(?!\w)")
# Letters and digits that make one word: passports, identity cards, FIN codes, IBAN.
_CODE = re.compile(r"\b(?=\w*\d)(?=\w*[^\W\d_])[^\W_]{5,34}\b")
_SPACED_CODE = re.compile(r"\b[A-Z]{1,3}\s\d{6,9}\b|\b[A-Z]{2}\d{2}(?:\s[A-Z0-9]{2,4}){3,8}\b")
_FIGURE = r"(?:[1-9]\d{0,2}(?:[,.\s'’]\d{3})+|[1-9]\d{0,5})"
_APART = r"(?:\s*[,;/–—-]\s*|\s+)"
_FIGURES = re.compile(rf"{_FIGURE}(?:{_APART}{_FIGURE})*")
# Three groups of three as in "501 234 567", or groups of two as no figure has them.
_LIKE_TELEPHONE = re.compile(
    r"\d{3}(?:\s\d{3}){2}|\d{1,3}(?:[\s._–—-]\d{2,3})*(?:[\s._–—-]\d{2}){1,2}"
)
# A telephone number within one town, which no plan of numbers tells from others.
_LOCAL = re.compile(r"\d{3}[\s._–—-](?:\d{2}[\s._–—-]\d{2}|\d{3}[1-9])")
_CARD = re.compile(r"[2-6]\d{3}([\s-]?)\d{4}\1\d{4}\1\d{1,7}")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s?[-–—/]\s?|\s)(?:19|20)\d\d")
_NUMERIC_DATE = re.compile(
    r"(?<![\d.,/-])(?:\d{1,2}(?P<of>[./\-])\d{1,2}(?P=of)(?:(?:19|20)\d\d|\d\d)"
    r"|(?:19|20)\d\d(?P<on>[./\-])\d{1,2}(?P=on)\d{1,2})(?![\d/-]|[.,]\d)"
)
_LONGEST_ROUND = 12
# A cue stands so near before what it announces.
_CUE_WITHIN = 24


def redact(text: str) -> str:
    """The text with e-mail addresses, telephone, account and identity numbers and dates of birth removed."""
    words = _personal_words()
    text = _EMAIL.sub(REMOVED, text)
    text = words.birth.sub(lambda match: match["before"] + REMOVED, text)
    text = words.birth_after.sub(REMOVED, text)
    text = _NUMERIC_DATE.sub(REMOVED, text)
    text = _SPACED_CODE.sub(REMOVED, text)
    text = _replace(_CODE, text, lambda match: _is_code(match, words))
    return _replace(_RUN, text, lambda match: _is_personal(match, words))


class _PersonalWords:
    """The words of `redaction.yml` as patterns."""

    def __init__(self, cues: list[str], birth: list[str], months: list[str]) -> None:
        between = r"(?:\s+(?:is|are|was|no|number|nr|card|me|at|on|=)){0,3}[\s:#№.=\-]*"
        self.cue = re.compile(rf"(?<!\w)(?:{_either(cues)}){between}\Z", re.IGNORECASE)
        day = r"(?:the\s+)?\d{1,2}(?:st|nd|rd|th|-?\w{1,3})?"
        year = r"(?:19|20)?\d\d"
        month = rf"(?:{_either(months)})\w{{0,3}}\.?"
        date = rf"{day}[\s.,/\-]*(?:of\s+)?{month}[\s.,/\-]*{year}\b|{month}[\s.,]*{day}[\s.,]+{year}\b"
        numeric = r"\d{1,4}[\s./\-]{1,3}\d{1,2}[\s./\-]{1,3}\d{1,4}"
        self.birth = re.compile(
            rf"(?P<before>(?<!\w)(?:{_either(birth)})\b[^\d\n]{{0,24}}?)(?:{date}|{numeric})",
            re.IGNORECASE,
        )
        self.birth_after = re.compile(
            rf"(?<!\w)(?:{date}|{numeric})(?=\W{{1,3}}(?:\w+\W){{0,2}}(?:{_either(birth)})\b)",
            re.IGNORECASE,
        )


@cache
def _personal_words() -> _PersonalWords:
    content = read_yaml(WORDS_FILE, _SCHEMA)
    cues, birth, months = (
        [word for language in content.values() for word in language[kind]]
        for kind in ("cues", "birth", "months")
    )
    return _PersonalWords(cues, birth, months)


def _either(words: list[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)


def _replace(
    pattern: re.Pattern[str], text: str, is_personal: Callable[[re.Match[str]], bool]
) -> str:
    return pattern.sub(lambda match: REMOVED if is_personal(match) else match[0], text)


def _is_announced(match: re.Match[str], words: _PersonalWords) -> bool:
    before = match.string[max(0, match.start() - _CUE_WITHIN) : match.start()]
    return words.cue.search(before) is not None


def _is_code(match: re.Match[str], words: _PersonalWords) -> bool:
    """Whether a word of letters and digits names a person: "COVID19" and a multiple do not."""
    code = match[0]
    digits = sum(character.isdigit() for character in code)
    if iban.is_valid(code) or (digits >= 6 and code[:1].isalpha()):
        return True
    mixed = code.isupper() and digits >= 3 and not code[-digits:].isdigit()
    return (mixed and len(code) >= 7) or (digits >= 3 and _is_announced(match, words))


def _is_personal(match: re.Match[str], words: _PersonalWords) -> bool:
    """Whether a row of digits, however it is grouped, is a person's and not one figure or several."""
    written = match[0].strip()
    digits = "".join(character for character in written if character.isdigit())
    if _figures_of_the_sheet().fullmatch(written):
        return False
    if _is_announced(match, words):
        return True
    if len(digits) < 7 or _YEARS.fullmatch(written):
        return False
    if written.startswith(("+", "(", "00")) or (written.startswith("0") and "." not in written[:2]):
        return True
    if _CARD.fullmatch(written) and luhn.is_valid(digits):
        return True
    if written.isdigit():
        return not _is_round(digits)
    if _LOCAL.fullmatch(written):
        return True
    if _LIKE_TELEPHONE.fullmatch(written) and _is_telephone(digits):
        return True
    return not _FIGURES.fullmatch(written)


@cache
def _figures_of_the_sheet() -> re.Pattern[str]:
    """One or several numbers of the fact sheet, however they are grouped: nobody's but the work's."""
    values = {q.value for fact in load_fact_sheet().facts.values() for q in fact.numbers.values()}
    one = "|".join(f"{value:,}".replace(",", "[,.\\s'’]?") for value in sorted(values))
    return re.compile(rf"(?:{one})(?:{_APART}(?:{one}))*")


def _is_round(digits: str) -> bool:
    """Whether a number without separators is one that people ask about: "1000000", not "1234567"."""
    return len(digits) <= _LONGEST_ROUND and digits.endswith("000")


def _is_telephone(digits: str) -> bool:
    return any(_is_telephone_of(digits, region) for region in _REGIONS)


def _is_telephone_of(digits: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, region))
    except phonenumbers.NumberParseException:
        # Too long, too short or otherwise none: a row of digits need not be a number of anywhere.
        return False
