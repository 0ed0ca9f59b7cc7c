"""Rules as they stood: in a git revision, or in another corpus folder."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from extractor import corpus
from extractor.corpus.index import OWN_WORDS
from extractor.lab.opening import Lab, compiled
from extractor.labels import Classifier
from extractor.language import FOLDER, file_text
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.rules import languages, packs, unknown_rules
from extractor.rules.languages import Language, OwnWords
from extractor.rules.packs import Topic


def rules(lab: Lab, against: str) -> Classifier:
    """The rules to compare a lab's with: those of another corpus folder, or of a git revision.

    A folder brings its topics; the cues are the package's in both. A revision brings its cues as well where the
    package itself is in the same repository. Raises ThreadfaqError: E312 no repository, E313 no such revision or
    folder, and whatever is wrong with those rules.
    """
    if Path(against).is_dir():
        return _of_folder(Path(against))
    root = lab.corpus.root
    top = _repository(root)
    # `^{commit}` refuses the hash of a file; what begins with a hyphen would be an option.
    commit = None
    if not against.startswith("-"):
        commit = _git(root, "rev-parse", "--verify", "--quiet", f"{against}^{{commit}}")
    if commit is None:
        cause = f"there is no folder and no revision `{against}`"
        raise _unknown(str(root), cause, "name a folder, a branch, a tag or a commit, like HEAD or HEAD~3")
    commit = commit.strip()
    own = _git(root, "show", f"{commit}:./{OWN_WORDS}")
    own_words = None if own is None else OwnWords(file=f"{against}:{root / OWN_WORDS}", text=own)
    language, problems = _language(lab.corpus.language.code, top, commit, against, own_words)
    topics: list[Topic] = []
    texts = _packs(root, commit)
    if not texts:
        raise _unknown(str(root), f"`{against}` holds no topics of this corpus", "commit them once, or name another")
    for name, text in texts.items():
        pack, more = packs.read(Path(name).stem, text, f"{against}:{root / name}", language.lexicon)
        problems += more
        if pack is not None:
            topics.append(pack)
    topics.sort(key=lambda pack: (pack.order, pack.id))
    every = [*language.cues, *language.modifiers, *(rule for pack in topics for rule in pack.rules)]
    return compiled(topics, language, [*problems, *packs.unknown_questions(topics), *unknown_rules(every)])


def _of_folder(folder: Path) -> Classifier:
    loaded = corpus.load(folder)
    if not loaded.topics and not loaded.rule_problems:
        raise _unknown(str(folder), "this folder has no topics", "name a corpus folder: one that holds `topics/`")
    return compiled(loaded.topics, loaded.language, loaded.rule_problems)


def _unknown(file: str, cause: str, help: str) -> ThreadfaqError:
    return ThreadfaqError(Problem(stage=Stage.COMMAND, code="E313", file=file, cause=cause, help=help))


def _repository(root: Path) -> str:
    """The folder of the repository that `root` lies in. Raises ThreadfaqError (E312) when there is none."""
    top = _git(root, "rev-parse", "--show-toplevel")
    if top is None:
        raise ThreadfaqError(
            Problem(
                stage=Stage.COMMAND,
                code="E312",
                file=str(root),
                cause="this corpus is in no git repository, or git is not there",
                help="compare with a copy of the corpus: threadfaq rules diff --against FOLDER",
            )
        )
    return top.strip()


def _packs(root: Path, commit: str) -> Mapping[str, str]:
    """The packs of a commit by their path below `root`."""
    listed = _git(root, "ls-tree", "-z", "--name-only", commit, "topics/") or ""
    names = [name for name in listed.split("\0") if name.endswith(".toml")]
    return {name: _git(root, "show", f"{commit}:./{name}") or "" for name in names}


def _language(code: str, top: str, commit: str, against: str, own: OwnWords | None) -> tuple[Language, list[Problem]]:
    """The language as the commit has it, with the corpus's own words of that commit; the package's part is as it is
    now, where the package is not in the corpus's repository."""
    folder = FOLDER / code
    here = (_git(folder, "rev-parse", "--show-toplevel") or "").strip() == top
    then = [_git(folder, "show", f"{commit}:./{name}") if here else None for name in languages.FILES]
    # A file that is newer than the commit is taken as it is.
    texts = [
        file_text(code, name) if text is None else text for name, text in zip(languages.FILES, then, strict=True)
    ]
    return languages.read(code, texts, f"{against}:extractor/language/{code}", own)


def _git(folder: Path, *arguments: str) -> str | None:
    """What git says; None when it refuses, or is not installed."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
