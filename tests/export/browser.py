"""A real Chromium, driven over a pipe by its own protocol; nothing else is needed."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Self

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)


class Browser:
    """One page of a browser without a window."""

    def __init__(self, folder: Path) -> None:
        to_it, mine_out = os.pipe()
        mine_in, from_it = os.pipe()

        def pipes() -> None:  # it reads from 3 and writes to 4
            first, second = os.dup(to_it), os.dup(from_it)
            os.dup2(first, 3)
            os.dup2(second, 4)

        options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run")
        quiet = ("--disable-background-networking", f"--user-data-dir={folder}")
        self.process = subprocess.Popen(
            [CHROMIUM, *options, *quiet, "--remote-debugging-pipe", "about:blank"],
            preexec_fn=pipes,  # noqa: PLW1509  # nothing has a thread here yet
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_it)
        os.close(from_it)
        self.out, self.incoming = mine_out, os.fdopen(mine_in, "rb")
        self.number, self.session = 0, ""
        self.requests: list[str] = []
        self.errors: list[str] = []
        target = self.tell("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            self.tell(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.out)
        self.incoming.close()

    def tell(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What a command comes back with; what happens meanwhile is noted."""
        self.number += 1
        message: dict[str, Any] = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            heard = self.hear()
            if heard.get("id") == self.number:
                assert "error" not in heard, heard
                result: dict[str, Any] = heard["result"]
                return result

    def hear(self) -> dict[str, Any]:
        """The next thing it says."""
        letters = bytearray()
        while (letter := self.incoming.read(1)) != b"\0":
            assert letter, "the browser has gone"
            letters += letter
        heard: dict[str, Any] = json.loads(letters)
        match heard.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(heard["params"]["request"]["url"])
            case "Runtime.exceptionThrown":
                self.errors.append(json.dumps(heard["params"]["exceptionDetails"]))
        return heard

    def open(
        self, page: Path, *, width: int = 1200, height: int = 800, dark: bool = False, scripts: bool = True
    ) -> None:
        """A file, in a window of a size."""
        self.tell(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.tell("Emulation.setEmulatedMedia", features=[scheme])
        self.tell("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.tell("Emulation.setTouchEmulationEnabled", enabled=width < 600)
        self.requests.clear()
        self.tell("Page.navigate", url=page.as_uri())
        while not self.run(f"location.href === {json.dumps(page.as_uri())} && document.readyState === 'complete'"):
            pass

    def run(self, script: str) -> Any:
        """What a line of script comes to."""
        done = self.tell("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def press(self, key: str) -> None:
        """A key, down and up."""
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        self.tell("Input.dispatchKeyEvent", type="keyDown", key=key, text=text)
        self.tell("Input.dispatchKeyEvent", type="keyUp", key=key)

    def type(self, text: str) -> None:
        """A text, where the cursor is."""
        self.tell("Input.insertText", text=text)

    def swipe(self, across: int) -> None:
        """A finger, from the middle to the left or the right; over the title, where no formula moves with it."""
        start = [{"x": 200, "y": 30}]
        self.tell("Input.dispatchTouchEvent", type="touchStart", touchPoints=start)
        self.tell("Input.dispatchTouchEvent", type="touchMove", touchPoints=[{"x": 200 + across, "y": 30}])
        self.tell("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def screenshot(self, file: Path) -> None:
        """What is seen."""
        import base64

        file.write_bytes(base64.b64decode(self.tell("Page.captureScreenshot", format="png")["data"]))
