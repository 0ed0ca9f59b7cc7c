"""What `check --site` says of a site that was built: all of it, or the FAQ's pages in the folder of another site."""

from __future__ import annotations

from pathlib import Path

import typer

from extractor.checker import SEARCH_SCRIPTS, check_site, theme_scripts
from extractor.model import Problem
from extractor.model.addresses import generated_paths
from extractor.pipeline.built import Build
from extractor.resources import site_templates
from extractor.site import inside, project
from extractor.site.expecting import expected
from extractor.site.overviews import known_of


def problems_of(site: Path, base: str, built: Build, whole: Build, settings: Path) -> list[Problem]:
    """Everything wrong with a site in a folder; `base` is the path under which it is served.

    `built` is what has pages there, `whole` the corpus with all its threads, `settings` the project's mkdocs.yml.
    """
    if not site.is_dir():
        raise typer.BadParameter(f"there is no folder {site}; build it with: make site")
    config = project.opened(settings)[0] if settings.is_file() else None
    templates = project.templates_of(config) if config is not None else site_templates()
    words, known = project.words_of(settings, templates), known_of(whole)
    part = inside.inside_of(config, words) if config is not None else None
    if part is not None:
        must = expected(built, templates, words, {}, known)
        name = f"{site.name}/{part.folder}"
        paths = generated_paths(built.faq, built.conversations)
        return part.published(
            site, paths, lambda alone: inside.checked(alone, name, built.conversations, must, must.written)
        )
    return check_site(
        site,
        built.conversations,
        base_path=base,
        allowed_scripts=[*theme_scripts(templates / "theme"), *SEARCH_SCRIPTS],
        expected=expected(built, templates, words, known=known),
    )
