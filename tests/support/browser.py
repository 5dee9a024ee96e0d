"""A real browser without a screen: Chromium, driven by its chromedriver over the WebDriver protocol.

Each browser has a profile of its own in a temporary folder; tests may share one, each in a tab of its own.
Where Chromium is not installed these tests are skipped; where `CI` is set they fail instead. The protocol:
W3C, WebDriver.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TIMEOUT_SECONDS = 60.0
"""How long to wait for something before the test fails; nothing is right or wrong because of it."""

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--window-size=1280,800",
)
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""How the protocol marks a value that is an element."""
_SCRIPTS_SECONDS = 30
KEYS = {"ArrowLeft": "\ue012", "ArrowRight": "\ue014", "Home": "\ue011", "End": "\ue010", "Escape": "\ue00c"}
"""Keys that are no characters, as the protocol spells them."""

# The driver is on this machine, whatever proxy the environment names.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class BrowserError(Exception):
    """What the driver complained of."""


@dataclass(frozen=True)
class Browser:
    """A running browser, at the address of its session."""

    address: str

    def ask(self, method: str, path: str, data: Mapping[str, Any] | None = None) -> Any:
        """The value that the driver answers to a command. Raises BrowserError where it can't do it."""
        return _ask(method, self.address + path, data)

    def open(self, page: Path) -> None:
        """Opens a file, and waits until it is loaded."""
        self.ask("POST", "/url", {"url": page.as_uri()})

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns, as JSON; a promise is waited for."""
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, script: str, *arguments: Any) -> Any:
        """Waits until the expression `script` is true in the page, and gives its value."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not (value := self.run(f"return {script}", *arguments)):
            assert time.monotonic() < deadline, f"this did not become true: {script}"
            time.sleep(0.02)
        return value

    def click(self, css: str) -> None:
        """Clicks on what `css` names, as a mouse does."""
        found = self.ask("POST", "/element", {"using": "css selector", "value": css})
        self.ask("POST", f"/element/{found[_ELEMENT]}/click", {})

    def press(self, key: str) -> None:
        """Presses a key, named as in KEYS or by its character, wherever the focus is."""
        value = KEYS.get(key, key)
        presses = [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")]
        self.ask("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": presses}]})

    def control(self, command: str, **parameters: Any) -> Any:
        """Runs a command of Chrome's DevTools protocol."""
        return self.ask("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def log(self, kind: str) -> list[dict[str, Any]]:
        """The new entries of a log: "browser" is the console, "performance" the events of DevTools."""
        entries: list[dict[str, Any]] = self.ask("POST", "/se/log", {"type": kind})
        return entries

    @contextmanager
    def new_tab(self) -> Iterator[None]:
        """A tab that is shown, of a browser that remembers nothing of the tabs before."""
        first = self.ask("GET", "/window")
        self._go_to_tab(self.ask("POST", "/window/new", {"type": "tab"})["handle"])
        self.control("Page.bringToFront")
        for kind in ("browser", "performance"):
            self.log(kind)
        try:
            yield
        finally:
            self._forget()
            self.ask("DELETE", "/window")
            self._go_to_tab(first)

    def _forget(self) -> None:
        """Forgets what the pages of this tab have kept: all files share it."""
        with tempfile.TemporaryDirectory(prefix="vf-blank-") as folder:
            blank = Path(folder) / "blank.html"
            blank.write_text("<title>Blank</title>")
            self.open(blank)  # a page may keep something when it is left
            self.run("localStorage.clear(); sessionStorage.clear()")
        self.control("Network.clearBrowserCookies")

    def _go_to_tab(self, handle: str) -> None:
        self.ask("POST", "/window", {"handle": handle})

    def requested(self, by: str) -> list[str]:
        """The addresses of all that a page whose own address begins with `by` asked for since the last time,
        itself and data included. An empty window has pages of the browser's own, which ask for things too.
        """
        events = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        sent = [event for event in events if event["method"] == "Network.requestWillBeSent"]
        return [
            event["params"]["request"]["url"]
            for event in sent
            if event["params"]["documentURL"].startswith(by)
        ]


def _ask(method: str, address: str, data: Mapping[str, Any] | None = None) -> Any:
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(  # noqa: S310 - our own driver
        address, body, {"Content-Type": "application/json"}, method=method
    )
    try:
        with _direct.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        with error:
            raise BrowserError(json.load(error)["value"]["message"]) from None


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A new browser with an empty profile."""
    programs = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
    missing = [name for name, path in programs.items() if path is None]
    if missing:
        fail_or_skip(f"{', '.join(missing)} not found; apt-get install chromium chromium-driver")
    with tempfile.TemporaryDirectory(prefix="vf-browser-", ignore_cleanup_errors=True) as home:
        log = Path(home) / "driver.log"
        with log.open("wb") as stream:
            driver = subprocess.Popen(
                [str(programs["chromedriver"]), "--port=0"],
                env=os.environ | {"HOME": home, "TMPDIR": home},
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            address = f"http://127.0.0.1:{_port(driver, log)}/session"
            session = _ask("POST", address, {"capabilities": {"alwaysMatch": _wishes(home, programs)}})
            browser = Browser(f"{address}/{session['sessionId']}")
            try:
                yield browser
            finally:
                browser.ask("DELETE", "")
        finally:
            # The driver leads a group of its own, to which its browser belongs.
            with suppress(ProcessLookupError):
                os.killpg(driver.pid, signal.SIGKILL)
            driver.wait()


def fail_or_skip(reason: str) -> None:
    """Ends a test for which something is missing: skipped, but failed where `CI` is set."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _wishes(home: str, programs: Mapping[str, str | None]) -> dict[str, Any]:
    return {
        "browserName": "chrome",
        "timeouts": {"script": _SCRIPTS_SECONDS * 1000},
        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        "goog:chromeOptions": {
            "binary": programs["chromium"],
            "args": [*_FLAGS, f"--user-data-dir={home}/profile"],
        },
    }


def _port(driver: subprocess.Popen[bytes], log: Path) -> int:
    """The port that the driver has chosen; it tells that where it prints."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not (told := re.search(r"successfully on port (\d+)\.", log.read_text(errors="replace"))):
        assert driver.poll() is None, f"chromedriver ended at once: {log.read_text(errors='replace')}"
        assert time.monotonic() < deadline, "chromedriver does not answer"
        time.sleep(0.02)
    return int(told[1])
