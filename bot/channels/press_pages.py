"""What every page for the press has in common: its security headers and its templates."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

Handler = Callable[..., Any]

_TEMPLATES = Path(__file__).parent.parent / "web" / "templates"
# JSON-LD stands in the page as a data block, which browsers do not execute: no exception is needed for it.
SECURITY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


@cache
def page_environment() -> Environment:
    """The templates; a name that is missing from the content is an error, never a gap in the page."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in environment.list_templates():
        # Compiled now, so that nobody waits while the first page is made.
        environment.get_template(name)
    return environment
