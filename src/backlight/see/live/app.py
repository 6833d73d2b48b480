"""What the live page's server answers: the page, and what is new; and only to whom the user gave the address."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from secrets import compare_digest
from typing import Any, Protocol

from backlight.see.page import page_of

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SCRIPT = Path(__file__).with_name("live.js")


class Source(Protocol):
    """Where records come from; it may be asked from any thread."""

    @property
    def state(self) -> Any:
        """Something else when there is something new."""

    def record(self, after: int = 0, graphs: int = 0) -> dict:
        """What there is; `after` a step, and beyond so many graphs, only what is new."""
        ...


Seen = Callable[[str, Any, float], None]


def app_for(source: Source, token: str, hosts: frozenset[str], seen: Seen) -> Callable:
    """The ASGI application.

    `hosts` are the names it answers to; `seen` is told which page was given which state, and after how many seconds it
    wants to ask again.
    """
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, Response
    from starlette.routing import Route

    def page(request: Request) -> Response:
        state = source.state
        text = page_of(source.record(), script=SCRIPT.read_text(encoding="utf-8"))
        seen("", state, 1.0)  # it asks by a name of its own soon
        return HTMLResponse(text.encode(errors="backslashreplace"), headers=HEADERS)

    def news(request: Request) -> Response:
        state = source.state
        version = "-".join(map(str, state))
        asked = request.query_params
        after, graphs, pause = (_count(asked.get(name, "0")) for name in ("after", "graphs", "pause"))
        seen(asked.get("page", ""), state, pause / 1000)
        if asked.get("state") == version:
            return Response(status_code=204, headers=HEADERS)
        told = {"state": version, "after": after, **source.record(after, graphs)}
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return Response(text.encode(errors="backslashreplace"), media_type="application/json", headers=HEADERS)

    routes = [Route(f"/{token}/", page), Route(f"/{token}/record", news)]
    return _Guard(Starlette(routes=routes), token, hosts)


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


class _Guard:
    """Answers 403 to requests without the token, under another name, or sent by the page of another site."""

    def __init__(self, app: Callable, token: str, hosts: frozenset[str]) -> None:
        self.app, self.token, self.hosts = app, token.encode(), hosts
        self.origins = {f"http://{host}" for host in hosts}

    async def __call__(self, scope: Any, receive: Callable[[], Awaitable], send: Callable[[Any], Awaitable]) -> None:
        from starlette.responses import PlainTextResponse

        if scope["type"] != "http":  # no sockets here
            return
        reason = self._refused(scope)
        if reason:
            await PlainTextResponse(f"refused: {reason}\n", status_code=403, headers=HEADERS)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _refused(self, scope: Any) -> str:
        headers: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
        host = headers.get("host", [])
        if len(host) != 1 or host[0] not in self.hosts:  # another name for 127.0.0.1 is another site's (DNS rebinding)
            return "not the address of this page"
        if any(origin not in self.origins for origin in headers.get("origin", [])):
            return "asked by the page of another site"
        if headers.get("sec-fetch-site", ["none"])[0] not in ("none", "same-origin"):
            return "asked by the page of another site"
        given = scope["path"].split("/")[1].encode(errors="surrogateescape")
        return "" if compare_digest(given, self.token) else "not the token of this page"
