"""Whose request it is: only what trusted proxies have written counts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sanic.compat import Header

from bot.channels.client_address import client_address, reached_at
from bot.channels.origins import is_allowed
from bot.facts import YamlFileError
from bot.settings import SETTINGS_FILE, Proxies, load_settings


def proxies(text: str, tmp_path: Any) -> Proxies:
    path = tmp_path / "settings.yml"
    path.write_text(
        SETTINGS_FILE.read_text().replace("trusted_proxies: []", f"trusted_proxies: {text}")
    )
    return load_settings(path).trusted_proxies


def request(peer: str, headers: dict[str, str], trusted: Proxies, public_url: str = "") -> Any:
    settings = SimpleNamespace(trusted_proxies=trusted, public_url=public_url)
    return SimpleNamespace(
        ip=peer,
        host=headers.get("host", "inside:5005"),
        scheme="http",
        headers=Header(headers),
        app=SimpleNamespace(ctx=SimpleNamespace(settings=settings)),
    )


@pytest.mark.parametrize(
    ("trusted", "peer", "headers", "address"),
    [
        ("[]", "9.9.9.9", {}, "9.9.9.9"),
        ("[]", "9.9.9.9", {"x-forwarded-for": "1.1.1.1"}, "9.9.9.9"),
        ("[10.0.0.0/8]", "9.9.9.9", {"x-forwarded-for": "1.1.1.1"}, "9.9.9.9"),
        ("[10.0.0.0/8]", "10.0.0.1", {"x-forwarded-for": "1.1.1.1"}, "1.1.1.1"),
        ("[10.0.0.0/8]", "10.0.0.1", {"x-forwarded-for": "6.6.6.6, 1.1.1.1"}, "1.1.1.1"),
        ("[10.0.0.0/8]", "10.0.0.1", {"x-forwarded-for": "1.1.1.1, 10.0.0.2"}, "1.1.1.1"),
        ("[10.0.0.1]", "10.0.0.1", {"x-forwarded-for": "1.1.1.1, 10.0.0.2"}, "10.0.0.2"),
        ("[10.0.0.1]", "10.0.0.1", {"x-forwarded-for": "1.1.1.1:4711"}, "1.1.1.1"),
        ("[10.0.0.1]", "10.0.0.1", {"x-forwarded-for": "unknown"}, "10.0.0.1"),
        ("[10.0.0.1]", "10.0.0.1", {"x-forwarded-for": "<script>"}, "10.0.0.1"),
        ("[10.0.0.1]", "10.0.0.1", {"x-forwarded-for": ""}, "10.0.0.1"),
        ("[10.0.0.1]", "10.0.0.1", {"forwarded": "for=1.1.1.1;proto=https;by=2.2.2.2"}, "1.1.1.1"),
        ("[10.0.0.1]", "10.0.0.1", {"forwarded": 'For="[2001:db8::1]:80"'}, "2001:db8::/64"),
        ("[10.0.0.1]", "10.0.0.1", {"forwarded": "for=6.6.6.6, for=1.1.1.1"}, "1.1.1.1"),
        ("[10.0.0.1]", "10.0.0.1", {"forwarded": "for=_hidden"}, "10.0.0.1"),
        # Two headers that differ: one of them came with the request, and it is not known which.
        (
            "[10.0.0.1]",
            "10.0.0.1",
            {"forwarded": "for=6.6.6.6", "x-forwarded-for": "1.1.1.1"},
            "10.0.0.1",
        ),
        (
            "[10.0.0.1]",
            "10.0.0.1",
            {"forwarded": "for=1.1.1.1", "x-forwarded-for": "1.1.1.1"},
            "1.1.1.1",
        ),
        ("1", "10.0.0.1", {"x-forwarded-for": "6.6.6.6, 1.1.1.1"}, "1.1.1.1"),
        ("2", "10.0.0.1", {"x-forwarded-for": "6.6.6.6, 1.1.1.1, 10.0.0.2"}, "1.1.1.1"),
        ("2", "10.0.0.1", {"x-forwarded-for": "1.1.1.1"}, "1.1.1.1"),
        ("1", "10.0.0.1", {}, "10.0.0.1"),
        ("[]", "2001:db8:1:2:3:4:5:6", {}, "2001:db8:1:2::/64"),
        ("[]", "::ffff:9.9.9.9", {}, "9.9.9.9"),
        ('["::1"]', "::1", {"x-forwarded-for": "1.1.1.1"}, "1.1.1.1"),
    ],
)
def test_the_client_is_the_last_address_that_no_trusted_proxy_has(
    trusted: str, peer: str, headers: dict[str, str], address: str, tmp_path: Any
) -> None:
    assert client_address(request(peer, headers, proxies(trusted, tmp_path))) == address


@pytest.mark.parametrize("given", ["[nonsense]", "['10.0.0.0/99']", "-1", "yes", "{}"])
def test_proxies_that_cannot_be_are_named(given: str, tmp_path: Any) -> None:
    with pytest.raises(YamlFileError, match="trusted_proxies"):
        proxies(given, tmp_path)


@pytest.mark.parametrize(
    ("headers", "reached"),
    [
        ({}, ("http", "inside:5005")),
        ({"x-forwarded-proto": "https"}, ("https", "inside:5005")),
        (
            {"x-forwarded-proto": "https", "x-forwarded-host": "facts.example"},
            ("https", "facts.example"),
        ),
        ({"forwarded": "for=1.1.1.1;proto=https;host=facts.example"}, ("https", "facts.example")),
        ({"x-forwarded-proto": "javascript"}, ("http", "inside:5005")),
    ],
)
def test_trusted_proxies_tell_under_which_address_the_server_is_reached(
    headers: dict[str, str], reached: tuple[str, str], tmp_path: Any
) -> None:
    trusted = proxies("[127.0.0.1]", tmp_path)
    assert reached_at(request("127.0.0.1", headers, trusted)) == reached
    assert reached_at(request("127.0.0.2", headers, trusted)) == ("http", "inside:5005")


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://facts.example", True),
        ("http://inside:5005", True),
        ("https://elsewhere.example", False),
        ("chrome-extension://inside:5005", False),
        ("file://", False),
        ("null", False),
        ("", False),
    ],
)
def test_the_public_address_is_the_server_s_own_whatever_the_proxy_makes_of_the_host(
    origin: str, allowed: bool
) -> None:
    sent = {"host": "inside:5005", "origin": origin}
    asked = request("127.0.0.1", sent, Proxies(), public_url="https://facts.example")
    assert is_allowed(asked, ()) is allowed
