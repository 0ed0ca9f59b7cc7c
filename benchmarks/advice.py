"""Which reply sentences are advice? Rows {"id", "text"} in, {"id", "pred"} out, for the scorer of Govindarajan et al.

    python benchmarks/advice.py ROWS.jsonl > pred.jsonl

The product's own cues judge, with no topic at all ("any topic"). The labels of the rows, where they are, are not
looked at. The threshold was fixed on the train part: it is the best on its two sources together, and flat around.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from extractor import corpus
from extractor.classify import Classifier

THRESHOLD = 0.3


def main(rows: Path) -> None:
    """Print a prediction for every row."""
    language, problems = corpus.load_language("en")
    assert not problems, problems
    classifier = Classifier([], language)
    for line in rows.read_text("utf-8").splitlines():
        row = json.loads(line)
        advises = classifier.judge(row["text"]).advises
        print(json.dumps({"id": row["id"], "pred": int(advises >= THRESHOLD)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
