"""A corpus whose one question is answered by very many people, to look at what its page becomes.

    python -m benchmarks.manyvoices DIR

Sixty passages by twenty-five people in three positions, from twelve threads; names, words and amounts are invented,
some names and words very long. The same bytes each time.
"""

from __future__ import annotations

import json
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

PASSAGES, PEOPLE, THREADS = 60, 25, 12
NAMES = (
    *(
        "Mara P",
        "Jon W",
        "Ines R",
        "Tariq B",
        "Oda F",
        "clay_and_fire",
        "Bettina von Hohenstein-Wallersdorf",
        "Søren",
    ),
    *("李明", "kilnsitter1987", "Aoife", "Yusuf A", "potter.without.a.cause.and.without.a.wheel", "Nils", "Dagny"),
    *("مريم", "Ruth L", "Emre", "Priya N", "Jo", "the_glaze_doctor", "Hanneke", "Callum", "Wanda", "Zoë"),
)
WHO = ("The studio", "Whoever fires", "A careful renter", "The owner", "Anybody with a deposit", "A beginner")
DOES = (
    "pays before the kiln is hot", "pays when the pots are out", "pays half first and half later",
    "keeps the receipt until the shelf is clean", "asks for a written price", "counts the hours by the meter",
)  # fmt: skip
WHY = (
    "because a cracked pot is nobody's fault",
    "and nobody has ever argued about it",
    "or the place goes to the next one",
    "which costs 40 euros at most",
    "as the board by the door says",
    "since the power is paid by the month, and the month is long when there are twelve of you who share one kiln, "
    "one key and one very small shelf by the window",
)
STANCES = ("for", "against", "explains")


def write(root: Path) -> None:
    """The corpus in a folder that is not there yet."""
    chance = random.Random("many voices")
    for folder in ("threads/pottery", "decisions/pottery", "topics"):
        (root / folder).mkdir(parents=True)
    (root / "corpus.toml").write_text("format = 1\n", "utf-8")
    (root / "threads/pottery/forum.toml").write_text('name = "The Pottery Board"\n', "utf-8")
    (root / "topics/kilns.toml").write_text(TOPIC, "utf-8")
    speakers = [NAMES[min(int(chance.expovariate(0.16)), PEOPLE - 1)] for _ in range(PASSAGES - PEOPLE)] + list(NAMES)
    chance.shuffle(speakers)
    stance_of = {name: STANCES[chance.randrange(3)] for name in NAMES}
    for number in range(THREADS):
        _thread(
            root,
            number,
            speakers[number::THREADS],
            [_said(number, place) for place in range(PASSAGES // THREADS)],
            stance_of,
        )


def _said(thread: int, place: int) -> str:
    """A sentence that no other is like in its thread, so that none counts as repeated."""
    turn = thread // len(WHO)
    who, does = WHO[(thread + place) % len(WHO)], DOES[(thread + 5 * place + turn) % len(DOES)]
    return f"{who} {does} {WHY[(place + 2 * thread + turn) % len(WHY)]}."


def _thread(root: Path, number: int, speakers: list[str], said: list[str], stance_of: dict[str, str]) -> None:
    time = datetime(2020, 1, 10) + timedelta(days=190 * number)
    asked = "When do I pay for a firing, before or after? I have eight bowls and no idea."
    posts = [{"id": f"{number}-0", "author": f"asker_{number}", "posted": time.isoformat(), "text": asked}]
    decisions = []
    for place, (author, words) in enumerate(zip(speakers, said, strict=False), 1):
        posted = (time + timedelta(hours=5 * place)).isoformat()
        url = f"https://pottery.example/t/{number}#p{place}"
        row = {"id": f"{number}-{place}", "author": author, "posted": posted, "permalink": url}
        posts.append({**row, "text": f"Hello. {words} Good luck."})
        decisions.append(
            f'[[decision]]\nverdict = "add"\npost = "{number}-{place}"\nwords = {json.dumps(words)}\n'
            f'question = "kilns/pay"\nstance = "{stance_of[author]}"\nbecause = "It answers."\nby = "Ida"\n'
            "on = 2026-11-21\n"
        )
    for more in range(number % 3 + 1):
        text = "Same question here: when do I pay for a firing?"
        posts.append(
            {
                "id": f"{number}-more{more}",
                "author": f"also_{number}_{more}",
                "posted": (time + timedelta(days=9 + more)).isoformat(),
                "text": text,
            }
        )
    thread = {"title": f"When do I pay for a firing? ({number})", "url": f"https://pottery.example/t/{number}"}
    name = f"firing-{number:02}"
    (root / f"threads/pottery/{name}.json").write_text(json.dumps({**thread, "posts": posts}), "utf-8")
    (root / f"decisions/pottery/{name}.toml").write_text("\n".join(decisions), "utf-8")


TOPIC = """\
title = "Kilns"
summary = "Renting, paying, firing."
order = 1

[[question]]
id = "pay"
title = "When do I pay for a firing?"
also_asked = ["prepaid firing", "pay after firing"]

[question.positions]
for = "Pay before it is fired"
against = "Pay when it is out of the kiln"

[[question]]
id = "glaze"
title = "Which glaze keeps?"
"""

if __name__ == "__main__":
    write(Path(sys.argv[1]))
