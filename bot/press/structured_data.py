"""What search engines read: the page's questions and answers and its data set, as schema.org JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.facts import Fact, Qualifier
from bot.press.addresses import DATA, PRESS, PRINTED, TABLE, Site, figure_path
from bot.press.press import Answered, Press, show

_CONTEXT = "https://schema.org"


def faq_page(press: Press, site: Site, path: str, answered: Iterable[Answered]) -> dict[str, Any]:
    """Questions and answers that are shown on a page.

    Args:
        press: facts and wording.
        site: the site's address.
        path: the page's path.
        answered: the questions with their answers.
    """
    return {
        "@context": _CONTEXT,
        "@type": "FAQPage",
        "url": site.address(path),
        "inLanguage": press.language.code,
        "mainEntity": [
            {
                "@type": "Question",
                "name": one.question,
                "acceptedAnswer": {"@type": "Answer", "text": f"{one.answer}\n\n{one.source}"},
            }
            for one in answered
        ],
    }


def dataset(press: Press, site: Site) -> dict[str, Any]:
    """The headline figures as a data set, with its downloads."""
    source = press.source(short=False)
    texts = press.texts["dataset"]
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "name": texts["name"],
        "description": press.texts["page"]["introduction"].format(**source),
        "url": site.address(PRESS),
        "inLanguage": press.language.code,
        "version": str(press.sheet.version),
        "dateModified": press.record.last_change().isoformat(),
        # The data set is ours; what it is based on is the ICRC's.
        "creator": {
            "@type": "Organization",
            "name": press.texts["dataset"]["creator"],
            "url": site.address(PRESS),
        },
        "spatialCoverage": {"@type": "Place", "name": texts["place"]},
        "isAccessibleForFree": True,
        "isBasedOn": _original(press),
        # The figures stand under the original's licence, where it has one.
        **({"license": press.sheet.source.license} if press.sheet.source.license else {}),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": site.address(path)}
            for kind, path in (
                ("text/csv", TABLE),
                ("application/json", DATA),
                ("application/pdf", PRINTED),
            )
        ],
        "variableMeasured": [_measured(press, site, fact) for fact in press.sheet.figures()],
    }


def _original(press: Press) -> dict[str, Any]:
    """The publication the figures are from; its address and date only where they are known."""
    source, author = press.sheet.source, {"@type": "Organization", "name": press.author()}
    known = {
        "url": source.url,
        "datePublished": source.published_on.isoformat() if source.published_on else None,
        "license": source.license,
    }
    return {
        "@type": "CreativeWork",
        "name": source.full_title(press.language),
        "author": author,
        "creator": author,
        "publisher": author,
        **{name: value for name, value in known.items() if value},
    }


def _measured(press: Press, site: Site, fact: Fact) -> dict[str, Any]:
    """A figure; a lower bound is given as one, and an order of magnitude as text only."""
    shown, quantity = show(press, fact), fact.figure
    measured = {
        "@type": "PropertyValue",
        "name": shown.label,
        "description": shown.sentence,
        "url": site.address(figure_path(fact.key)),
    }
    if quantity is None or quantity.qualifier not in (Qualifier.EXACT, Qualifier.MORE_THAN):
        return {**measured, "value": shown.display}
    bound = "value" if quantity.qualifier is Qualifier.EXACT else "minValue"
    return {**measured, bound: quantity.value, "unitText": quantity.unit}
