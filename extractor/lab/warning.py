"""The form in which the lab warns: at a rule, never failing a build."""

from __future__ import annotations

from extractor.model import Problem, Severity, Stage
from extractor.rules import Rule


def warning(rule: Rule, code: str, cause: str, help: str, *details: str) -> Problem:
    """What may be mended in a rule. `details` also tell apart warnings of one cause, which are folded otherwise."""
    return Problem(
        stage=Stage.PACKS,
        code=code,
        file=rule.file,
        place=f"rule {rule.id}",
        cause=cause,
        details=details,
        help=help,
        severity=Severity.WARNING,
    )
