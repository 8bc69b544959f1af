from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.channels.own_address import site_of
from bot.channels.problems import Problem
from bot.facts import YamlFileError
from bot.settings import SETTINGS_FILE, Proxies, load_settings


def request(host: str = "localhost:5005", scheme: str = "http", public_url: str = "") -> Any:
    settings = SimpleNamespace(public_url=public_url, trusted_proxies=Proxies())
    app = SimpleNamespace(ctx=SimpleNamespace(settings=settings))
    return SimpleNamespace(host=host, scheme=scheme, ip="127.0.0.1", app=app)


@pytest.mark.parametrize(
    ("host", "scheme", "address"),
    [
        ("localhost:5005", "http", "http://localhost:5005"),
        ("facts.example.org", "https", "https://facts.example.org"),
        ("facts_test.internal", "http", "http://facts_test.internal"),
        ("[::1]:80", "http", "http://[::1]:80"),
        ("example.org", "javascript", "http://example.org"),
    ],
)
def test_the_request_s_host_is_taken(host: str, scheme: str, address: str) -> None:
    assert site_of(request(host, scheme)).address("/press") == f"{address}/press"


def test_the_configured_address_comes_first() -> None:
    site = site_of(request("evil.example", public_url="https://facts.example.org"))
    assert site.base == "https://facts.example.org"


@pytest.mark.parametrize("host", ["", "a b", 'a"b', "a/b", "a@b", "a:b", "<a>"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(Problem):
        site_of(request(host))


@pytest.mark.parametrize("url", ["facts.example.org", "https://x.org/", "javascript:alert()", "5"])
def test_an_address_that_is_none_is_refused_when_settings_are_read(
    url: str, tmp_path: Path
) -> None:
    path = tmp_path / "settings.yml"
    path.write_text(SETTINGS_FILE.read_text().replace('public_url: ""', f'public_url: "{url}"'))
    with pytest.raises(YamlFileError, match="public_url"):
        load_settings(path)
    path.write_text(SETTINGS_FILE.read_text().replace('""', '"https://x.org:8443"'))
    assert load_settings(path).public_url == "https://x.org:8443"
