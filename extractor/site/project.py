"""The MkDocs project around a corpus: what `check` and the build both ask of its settings and its manual."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.structure.files import File, get_files

from extractor.model import Problem, Severity, Stage
from extractor.site import catalogues
from extractor.site.overlay import overlaid
from extractor.site.words import ENGLISH, Words

# What MkDocs has to say of the manual is said when it builds; without a handler Python would print it here.
logging.getLogger("mkdocs").addHandler(logging.NullHandler())

FILE = "mkdocs.yml"
TEMPLATES = "site_templates"
"""The folder of a project's own templates, where its settings name no other."""
FAQ = "faq.json"
"""The whole FAQ as data, from the root of the site."""


def opened(file: Path) -> tuple[MkDocsConfig | None, list[Problem]]:
    """A project's settings, or each problem (E211) that MkDocs has with them."""
    config = MkDocsConfig(config_file_path=str(file))
    try:
        with file.open("rb") as stream:
            config.load_file(stream)
    except ConfigurationError as error:
        return None, [_unfit(str(file), " ".join(str(error).split()), "correct it, or take it from the repository")]
    wrong = [
        _unfit(str(file), f"`{key}`: {' '.join(str(error).split())}", "see the configuration page of MkDocs")
        for key, error in config.validate()[0]
    ]
    return (None, wrong) if wrong else (config, unfit(config))


def cites_alone(file: Path) -> bool:
    """Whether a project has pages of those threads alone that its answers are from; False likewise."""
    return _of_plugin(file, "threads") == "cited"


def _of_plugin(file: Path, option: str) -> object:
    config = opened(file)[0] if file.is_file() else None
    plugin = config.plugins.get("threadfaq") if config is not None else None
    return None if plugin is None else plugin.config.get(option)


def unfit(config: MkDocsConfig) -> list[Problem]:
    """What the plugin cannot work with (E211) in settings that MkDocs accepts."""
    if not config.use_directory_urls or folder_of(config):
        return []
    cause = "`use_directory_urls` is not false, so the site cannot work from a folder"
    return [_unfit(str(config.config_file_path or FILE), cause, "write `use_directory_urls: false`")]


def folder_of(config: MkDocsConfig) -> str | None:
    """The folder of a site in which the FAQ lies beside other pages; None where it is the whole site."""
    plugin = config.plugins.get("threadfaq")
    return plugin.config.get("folder") if plugin is not None else None


def placeless(config: MkDocsConfig) -> list[Problem]:
    """The warning (W217) that a site does not know its address, with what that costs."""
    if config.site_url:
        return []
    return [
        Problem(
            stage=Stage.SETTINGS,
            code="W217",
            file=_here(config.config_file_path or FILE),
            cause="`site_url` is not set: no feed, an empty sitemap, "
            "and in a sub-folder a 404 page without its style",
            help="write `site_url: https://example.org/faq/` with the address that the site will have",
            severity=Severity.WARNING,
        )
    ]


def words(config: MkDocsConfig, templates: Path) -> tuple[Words, list[Problem]]:
    """What a site says by itself in the language of its theme's `locale`, with what is wrong with that.

    `templates` is the folder with `pages/` and `theme/`.
    """
    return catalogues.read(config.theme.locale, templates, _here(config.config_file_path or FILE))


def words_of(file: Path, templates: Path) -> Words:
    """The same for the project of a file; English where there is no project or none that works."""
    config = opened(file)[0] if file.is_file() else None
    return words(config, templates)[0] if config is not None else ENGLISH


def own_templates_of(config: MkDocsConfig) -> Path | None:
    """The folder of templates that a project names, else one called `site_templates` beside its settings."""
    plugin = config.plugins.get("threadfaq")
    named = plugin.config.get("templates") if plugin is not None else None
    beside = Path(config.config_file_path or FILE).parent / TEMPLATES
    return Path(named) if named else beside if beside.is_dir() else None


def templates_of(config: MkDocsConfig) -> Path:
    """The folder with `pages/` and `theme/` of a project: the program's own, with the project's laid over them."""
    return overlaid(own_templates_of(config))


def _unfit(file: str, cause: str, help: str) -> Problem:
    return Problem(stage=Stage.SETTINGS, code="E211", file=_here(file), cause=cause, help=help)


def _here(path: str | None) -> str:
    """A file as seen from where the command runs."""
    return (path or "").removeprefix(f"{Path.cwd()}{os.sep}")


def collisions(generated: Iterable[str], files: Iterable[File], config: MkDocsConfig) -> list[Problem]:
    """Files of the manual (E208) that would lie where a generated page lies.

    `generated` are paths from the root of the site; `files` are all that MkDocs has, the theme's among them.
    """
    manual = [file for file in files if file.src_dir == config.docs_dir and not file.inclusion.is_excluded()]
    taken = {file.dest_uri: file for file in manual}
    return [
        Problem(
            stage=Stage.RENDER,
            code="E208",
            file=_here(taken[path].abs_src_path),
            cause=f"it has the address of a page that is generated from the corpus: {path}",
            help="rename the manual's page; addresses of questions should not change",
        )
        for path in (*generated, FAQ)
        if path in taken
    ]


def problems(file: Path, generated: Iterable[str]) -> list[Problem]:
    """Everything that a build would say of a project's settings and its manual; nothing where there is no project.

    `generated`: paths of the generated pages, from the root of the site.
    """
    if not file.is_file():
        return []
    config, wrong = opened(file)
    if config is None:
        return wrong
    spoken = words(config, templates_of(config))[1]
    folder = folder_of(config)
    paths = [f"{folder}/{path}" for path in generated] if folder else generated
    nowhere = placeless(config) if folder is None else []
    return [*wrong, *nowhere, *spoken, *collisions(paths, get_files(config), config)]
