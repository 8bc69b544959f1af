"""Where everything for the press is found, as paths and as absolute addresses."""

from __future__ import annotations

from dataclasses import dataclass

PRESS = "/press"
CHECK = "/press/check"
FEED = "/press/feed.xml"
SITEMAP = "/sitemap.xml"
ROBOTS = "/robots.txt"
FAVICON = "/favicon.ico"
PRINTED = "/press/fact-sheet.pdf"
CARDS = "/press/cards.zip"
CHART = "/press/chart"
VIEW = "/press/results.csv"
OEMBED = "/oembed"
TABLE = "/api/v1/facts.csv"
DATA = "/api/v1/facts"
API_PAGE = "/api/v1/docs"


def figure_path(key: str) -> str:
    """A figure's own page."""
    return f"{PRESS}/figures/{key}"


def area_path(key: str, fact: str = "") -> str:
    """An area's page, or the place of a statement on it."""
    return f"{PRESS}/areas/{key}" + (f"#{fact}" if fact else "")


def card_path(key: str, shape: str, kind: str) -> str:
    """A figure's image card.

    Args:
        key: the figure's key.
        shape: a shape's name in `bot/press/cards.py`.
        kind: "svg" or "png".
    """
    return f"{PRESS}/cards/{key}-{shape}.{kind}"


def embedded_path(key: str) -> str:
    """What the element that shows a figure on other sites asks for."""
    return f"{PRESS}/embed/figures/{key}"


@dataclass(frozen=True)
class Site:
    """The site's own address, to make absolute ones.

    Attributes:
        base: scheme and host, without a slash at the end.
    """

    base: str

    def address(self, path: str) -> str:
        """The absolute address of a path."""
        return self.base + path
