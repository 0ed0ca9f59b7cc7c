"""What a site prints without an editor, as its mkdocs.yml says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from extractor.model import Publish

OUTDATED = "mkdocs.yml: `only_kept` is outdated; write `publish: {}` instead, or run `threadfaq migrate`"
"""What is said of a setting that an earlier version had."""


def publish_of(options: Mapping[str, Any]) -> Publish:
    """What a project prints without an editor, by the options of its plugin; `only_kept` is what it said earlier."""
    earlier = options.get("only_kept")
    if earlier is not None:
        return Publish.JUDGED if earlier else Publish.STRONG
    return Publish(options.get("publish") or Publish.STRONG)


def published(file: Path) -> Publish:
    """What a project prints without an editor; what is strong where there is no project, or none that works.

    Only the plugin's own options are read: MkDocs takes long to import.
    """
    try:
        settings = yaml.load(file.read_bytes(), _Plain)
        plugins = settings.get("plugins", ())
        rows = plugins.items() if isinstance(plugins, dict) else [pair for row in plugins for pair in _pairs(row)]
        options = dict(rows).get("threadfaq") or {}
        return publish_of(options)
    except (OSError, yaml.YAMLError, AttributeError, TypeError, ValueError):
        return Publish.STRONG


def _pairs(row: object) -> Iterable[tuple[str, object]]:
    return row.items() if isinstance(row, dict) else [(str(row), None)]


class _Plain(yaml.SafeLoader):
    """YAML whose own tags, which only MkDocs knows, stand for nothing."""


_Plain.add_multi_constructor("", lambda loader, suffix, node: None)
