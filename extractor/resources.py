"""Files of the program that are not Python: templates of the site and of a new FAQ, the manual's page of each code.

A wheel carries them inside the package; a checkout has them beside it, where designers and writers work.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def site_templates() -> Path:
    """The folder with `pages/` and `theme/`."""
    return _folder("_site_templates", "site_templates")


def project_template() -> Path:
    """The folder with the templates of a new FAQ's files."""
    return Path(str(files("extractor"))) / "starting" / "template"


def error_pages() -> Path:
    """The folder with a page for each code, and `index.md`."""
    return _folder("_errors", "docs/errors")


def _folder(carried: str, beside: str) -> Path:
    package = Path(str(files("extractor")))
    inside = package / carried
    return inside if inside.is_dir() else package.parent / beside
