"""A site made of hostile strings: each is the body, the author and the title of a post, and a printed answer."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

HERE = Path(__file__).parent

PACK = """
title = {title}
summary = {summary}
notice = {summary}

[[question]]
id = "q"
title = {title}
also_asked = [{title}]

[[rule]]
id = "all"
question = "q"
any = ["zzprint"]
match = ["zzprint this"]
no_match = ["this"]
"""


def own() -> list[str]:
    """The project's own injections."""
    families = tomllib.loads((HERE / "injections.toml").read_text("utf-8"))
    return [text for family in families.values() for text in family]


def samples(folder: Path) -> list[str]:
    """Strings of the sample files kept outside the repository: naughty strings, and code blocks of a cheat sheet."""
    strings = [text for text in json.loads((folder / "naughty-strings.json").read_text("utf-8")) if text.strip()]
    blocks, inside = [], False
    for line in (folder / "filter-evasion.md").read_text("utf-8").split("\n"):
        if line.startswith("```"):
            inside = not inside
            if inside:
                blocks.append("")
        elif inside:
            blocks[-1] += line + "\n"
    return [*strings, *(block.strip() for block in blocks if block.strip())]


def write(project: Path, strings: list[str], size: int = 25) -> None:
    """Add threads of these strings to a project: one of each as a title, all as bodies and names."""
    folder = project / "corpus/threads/hostile"
    folder.mkdir(parents=True)
    for first in range(0, len(strings), size):
        some = strings[first : first + size]
        posts = [_post(text, number) for number, text in enumerate(some)]
        _write(folder / f"group-{first:04}.json", some[0], posts)
    for number, text in enumerate(strings):
        _write(folder / f"title-{number:04}.json", text, [_post(text, number)])
    title = json.dumps(own()[27], ensure_ascii=True)
    pack = PACK.format(title=title, summary=json.dumps("{{ 7*191 }} <img src=x onerror=alert(1)>"))
    (project / "corpus/topics/hostile.toml").write_text(pack, "utf-8")


def _post(text: str, number: int) -> dict[str, str]:
    # The first line makes a rule claim the post's sentences for a question, so that they are printed as answers.
    # It holds enough English, or the thread would be taken for another language and not be classified at all.
    line = " ".join(text.split())
    english = "you should ask them about it before you do what they said, and this is not for them to say if it is so"
    return {"author": text if text.strip() else "x", "text": f"zzprint {number}: {english} {line}\n{text}"}


def _write(path: Path, title: str, posts: list[dict[str, str]]) -> None:
    path.write_text(json.dumps({"title": title, "url": None, "posts": posts}, ensure_ascii=True), "utf-8")
