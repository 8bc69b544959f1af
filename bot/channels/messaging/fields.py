"""Reads what strangers wrote: JSON of any shape, of which only what has the expected type is there."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any


def json_of(body: bytes) -> Any:
    """What a body holds; None where it is no JSON. Numbers stay exact, however long."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def mapping(value: Any, *path: str) -> dict[str, Any]:
    """The object at a path; an empty one where there is none."""
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value if isinstance(value, dict) else {}


def items(value: Any, name: str) -> list[dict[str, Any]]:
    """The objects in a list of that name."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text(value: Any, *path: str) -> str:
    """The text at a path; "" where there is none."""
    found = mapping(value, *path[:-1]).get(path[-1])
    return found if isinstance(found, str) else ""


def identifier(value: Any, *path: str) -> str:
    """The id at a path, which some platforms send as a number and some as text; "" where there is none."""
    found = mapping(value, *path[:-1]).get(path[-1])
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found.strip() if isinstance(found, str) else ""


def same(given: str, expected: str) -> bool:
    """Whether two secrets are the same, in a time that tells nothing about them; whatever letters they have."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def sha256_signature(secret: str, body: bytes) -> str:
    """The hexadecimal HMAC-SHA256 of a body."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
