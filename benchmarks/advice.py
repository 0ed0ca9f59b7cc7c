"""Which reply sentences are advice? Rows {"id", "text"} in, {"id", "pred"} out, for the scorer of Govindarajan et al.

    python benchmarks/advice.py ROWS.jsonl > pred.jsonl

The product's own cues judge, with no topic at all ("any topic"), each sentence among the others of its reply. The
labels of the rows, where they are, are not looked at. The threshold was fixed on the train part: in steps of a tenth,
the one with the greatest sum of MCC and F1 over its two sources, since both are what is measured.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from extractor.corpus import judging
from extractor.labels import Classifier
from extractor.labels.context import advises

THRESHOLD = 0.4


def main(rows: Path) -> None:
    """Print a prediction for every row, in the order of the file."""
    language, problems = judging.load_language("en")
    assert not problems, problems
    classifier = Classifier([], language)
    labelled = [json.loads(line) for line in rows.read_text("utf-8").splitlines()]
    replies: dict[tuple[str, str, str], dict[int, float]] = {}
    for row, judged in zip(labelled, classifier.judge_all(row["text"] for row in labelled), strict=True):
        sentences = replies.setdefault((row["source"], row["post"], row["reply"]), {})
        sentences[int(row["pos"])] = judged.advises
    advised = {}
    for reply, sentences in replies.items():
        # "2.1" is the first reply to the second reply. Some sentences of a reply are not among the rows.
        own = [sentences.get(place) for place in range(max(sentences) + 1)]
        advised[reply] = advises(own, aside="." in reply[2])
    for row in labelled:
        amount = advised[row["source"], row["post"], row["reply"]][int(row["pos"])]
        print(json.dumps({"id": row["id"], "pred": int(amount is not None and amount >= THRESHOLD)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
