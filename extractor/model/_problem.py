"""Problems with the content."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.model._kinds import Severity, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong with the content: a value, collected and reported with all the others."""

    stage: Stage
    """Where it arises; what it holds back follows from it."""
    code: str
    """The problem's page, as `threadfaq explain` takes it."""
    file: str
    """The file to open, as a person would name it."""
    cause: str
    """One sentence: what is wrong."""
    place: str = ""
    """Where in the file, in words (`line 12`, `decision 4`); empty where the whole file is meant."""
    details: tuple[str, ...] = ()
    """Lines to print as they are: what was found, what was expected, the nearest words."""
    help: str = ""
    """The next step."""
    severity: Severity = Severity.ERROR
    """Whether something is held back until it is corrected (`extractor.holdback` says what)."""
