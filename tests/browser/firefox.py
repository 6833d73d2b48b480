"""Firefox without a window, spoken to through its own remote control (Marionette), which needs no other program."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

# The port is chosen by the system and told in a file of the profile.
PREFERENCES = """
user_pref("marionette.port", 0);
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("intl.accept_languages", "en-US");
user_pref("layout.css.prefers-color-scheme.content-override", {scheme});
"""

# Runs before the page's own scripts are asked for anything: what went wrong, and what the policy kept out.
ERRORS = """
window.said = window.said ?? [];
addEventListener("error", event => said.push(String(event.message)));
addEventListener("unhandledrejection", event => said.push(String(event.reason)));
addEventListener("securitypolicyviolation", event => said.push(event.violatedDirective));
"""


class Firefox:
    """One window. `scheme` is "light" or "dark"."""

    def __init__(self, program: str, folder: Path, scheme: str = "light", size: tuple[int, int] = (1300, 900)) -> None:
        self.scheme = scheme
        profile = folder / f"profile-{scheme}"
        profile.mkdir()
        preferences = PREFERENCES.format(scheme={"dark": 0, "light": 1}[scheme])
        (profile / "user.js").write_text(preferences, encoding="utf-8")
        width, height = map(str, size)
        command = [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
        self._process = subprocess.Popen(
            [*command, "--width", width, "--height", height],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "MOZ_HEADLESS": "1"},
        )
        try:
            self._stream = socket.create_connection(("127.0.0.1", self._port(profile)), timeout=60)
            self._answer()  # who it is
            self._count = 0
            self("WebDriver:NewSession", capabilities={"alwaysMatch": {"acceptInsecureCerts": False}})
            self("WebDriver:SetWindowRect", width=size[0], height=size[1])
        except BaseException:
            self._process.kill()
            raise

    def _port(self, profile: Path) -> int:
        told = profile / "MarionetteActivePort"
        for _ in range(600):
            if told.exists() and told.read_text():
                return int(told.read_text())
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError("Firefox did not start")

    def _answer(self) -> Any:
        length = b""
        while (byte := self._stream.recv(1)) != b":":
            length += byte
        text = b""
        while len(text) < int(length):
            text += self._stream.recv(int(length) - len(text))
        return json.loads(text)

    def __call__(self, command: str, **parameters: Any) -> Any:
        self._count += 1
        text = json.dumps([0, self._count, command, parameters]).encode()
        self._stream.sendall(b"%d:%s" % (len(text), text))
        _, _, error, value = self._answer()
        if error:
            raise RuntimeError(f"{error['error']}: {error['message']}")
        return value

    def open(self, url: str) -> None:
        self("WebDriver:Navigate", url=url)
        self.evaluate(ERRORS)

    def evaluate(self, script: str, *arguments: Any) -> Any:
        """What a script returns: in it, `return` gives the answer."""
        told = self("WebDriver:ExecuteScript", script=script, args=list(arguments), sandbox=None, newSandbox=False)
        return told["value"]

    def press(self, key: str) -> None:
        """A key goes down and up, wherever the focus is."""
        moves = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self("WebDriver:PerformActions", actions=[{"type": "key", "id": "keyboard", "actions": moves}])

    def picture(self) -> bytes:
        return base64.b64decode(self("WebDriver:TakeScreenshot", full=False, hash=False)["value"])

    def close(self) -> None:
        try:
            self("Marionette:Quit", flags=["eForceQuit"])
        except (OSError, RuntimeError, ValueError):
            self._process.kill()
        self._process.wait(timeout=30)
        self._stream.close()
