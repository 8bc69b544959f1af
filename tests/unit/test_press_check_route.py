from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from sanic import Blueprint

from bot.channels import press_check
from bot.press.check import Checked
from bot.press.press import press_for

TEXT = "The ICRC made 1,376 detention visits."


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """The threads in which texts are checked."""
    found: list[threading.Thread] = []

    def noted(*arguments: Any) -> Checked:
        found.append(threading.current_thread())
        return checked(*arguments)

    checked = press_check.check_text
    monkeypatch.setattr(press_check, "check_text", noted)
    return found


def handler(routes: Blueprint, method: str) -> Any:
    (route,) = [one for one in routes._future_routes if method in one.methods]
    return route.handler


def request(**fields: Any) -> Any:
    settings = SimpleNamespace(most_characters_checked=100, public_url="https://facts.example")
    app = SimpleNamespace(ctx=SimpleNamespace(settings=settings))
    return SimpleNamespace(app=app, **fields)


def test_a_text_is_checked_beside_the_event_loop(threads: list[threading.Thread]) -> None:
    pages, api = Blueprint("pages"), Blueprint("api")
    press_check.add_check_page(pages, press_for("en"))
    press_check.add_check_of_api(api, ("en",))
    body = f'{{"text": "{TEXT}"}}'.encode()
    sent = (
        handler(pages, "POST")(request(form={"text": TEXT})),
        handler(api, "POST")(request(headers={"content-type": "application/json"}, body=body)),
    )
    for answer in sent:
        assert asyncio.run(answer).status == 200
    assert len(threads) == 2
    assert threading.main_thread() not in threads
