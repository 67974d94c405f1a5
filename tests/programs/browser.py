# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium, driven by chromedriver over its own protocol (W3C WebDriver), with nothing
but Python's library."""
import base64
import contextlib
import json
import re
import shutil
import subprocess
import urllib.error
import urllib.request

BROWSERS = "chromium", "chromium-browser", "google-chrome"


def missing():
    """What is not there of what a browser needs; an empty list: nothing."""
    found = any(shutil.which(name) for name in BROWSERS)
    return ([] if found else ["chromium"]) + ([] if shutil.which("chromedriver") else ["chromium-driver"])


class Browser:
    """A window; what it says on its console and what it asks the network for is kept."""

    def __init__(self, port, folder):
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.base = f"http://127.0.0.1:{port}"
        options = {"binary": next(path for path in map(shutil.which, BROWSERS) if path),
                   "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                            "--disable-dev-shm-usage", "--disable-component-update", "--no-first-run",
                            "--disable-background-networking", f"--user-data-dir={folder}/profile"]}
        asked = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options,
                                                  "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}}
        self.session = self.call("POST", "/session", asked)["sessionId"]

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with self.opener.open(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as refused:
            raise AssertionError(json.load(refused)["value"]["message"]) from None

    def ask(self, path, body):
        return self.call("POST", f"/session/{self.session}{path}", body)

    def devtools(self, command, **params):
        return self.ask("/goog/cdp/execute", {"cmd": command, "params": params})

    def look(self, width, height, scheme):
        """From now on pages have this room and these colours."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, path):
        self.logs()
        self.ask("/url", {"url": f"file://{path}"})

    def run(self, script, *arguments):
        """What a function's body returns; it may return a promise."""
        return self.ask("/execute/sync", {"script": script, "args": list(arguments)})

    def worked(self):
        """Seconds that the page's thread has worked so far."""
        metrics = self.devtools("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in metrics if one["name"] == "TaskDuration")

    def move(self, x, y):
        """The pointer, to a place of the window."""
        self.devtools("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def logs(self):
        """Since it was last asked: what was said on the console, and URLs that were asked for."""
        said = [f"{one['level']}: {one['message']}" for one in self.ask("/se/log", {"type": "browser"})]
        asked = []
        for one in self.ask("/se/log", {"type": "performance"}):
            event = json.loads(one["message"])["message"]
            if event["method"] == "Network.requestWillBeSent":
                asked.append(event["params"]["request"]["url"])
        return said, asked

    def picture(self, path):
        """The whole page, to a file of PNG."""
        height = self.run("return document.documentElement.scrollHeight")
        width = self.run("return document.documentElement.clientWidth")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        data = self.devtools("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def close(self):
        self.call("DELETE", f"/session/{self.session}")


@contextlib.contextmanager
def browser(folder):
    """Open while the block runs."""
    with open(f"{folder}/driver.log", "wb") as log, \
            subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=log, text=True) as driver:
        try:
            port = next(found[1] for line in driver.stdout if (found := re.search(r"successfully on port (\d+)", line)))
            window = Browser(port, folder)
            try:
                yield window
            finally:
                window.close()
        finally:
            driver.terminate()
