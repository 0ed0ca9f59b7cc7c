"""threadfaq: community threads become an FAQ in which every answer is somebody's own words.

    from extractor import Corpus, ThreadfaqError, build, label, link, read

The names are loaded when they are first used: importing the package imports neither spaCy nor MkDocs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.corpus import Corpus
    from extractor.pipeline.verbs import build, label, link, read
    from extractor.problems import ThreadfaqError

__version__ = "0.1.0"

__all__ = ["Corpus", "ThreadfaqError", "build", "label", "link", "read"]

_HOMES = {
    "Corpus": "extractor.corpus",
    "ThreadfaqError": "extractor.problems",
    **dict.fromkeys(("build", "label", "link", "read"), "extractor.pipeline.verbs"),
}
"""Where each public name is defined."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
