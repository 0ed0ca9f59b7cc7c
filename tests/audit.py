"""`make audit`: the Nu checker over every page of a site, and Lighthouse over one page of each kind.

    python -m tests.audit SITE

Both are installed into `.audit/` by npm, in the versions below; a Java runtime is taken where there is one, else
installed by apt. What cannot be had fails the audit. Lighthouse measures time on a machine that may be busy, so each
page has up to three attempts.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests import browser

ROOT = Path(__file__).parent.parent
TOOLS = ROOT / ".audit"
PINNED = ("vnu-jar@26.9.27", "lighthouse@13.5.0")
JAVA = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "default-jre-headless"]
PAGES = (
    "index.html",
    "arbitration/index.html",
    "refund-thinking/ask-for-refund.html",
    "threads/upwork/dispute-second-opinion.html",
    "search.html",
)
"""One page of each kind, in the founding site."""
LEAST = {"performance": 0.99, "accessibility": 0.95, "best-practices": 0.95, "seo": 0.95}
ATTEMPTS = 3
FALSE = ("Content Security Policy (meta tag)",)
"""What Nu says wrongly: read from a file it takes no address for the page's own (`'self'`), and it takes data
(`application/ld+json`), which no browser runs, for a script."""
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"


def main() -> int:
    """The exit code says whether everything is as it should be."""
    site = Path(sys.argv[1])
    missing = installed()
    if missing:
        print(f"the audit cannot be made: no {missing}", file=sys.stderr)
        return 1
    faults = [*nu(site), *lighthouse(site)]
    print("\n".join(faults) or "audit: Nu finds nothing, Lighthouse is content")
    return 1 if faults else 0


def installed() -> str:
    """What cannot be had; nothing where all is there."""
    if shutil.which("npm") is None:
        return "npm"
    if shutil.which("java") is None:
        subprocess.run(JAVA, check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    if shutil.which("java") is None:
        return "Java runtime"
    if browser.executable() is None:
        return "Chromium"
    TOOLS.mkdir(exist_ok=True)
    npm = ["npm", "install", "--prefix", str(TOOLS), "--no-save", "--no-audit", "--no-fund", "--silent", *PINNED]
    done = subprocess.run(npm, check=False)
    return "" if done.returncode == 0 and jar().is_file() else " and ".join(PINNED)


def jar() -> Path:
    """The Nu checker."""
    return TOOLS / "node_modules/vnu-jar/build/dist/vnu.jar"


def nu(site: Path) -> list[str]:
    """Every error and warning of the Nu checker."""
    command = ["java", "-jar", str(jar()), "--skip-non-html", "--also-check-css", "--format", "json", str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr)["messages"]
    return [
        f"Nu: {Path(row['url']).name}, line {row.get('lastLine')}: {row['message']}"
        for row in messages
        if not any(words in row["message"] for words in FALSE)
    ]


def lighthouse(site: Path) -> list[str]:
    """Every score that is too low."""
    handler = functools.partial(_Quiet, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_address[1]}"
        return [fault for page in PAGES for fault in _scored(f"{address}/{page}", page)]
    finally:
        server.shutdown()


def _scored(url: str, page: str) -> list[str]:
    best = dict.fromkeys(LEAST, 0.0)
    for _ in range(ATTEMPTS):
        command = [
            str(TOOLS / "node_modules/.bin/lighthouse"),
            url,
            "--quiet",
            "--output=json",
            "--output-path=stdout",
        ]
        environment = {**os.environ, "CHROME_PATH": browser.executable() or ""}
        done = subprocess.run(
            [*command, f"--chrome-flags={FLAGS}"], capture_output=True, text=True, check=False, env=environment
        )
        if done.returncode == 0:
            categories = json.loads(done.stdout)["categories"]
            best = {name: max(best[name], categories[name]["score"] or 0.0) for name in LEAST}
        if all(best[name] >= least for name, least in LEAST.items()):
            break
    print(f"{page}: {', '.join(f'{name} {round(100 * score)}' for name, score in best.items())}")
    return [f"Lighthouse: {page}: {name} {best[name]}" for name, least in LEAST.items() if best[name] < least]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Requests are no output of the audit."""


if __name__ == "__main__":
    sys.exit(main())
