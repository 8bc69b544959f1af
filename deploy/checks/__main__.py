"""Checks compose.yml, kubernetes/ and monitoring/ against the schemas and the grammar of what reads them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import compose_spec
import kubernetes_validate
import promql_parser
import yaml

_DEPLOY = Path(__file__).parent.parent
# What deploy/.env has to name, and what it may name.
_TO_FILL_IN, _MAY_BE_FILLED_IN = re.compile(r"\$\{\w+:\?[^}]*\}"), re.compile(r"\$\{\w+:-([^}]*)\}")


def main() -> int:
    """Prints what is wrong; returns the exit status."""
    problems = [*_kubernetes(), *_compose(), *_monitoring()]
    print("\n".join(problems) or "The files in deploy/ are as what reads them expects.")
    return 1 if problems else 0


def _kubernetes() -> Iterator[str]:
    version = kubernetes_validate.latest_version()
    for file in sorted((_DEPLOY / "kubernetes").glob("*.yml")):
        for manifest in yaml.safe_load_all(file.read_text(encoding="utf-8")):
            try:
                kubernetes_validate.validate(manifest, version, strict=True)
            except (
                kubernetes_validate.ValidationError,
                kubernetes_validate.InvalidSchemaError,
            ) as error:
                yield f"{file.name}: {manifest.get('kind')}: {error}"


def _compose() -> Iterator[str]:
    file = _DEPLOY / "compose.yml"
    text = file.read_text(encoding="utf-8")
    text = _MAY_BE_FILLED_IN.sub(r"\1", _TO_FILL_IN.sub("filled-in", text))
    try:
        compose = compose_spec.PyCompose.from_yaml(text)
        compose.validate()
        compose.to_spec()
    except ValueError as error:
        yield f"{file.name}: {error}"


def _monitoring() -> Iterator[str]:
    rules = yaml.safe_load((_DEPLOY / "monitoring" / "alerts.yml").read_text(encoding="utf-8"))
    dashboard = json.loads((_DEPLOY / "monitoring" / "dashboard.json").read_text(encoding="utf-8"))
    queries: list[tuple[str, Any]] = [
        (rule["alert"], rule["expr"]) for group in rules["groups"] for rule in group["rules"]
    ]
    queries += [
        (panel["title"], target["expr"])
        for panel in dashboard["panels"]
        for target in panel["targets"]
    ]
    for name, query in queries:
        try:
            promql_parser.parse(query)
        except ValueError as error:
            yield f"{name}: {error}"


if __name__ == "__main__":
    sys.exit(main())
