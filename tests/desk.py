"""A desk as a real process on this machine, and somebody who asks it as a browser does."""

from __future__ import annotations

import html
import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

THREADS = {
    "kiln-rental": ("Renting a kiln by the hour", "Where can I rent a kiln by the hour?"),
    "rent-a-kiln": ("Rent a kiln", "Can you rent a kiln for one firing?"),
    "kiln-rent": ("Kiln rental", "How can one rent a kiln?"),
    "runny-glaze": ("Glaze runs onto the shelf", "How do I stop glaze running onto the shelf?"),
    "glaze-running": ("Glaze running", "Is there a way to keep glaze from running onto the shelf?"),
    "glaze-on-shelf": ("Running glaze", "Why is my glaze running onto the shelf?"),
    "cracks": ("Cracks in clay", "Why does my clay crack while it is drying?"),
    "clay-cracks": ("Clay cracking", "How do I keep clay from cracking while it is drying?"),
    "dry-cracks": ("Drying clay", "Clay cracks while drying: how can I keep clay from cracking?"),
    "fair": ("Fair in spring", "When is the spring fair held?"),
}
ANSWERS = {
    "kiln-rental": 'You should rent a kiln at the "guild"; it is C:\\cheap [[group]]. <script>alert(1)</script>',
    "rent-a-kiln": "You can rent a kiln for one firing at the school if you bring your own shelf.",
    "kiln-rent": "Ask the potters of your town; you can rent a kiln from most of them. Bring your own cones.",
    "runny-glaze": "You should apply the glaze thinner at the foot. Leave a bare rim of a finger's width there.",
    "glaze-on-shelf": "You should fire it a little cooler. A cone lower keeps the glaze from running.",
    "clay-cracks": "You should dry it slowly under plastic. Turn it over once a day.",
}


def corpus(folder: Path) -> Path:
    """A corpus of invented threads, with one topic kept by hand."""
    root = folder / "corpus"
    (root / "threads/pottery").mkdir(parents=True)
    (root / "topics").mkdir()
    (root / "corpus.toml").write_text("format = 1\n", "utf-8")
    for number, (name, (title, text)) in enumerate(THREADS.items(), 1):
        posts = [post(1, f"Asker of {name}", text, number)]
        if name in ANSWERS:
            posts.append(post(2, f"Potter {name}", ANSWERS[name], number))
            posts.append(post(3, f"Asker of {name}", "Thank you, that helped.", number))
        thread = {"title": title, "url": f"https://pots.example/{name}", "posts": posts}
        (root / f"threads/pottery/{name}.json").write_text(json.dumps(thread), "utf-8")
    pack = '# kept by hand\ntitle = "Kilns"\nsummary = "All about kilns."\n\n[[question]]\nid = "cost"   # old\n'
    pack += 'title = "What does firing cost?"\n'
    (root / "topics/kilns.toml").write_text(pack, "utf-8")
    return root


def post(number: int, author: str, text: str, day: int) -> dict[str, object]:
    """A post as neutral JSON."""
    posted = f"2026-03-{day:02}T1{number}:00:00"
    return {"id": f"{number}", "author": author, "text": text, "posted": posted, "role": "member"}


def files(root: Path) -> dict[str, bytes]:
    """Every file of a corpus but those that git leaves alone, and what a killed writer has left beside its place."""
    paths = (path for path in root.rglob("*") if path.is_file() and ".cache" not in path.parts)
    paths = (path for path in paths if not path.name.startswith(".adding-"))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


@dataclass(slots=True)
class Answer:
    """What the desk answers."""

    status: int
    text: str
    headers: Mapping[str, str]

    def field(self, name: str, form: str = "") -> str:
        """The value of a hidden field, the first of the page, or the first behind the words `form`."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text[self.text.index(form) :])
        assert found is not None, name
        return html.unescape(found[1])


@dataclass(slots=True)
class Desk:
    """A running desk, and a browser's cookie for it."""

    root: Path
    process: subprocess.Popen[str]
    entry: str
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """What the desk calls itself."""
        return urlsplit(self.entry).netloc

    @property
    def address(self) -> str:
        """Its address without the word that opens it."""
        return f"http://{self.host}"

    def ask(
        self,
        path: str,
        fields: Mapping[str, object] | None = None,
        headers: Mapping[str, str | None] | None = None,
        method: str | None = None,
    ) -> Answer:
        """Get a page, or send a form's fields, as a page of the desk does; None takes a header away."""
        usual = {"Host": self.host, "Cookie": self.cookie}
        body = None
        if fields is not None:
            body = urlencode(fields, doseq=True).encode()
            usual |= {
                "Origin": self.address,
                "Content-Type": "application/x-www-form-urlencoded",
                "Content-Length": str(len(body)),
            }
        connection = http.client.HTTPConnection("127.0.0.1", int(self.host.rpartition(":")[2]), timeout=60)
        try:
            connection.putrequest(method or ("GET" if body is None else "POST"), path, skip_host=True)
            for name, value in {**usual, **(headers or {})}.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(response.status, response.read().decode("utf-8", "replace"), dict(response.getheaders()))
        finally:
            connection.close()

    def follow(self, answer: Answer) -> Answer:
        """The page that an answer leads on to."""
        for _ in range(5):
            if answer.status != 303:
                break
            answer = self.ask(urlsplit(answer.headers["location"])._replace(scheme="", netloc="").geturl())
        return answer

    def page(self, path: str) -> Answer:
        """A page, whatever leads to it."""
        return self.follow(self.ask(path))

    def ready(self, seconds: float = 900) -> None:
        """Until the threads are read."""
        deadline = time.monotonic() + seconds
        while "The threads are being read" in self.page("/questions").text:
            assert self.process.poll() is None and time.monotonic() < deadline
            time.sleep(0.2)

    def settled(self, seconds: float = 900) -> None:
        """Until the lists are made anew after what was written."""
        deadline = time.monotonic() + seconds
        time.sleep(2)
        while "lists are being made anew" in self.page("/questions").text.lower():
            assert time.monotonic() < deadline
            time.sleep(0.3)


def begun(root: Path, *arguments: str, cwd: Path | None = None) -> Desk:
    """A desk that has printed its address; `cwd` is the folder from which it is begun, else that of the corpus."""
    line = [sys.executable, "-m", "extractor", "desk", "--no-browser", "--by", "Ann", "--port", "0", *arguments]
    process = subprocess.Popen(
        line, cwd=cwd or root.parent, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert process.stderr is not None
    words = process.stderr.readline()
    match = re.search(r"http://\S+", words)
    assert match is not None, words + process.stderr.read()
    process.stderr.readline()
    desk = Desk(root, process, match[0])
    for _ in range(200):
        try:
            answer = desk.ask(f"/{desk.entry.split('/', 3)[3]}")
            break
        except OSError:
            time.sleep(0.1)
    desk.cookie = answer.headers["set-cookie"].partition(";")[0]
    return desk


@contextmanager
def running(root: Path, *arguments: str, cwd: Path | None = None) -> Iterator[Desk]:
    """A desk for as long as this lasts, its threads read."""
    desk = begun(root, *arguments, cwd=cwd)
    try:
        desk.ready()
        yield desk
    finally:
        desk.process.terminate()
        desk.process.wait(timeout=30)
