"""Checks a text against the fact sheet: what its numbers and statements are about, and how they stand to it. Pure."""

from bot.press.check.checking import Checked, Mark, check_text
from bot.press.check.verdicts import CheckVerdict

__all__ = ["CheckVerdict", "Checked", "Mark", "check_text"]
