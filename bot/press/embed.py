"""A figure on other sites: the element `<fact-figure>`, what it shows, and oEmbed, by which sites find it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from bot.facts import Fact
from bot.press.addresses import PRESS, Site, card_path, figure_path
from bot.press.cards import Shape
from bot.press.changes import ChangeKind
from bot.press.press import Press, show

SCRIPT_FILE = Path(__file__).parent.parent / "web" / "figure" / "fact-figure.js"
SCRIPT_NAME = "fact-figure.js"
SCRIPTS = f"{PRESS}/embed"
# The room an embedded figure is said to need, in pixels; it takes what the page gives it.
_WIDTH, _HEIGHT = 480, 240
_VERSION_CHARACTERS = 16


@dataclass(frozen=True)
class Script:
    """The element's file.

    Attributes:
        code: the module.
        version: names this very content.
        integrity: what a page checks it by (subresource integrity).
    """

    code: bytes
    version: str
    integrity: str

    @property
    def path(self) -> str:
        """Where this version is served."""
        return f"{SCRIPTS}/{self.version}/{SCRIPT_NAME}"


@cache
def load_script(path: Path = SCRIPT_FILE) -> Script:
    """The element's file, read once."""
    code = path.read_bytes()
    return Script(code, *named_by_content(code))


def named_by_content(code: bytes) -> tuple[str, str]:
    """A short name for this very content, and what a page checks it by (subresource integrity)."""
    digest = hashlib.sha384(code).digest()
    return digest.hex()[:_VERSION_CHARACTERS], f"sha384-{base64.b64encode(digest).decode()}"


def embed_snippet(press: Press, site: Site, fact: Fact) -> str:
    """What a site puts into its page to show a figure; without scripts the link between the tags is shown.

    Args:
        press: facts and wording.
        site: the server's address as browsers reach it.
        fact: a figure.
    """
    script, shown = load_script(), show(press, fact)
    address = escape(site.address(figure_path(fact.key)))
    version = f' version="{shown.version.number}"' if shown.version else ""
    told = escape(
        press.texts["embed"]["fallback"].format(headline=shown.headline, **press.source())
    )
    return (
        f'<script type="module" src="{escape(site.address(script.path))}" integrity="{script.integrity}" '
        'crossorigin="anonymous"></script>'
        f'<fact-figure key="{fact.key}"{version}><a href="{address}">{told}</a></fact-figure>'
    )


def embedded(press: Press, site: Site, key: str) -> dict[str, Any] | None:
    """What the element shows of a figure, or that it is gone; None where there never was one.

    Args:
        press: facts and wording.
        site: the server's address.
        key: the figure's key.
    """
    texts, versions = press.texts["embed"], press.record.versions.get(key, ())
    fact = press.sheet.facts.get(key)
    if fact is None or fact.figure is None:
        gone = bool(versions) and versions[-1].kind is ChangeKind.REMOVED
        return {"removed": press.texts["changes"]["gone"]} if gone else None
    shown = show(press, fact)
    source = press.texts["card"]["source"].format(**press.source())
    return {
        "language": press.language.code,
        "display": shown.display,
        "label": shown.caption,
        "qualifier": shown.qualifier,
        "source": source,
        "version": versions[-1].number if versions else None,
        "version_words": texts["version"].format(
            number=versions[-1].number, day=press.texts.day(versions[-1].day)
        )
        if versions
        else "",
        "address": site.address(figure_path(key)),
        "check": texts["check"],
        # The last version that brought another figure, and the last that brought other words.
        "figure_since": _last(versions, ChangeKind.NUMBERS),
        "wording_since": _last(versions, ChangeKind.WORDING),
        "figure_changed": texts["figure_changed"],
        "wording_changed": texts["wording_changed"],
    }


def oembed(
    press: Press, site: Site, fact: Fact, most_wide: int | None, most_high: int | None
) -> dict[str, Any]:
    """A figure as oEmbed tells of it, of the type "rich".

    Args:
        press: facts and wording.
        site: the server's address.
        fact: a figure.
        most_wide, most_high: the room there is, in pixels; None where nobody says.
    """
    shown = show(press, fact)
    width, height = Shape.WIDE.value
    content: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": shown.headline,
        "author_name": press.author(),
        "provider_name": press.texts["page"]["title"],
        "provider_url": site.address(PRESS),
        "html": embed_snippet(press, site, fact),
        "width": min(_WIDTH, most_wide or _WIDTH),
        "height": min(_HEIGHT, most_high or _HEIGHT),
    }
    if width <= (most_wide or width) and height <= (most_high or height):
        image = site.address(card_path(fact.key, Shape.WIDE.key, "png"))
        content |= {"thumbnail_url": image, "thumbnail_width": width, "thumbnail_height": height}
    return content


def _last(versions: tuple[Any, ...], kind: ChangeKind) -> int:
    """The number of the last version of a kind; 0 if there is none."""
    return max((version.number for version in versions if version.kind is kind), default=0)
