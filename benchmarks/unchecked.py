"""`mkdocs build` without the check of what was built: what pages alone take. For measures only."""

from __future__ import annotations

import runpy
import sys

from extractor.site import plugin

if __name__ == "__main__":
    # A site that nobody has checked must not be published: whoever measures throws it away.
    plugin.check_site = lambda *_, **__: []  # type: ignore[attr-defined]
    sys.argv[0] = "mkdocs"
    runpy.run_module("mkdocs", run_name="__main__", alter_sys=True)
