from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

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


def test_one_text_is_checked_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    running = threading.Semaphore(1)
    checked = press_check.check_text

    def alone(*arguments: Any) -> Checked:
        assert running.acquire(blocking=False), "two at once"
        try:
            return checked(*arguments)
        finally:
            running.release()

    monkeypatch.setattr(press_check, "check_text", alone)
    pages = Blueprint("pages")
    press_check.add_check_page(pages, press_for("en"))
    answer = handler(pages, "POST")

    async def ask() -> list[int]:
        answers = await asyncio.gather(*(answer(request(**FORM)) for _ in range(20)))
        return [one.status for one in answers]

    assert asyncio.run(ask()) == [200] * 20


def handler(routes: Blueprint, method: str) -> Any:
    (route,) = [one for one in routes._future_routes if method in one.methods]
    return route.handler


FORM = {
    "headers": {"content-type": "application/x-www-form-urlencoded"},
    "body": urlencode({"text": TEXT}).encode(),
}


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
        handler(pages, "POST")(request(**FORM)),
        handler(api, "POST")(request(headers={"content-type": "application/json"}, body=body)),
    )
    for answer in sent:
        assert asyncio.run(answer).status == 200
    assert len(threads) == 2
    assert threading.main_thread() not in threads
