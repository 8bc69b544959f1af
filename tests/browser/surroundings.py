"""Around the widget: another site that embeds it, and a watch over what the browser does."""

from __future__ import annotations

import functools
import http.server
import threading
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from benchmarks.processes import free_port

WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass
class Watch:
    """What a page did that it should not: requests elsewhere, cookies, errors in the console."""

    hosts: set[str]
    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.add_init_script(WATCH)
        context.on("request", lambda request: self._requested(request.url))
        context.on("page", self._page)

    def _requested(self, url: str) -> None:
        if not url.startswith(("data:", "blob:", *self.hosts)):
            self.elsewhere.append(url)

    def _page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._console)
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def _console(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        if kind == "error" or "Content Security Policy" in text:
            self.errors.append(text)

    def nothing_happened(self, context: BrowserContext) -> None:
        assert self.elsewhere == []
        assert self.errors == []
        assert self.dialogs == []
        assert context.cookies() == []
        for page in context.pages:
            assert page.evaluate("window.violations") == []


class Site:
    """Another site with one page, on a port of its own."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        handler = functools.partial(_Quiet, directory=str(folder))
        self._server = _SiteServer(("127.0.0.1", self.port), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def page(self, body: str, policy: str = "", *, cached: bool = False) -> str:
        """Serves a page under a content security policy; returns its address."""
        self._server.policy = policy
        self._server.cached = cached
        text = f"<!doctype html><html lang=en><title>A site</title><body><h1>A site</h1>{body}"
        (self.folder / "index.html").write_text(text)
        # Browsers ask for it by themselves, and would report that it is missing.
        (self.folder / "favicon.ico").touch()
        return f"{self.url}/index.html"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _SiteServer(http.server.ThreadingHTTPServer):
    policy = ""
    cached = False


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def end_headers(self) -> None:
        if isinstance(self.server, _SiteServer):
            self.send_header("cache-control", "no-cache" if self.server.cached else "no-store")
            if self.server.policy:
                self.send_header("content-security-policy", self.server.policy)
        super().end_headers()
