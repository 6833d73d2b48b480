"""The server of the live page: uvicorn in a thread of the program."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from typing import Any

from backlight.see.live.addresses import loopback
from backlight.see.live.app import Source, app_for

LONGEST, LATE = 10.0, 2.0  # seconds: what a page may pause; what it may be late


class Server:
    """Serves the page of `source` at an address of this computer; `url` holds a secret that changes every time.

    Raises: ValueError for an address that others could reach; OSError for one that is taken.
    """

    def __init__(self, source: Source, address: str = "") -> None:
        import uvicorn

        host, port = loopback(address)
        self._pages: dict[str, tuple[Any, float]] = {}  # the state each open page was given, and when it asks again
        self._socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        if os.name != "nt":
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((host, port))
        except OSError:
            self._socket.close()
            raise
        port = self._socket.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        token = secrets.token_urlsafe(24)
        self.url = f"http://{shown}:{port}/{token}/"
        app = app_for(source, token, frozenset({f"{shown}:{port}", f"localhost:{port}"}), self._see)
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", ws="none", server_header=False, date_header=False,
            timeout_graceful_shutdown=2, log_level="critical",
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="backlight --live", daemon=True)

    def start(self) -> None:
        """Answer from here on."""
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.01)

    def stop(self) -> None:
        """Answer no longer."""
        self._server.should_exit = True
        self._thread.join(5)

    def close_in_child(self) -> None:
        """A forked child does not keep the address."""
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

    def awaited(self, state: Any) -> bool:
        """Whether a page is open that has not seen this state and will still ask."""
        now = time.monotonic()
        return any([known != state and until > now for known, until in list(self._pages.values())])

    def _see(self, page: str, state: Any, pause: float) -> None:
        now = time.monotonic()
        self._pages = {one: told for one, told in self._pages.items() if one and told[1] > now}
        self._pages[page] = state, now + min(pause, LONGEST) + LATE
