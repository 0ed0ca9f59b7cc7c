"""The rule lab: what it counts, compares and warns of, on invented cases that lie as files in tests/lab."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from extractor import corpus, faq
from extractor.lab import cost, difference, inclusion, opening, phrasing, revisions, scoring, table
from extractor.lab.diff import changed, compared
from extractor.lab.examples import redundant
from extractor.lab.lint import warnings
from extractor.lab.stats import measured
from extractor.lab.texts import Sentence, of_file
from extractor.labels import Classifier, strays
from extractor.model import Problem, Role, Severity, Source
from extractor.problems import NotUnderstood, ThreadfaqError, report
from extractor.rules import languages, packs, token_patterns
from extractor.rules.engine import Engine, Pattern
from extractor.rules.phrases import Lexicon, Phrase, phrase
from tests.cases import compare
from tests.command import git, run

CASES = Path(__file__).parent / "lab"
ROOT = Path(__file__).parent.parent
LAB = opening.opened(ROOT / "corpus")
LANGUAGE = LAB.corpus.language
BARE = replace(LANGUAGE, cues=(), modifiers=())
"""English words without cues: what a small pack does is its own doing."""


# ---- lint -------------------------------------------------------------------------------------------------------


def linted(case: Path) -> list[Problem]:
    pack, problems = packs.read("kilns", case.read_text("utf-8"), "topics/kilns.toml", LANGUAGE.lexicon)
    assert pack is not None and not problems, report(problems)
    classifier = opening.compiled([pack], BARE, [])
    talk = case.with_suffix(".background.txt")
    background = {talk.name: talk.read_text("utf-8").splitlines()} if talk.exists() else {}
    return warnings(classifier, list(classifier.rules.values()), background)


@pytest.mark.parametrize("case", sorted((CASES / "lint").glob("*-fires.toml")), ids=lambda case: case.stem)
def test_a_warning_says_where_and_what_to_do(case: Path) -> None:
    code = case.stem.partition("-")[0]
    problems = [problem for problem in linted(case) if problem.code == code]
    assert problems and all(problem.severity is Severity.WARNING for problem in problems)
    assert all(problem.place.startswith("rule kilns/") and problem.help for problem in problems)
    compare(case, "txt", report(problems) + "\n")


@pytest.mark.parametrize("case", sorted((CASES / "lint").glob("*-quiet.toml")), ids=lambda case: case.stem)
def test_a_rule_that_only_looks_like_it_is_left_alone(case: Path) -> None:
    code = case.stem.partition("-")[0]
    problems = [problem for problem in linted(case) if problem.code == code]
    assert not problems, report(problems)


def test_a_modifier_that_never_stops_where_it_should_is_told() -> None:
    not_ = tiny().rules["negated/not"]
    assert not_.reach is not None
    language = replace(BARE, modifiers=(replace(not_, reach=replace(not_.reach, stops=frozenset("—,;"))),))
    classifier = Classifier([], language)
    problems = [
        problem for problem in warnings(classifier, list(classifier.rules.values())) if problem.code == "W321"
    ]
    assert [(problem.cause, problem.help) for problem in problems] == [("`—` in `stops` never stops it", 'write "-"')]


def test_every_warning_has_a_case_of_each_kind() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "extractor/lab").glob("*.py"))
    for number in range(300, 400):
        names = {path.stem for path in (CASES / "lint").glob(f"W{number}-*.toml")}
        assert names == ({f"W{number}-fires", f"W{number}-quiet"} if f'"W{number}"' in source else set())


def test_a_warning_is_told_only_of_the_rules_asked_for() -> None:
    rules = opening.chosen(LAB.classifier, ["nda-legal"])
    assert {rule.claims for rule in rules} == {"nda-legal"}
    ids = {f"rule {rule.id}" for rule in rules}
    assert {problem.place for problem in warnings(LAB.classifier, rules)} <= ids


def test_what_ships_has_nothing_to_warn_of() -> None:
    """The package's own rules have no warnings: beside permanent warnings a new one would not be noticed.

    W319 is among them: removing any one rule, of packs and cues, makes some example fail.
    """
    problems = warnings(LAB.classifier, list(LAB.classifier.rules.values()), LAB.corpus.background)
    assert not problems, report(problems)


# ---- what a phrase includes -------------------------------------------------------------------------------------

WRITTEN = [
    *("a", "a b", "b a", "a * b", "a b?", "a b? c", "a/b", "a/b c", "a * b * c", "a a", "a * a", "a c * b"),
    *(
        "^ a",
        "^ a b",
        "^ a * b",
        "a $",
        "a b $",
        "a b? $",
        "a # b",
        "a #",
        "# a",
        "b",
        "c",
        "a/b/c",
        "a b/c",
        "^ b? a",
    ),
]
"""Small phrases over three words; every pair is compared over every short sentence of these words."""

PLAIN = Lexicon(lists={}, irregular={}, rigid=frozenset("abc"), nouns=frozenset())


def spans(look: Phrase, sentence: tuple[str, ...]) -> set[tuple[int, int]]:
    """All matches in a sentence whose first word begins it; not only the leftmost longest."""
    numbers = [word == "7" for word in sentence]
    ranges = set()
    for start in range(1 if look.starts else len(sentence)):
        places = {start}
        for piece in look.pieces:
            places = piece.steps(places, sentence, numbers)
        ranges |= {(start, end) for end in places if not look.ends or end > len(sentence) - 1}
    return ranges


def test_inclusion_is_what_trying_every_sentence_finds() -> None:
    """Whatever is said to include another does so, and what does not has a sentence that shows it; with a gap that
    sentence may be longer than any that is tried here."""
    phrases = {written: phrase(written, PLAIN) for written in WRITTEN}
    sentences = [words for size in range(1, 6) for words in product("abc7", repeat=size)]
    matches = {written: [spans(look, words) for words in sentences] for written, look in phrases.items()}
    proved = 0
    for narrow, wide in product(WRITTEN, repeat=2):
        same = all(small <= large for small, large in zip(matches[narrow], matches[wide], strict=True))
        included = inclusion.includes(phrases[wide], phrases[narrow])
        assert included is same or ("*" in narrow and not included), (wide, narrow)
        held = all(
            any(start <= first and last <= end for first, last in large)
            for small, large in zip(matches[narrow], matches[wide], strict=True)
            for start, end in small
        )
        if inclusion.includes(phrases[wide], phrases[narrow], around=True):
            assert held, (wide, narrow)
            proved += wide != narrow
    assert proved > 50


def test_phrases_that_never_meet_have_no_sentence_in_common() -> None:
    phrases = {written: phrase(written, PLAIN) for written in WRITTEN}
    sentences = [words for size in range(1, 5) for words in product("abc7", repeat=size)]
    apart = 0
    for one, other in product(WRITTEN, repeat=2):
        if inclusion.never_meet(phrases[one], phrases[other], lambda word: word == "7"):
            assert not any(spans(phrases[one], words) and spans(phrases[other], words) for words in sentences)
            apart += 1
    assert apart == 0  # all of them begin with `a` or may
    sell, rent = phrase("^ sell", LANGUAGE.lexicon), phrase("^ rent * kiln", LANGUAGE.lexicon)
    assert inclusion.never_meet(sell, rent, lambda word: False)
    assert not inclusion.never_meet(sell, rent, lambda word: True), "a number may stand before the beginning"


# ---- token patterns ---------------------------------------------------------------------------------------------

REFUSED = tomllib.loads((CASES / "tokens/refused.toml").read_text("utf-8"))["case"]
TAKEN = tomllib.loads((CASES / "tokens/taken.toml").read_text("utf-8"))["patterns"]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: json.dumps(case["pattern"]))
def test_a_token_pattern_that_cannot_work_is_told(case: Any) -> None:
    faults = token_patterns.faults(case["pattern"])
    assert any(case["told"] in cause for cause, _ in faults), faults
    assert all(help for _, help in faults)


@pytest.mark.parametrize("pattern", TAKEN, ids=json.dumps)
def test_a_token_pattern_that_works_is_taken_by_spacy_too(pattern: Any) -> None:
    assert not token_patterns.faults(pattern)
    engine = Engine("en", [Pattern(key="x", phrase_or_tokens=tuple(pattern))])
    engine.find(engine.tokens("If a fee of 7 cost n't, we asked: Really?"))


def test_every_token_pattern_of_the_project_is_sound() -> None:
    for rule in LAB.classifier.rules.values():
        for pattern in rule.tokens:
            assert not token_patterns.faults(pattern), rule.id


def test_a_rule_that_would_stop_spacy_is_told_with_its_place(tmp_path: Path) -> None:
    pack = (CASES / "lint/W313-fires.toml").read_text("utf-8").replace("LIKE_NUM = true", 'LENGTH = "3"')
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics/kilns.toml").write_text(pack, "utf-8")
    with pytest.raises(ThreadfaqError) as caught:
        opening.opened(tmp_path)
    problem = caught.value.problems[0]
    assert (problem.code, problem.place) == ("E304", "rule 1 (anything)") and problem.help


# ---- stats ------------------------------------------------------------------------------------------------------


def tiny() -> Classifier:
    folder = CASES / "stats"
    read = {path.stem: path.read_text("utf-8") for path in folder.glob("*.toml")}
    language, problems = languages.read("en", [read["words"], read["cues"]], "language/en")
    pack, more = packs.read("kilns", read["kilns"], "topics/kilns.toml", language.lexicon)
    assert pack is not None and not problems and not more, report([*problems, *more])
    return Classifier([pack], language)


def sentences(name: str) -> Iterable[Sentence]:
    return of_file(corpus.source(CASES / "stats" / name))


@pytest.mark.parametrize("name", ["sentences.txt", "sentences.csv", "longest.csv", "sentences.jsonl"])
def test_the_figures_are_those_counted_by_hand(name: str) -> None:
    gold = scoring.rows("gold", (CASES / "stats/gold.jsonl").read_bytes())
    figures = measured(tiny(), sentences(name), gold)
    assert (figures.sentences, figures.labelled) == (8, 4)
    expected = tomllib.loads((CASES / "stats/expected.toml").read_text("utf-8"))
    assert {row.rule.id for row in figures.rules} == set(expected)
    nothing = {"unique": 0, "beside": None, "shared": 0, "conflict": 0, "against": None, "labelled": 0, "right": 0}
    for row in figures.rules:
        counted = {**nothing, **expected[row.rule.id]}
        assert {key: getattr(row, key) for key in counted} == counted, row.rule.id


def test_a_rule_is_counted_only_where_its_speakers_speak() -> None:
    spoken = [Sentence(text="An oven.", role=role) for role in (Role.MEMBER, Role.STAFF, None)]
    coverage = {row.rule.id: row.coverage for row in measured(tiny(), spoken).rules}
    assert coverage["kilns/staff-only"] == 2


def test_phrases_are_counted_where_their_rule_fires() -> None:
    """Counted by hand: `phrases.expected.txt` for the sentences of `stats`, and what stands together here."""
    classifier = tiny()
    gold = scoring.rows("gold", (CASES / "stats/gold.jsonl").read_bytes())
    figures = phrasing.measured(classifier, list(classifier.rules.values()), sentences("sentences.txt"), gold)
    compare(CASES / "stats/phrases", "txt", phrasing.rendered(figures) + "\n")
    trial = [classifier.rules["kilns/trial"]]
    texts = [
        Sentence(text=text) for text in ("Glaze the kiln.", "A kiln.", "Hi Robin, glaze the kiln before you fire it.")
    ]
    kiln, glaze = phrasing.measured(classifier, trial, texts)
    assert (kiln.coverage, kiln.unique, kiln.precision) == (3, 1, None)
    assert (glaze.coverage, glaze.unique) == (2, 0)
    staff = [classifier.rules["kilns/staff-only"]]
    (oven,) = phrasing.measured(classifier, staff, [Sentence(text="An oven.", role=Role.MEMBER)])
    assert oven.coverage == 0


def test_token_patterns_are_phrases_too() -> None:
    rule = LAB.classifier.rules["question/mark"]
    (mark,) = phrasing.measured(LAB.classifier, [rule], [Sentence(text="Is it so?"), Sentence(text="It is so.")])
    assert (mark.written, mark.coverage, mark.unique) == ("tokens 1", 1, 1)


def test_a_rule_costs_what_it_is_asked() -> None:
    classifier = tiny()
    text = ["A kiln is a gamble, and we said so.", "Rent kilns.", "Nothing of that kind."] * 20
    costs = cost.measured("en", classifier.rules.values(), text)
    assert costs["kilns/silent"] < costs["kilns/word"]
    assert costs.keys() == classifier.rules.keys()
    anywhere, _ = packs.read(
        "kilns", (CASES / "lint/W313-fires.toml").read_text("utf-8"), "topics/kilns.toml", LANGUAGE.lexicon
    )
    assert anywhere is not None
    assert cost.measured("en", anywhere.rules, text)["kilns/anything"] == 0.0
    assert cost.measured("en", anywhere.rules, [*text, "Rent 7 kilns."])["kilns/anything"] > 0.0
    assert set(cost.measured("en", anywhere.rules, []).values()) == {0.0}


def test_the_table_is_straight_and_within_a_hundred_columns() -> None:
    classifier = tiny()
    long = {
        f"kilns/{name}": replace(rule, id=f"kilns/{name}")
        for name, rule in zip(
            (
                "an-id-that-is-much-longer-than-any-column-could-be",
                "焼き窯の規則について長い名前の規則です",
                "e\u0301te\u0301",
            ),
            classifier.topics[0].rules[:3],
            strict=True,
        )
    }
    pack = replace(classifier.topics[0], rules=tuple(long.values()))
    gold = scoring.rows("gold", (CASES / "stats/gold.jsonl").read_bytes())
    figures = measured(Classifier([pack], classifier.language), sentences("sentences.txt"), gold)
    lines = table.rendered(figures, "coverage").partition("\n\n")[0].split("\n")
    assert len({table.width(line) for line in lines}) == 1 and table.width(lines[0]) <= 100
    wide = measured(LAB.classifier, [Sentence(text=rule.match[0]) for rule in LAB.classifier.rules.values()], gold)
    assert max(map(table.width, table.rendered(wide, "cost").split("\n"))) <= 100


@pytest.mark.parametrize("by", table.ORDERS)
def test_rules_are_sorted_as_asked(by: str) -> None:
    gold = scoring.rows("gold", (CASES / "stats/gold.jsonl").read_bytes())
    rows = table.ordered(measured(tiny(), sentences("sentences.txt"), gold).rules, by)
    first = {"coverage": "kilns/trial", "unique": "advice/rent", "conflict": "advice/rent", "id": "advice/rent"}
    first |= {"precision": "kilns/do-not", "overlap": "kilns/do-not"}
    assert rows[0].rule.id == first.get(by, rows[0].rule.id)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [("a.txt", b"caf\xe9", "E106"), ("a.jsonl", b"{", "E109"), ("a.csv", b"text\n" + b"x" * 10_000_001, "E109")],
)
def test_a_text_that_cannot_be_read_is_told(name: str, data: bytes, code: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        list(of_file(Source(name=name, data=data)))
    assert caught.value.problems[0].code == code


@pytest.mark.parametrize("data", [b"", b"text\n", b"\n\n", b"a,b\n1\n"])
def test_a_table_without_texts_has_no_sentence(data: bytes) -> None:
    assert not [sentence for sentence in of_file(Source(name="a.csv", data=data)) if sentence.text != "1"]


# ---- diff -------------------------------------------------------------------------------------------------------


def scratch(case: Path, folder: Path) -> Path:
    """A corpus in a git repository: the rules before are committed, the rules after lie in the folder."""
    root = folder / "corpus"
    for name in ("threads/pottery", "decisions/pottery", "topics", "background"):
        (root / name).mkdir(parents=True)
    shutil.copy(CASES / "diff/words.toml", root / "background/words.toml")
    shutil.copy(CASES / "diff/thread.json", root / "threads/pottery/kilns.json")
    if (case / "decisions.toml").exists():
        shutil.copy(case / "decisions.toml", root / "decisions/pottery/kilns.toml")
    shutil.copy(case / "before.toml", root / "topics/kilns.toml")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "Rules as they were")
    shutil.copy(case / "after.toml", root / "topics/kilns.toml")
    for more in case.glob("after-*.toml"):
        shutil.copy(more, root / "topics" / more.name.removeprefix("after-"))
    return root


def differs(against: str = "HEAD") -> str:
    lab = opening.opened(Path("corpus"))
    assert not [problem for problem in lab.corpus.problems if problem.severity is Severity.ERROR]
    conversations = opening.conversations(lab.corpus)
    ruled = faq.resolve(lab.corpus.decisions, conversations)
    assert not ruled.problems, report(ruled.problems)
    changes = compared(revisions.rules(lab, against), lab.classifier, conversations, ruled.decisions)
    return difference.rendered(changes, against)


@pytest.mark.parametrize(
    "case", sorted(path for path in (CASES / "diff").iterdir() if path.is_dir()), ids=lambda p: p.name
)
def test_what_changed_rules_do_is_told(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch(case, tmp_path)
    monkeypatch.chdir(tmp_path)
    compare(case / "case.toml", "txt", differs() + "\n")


def test_another_corpus_folder_may_stand_for_the_old_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch(CASES / "diff/added", tmp_path)
    (tmp_path / "other/topics").mkdir(parents=True)
    shutil.copytree(tmp_path / "corpus/background", tmp_path / "other/background")
    shutil.copy(CASES / "diff/added/before.toml", tmp_path / "other/topics/kilns.toml")
    monkeypatch.chdir(tmp_path)
    assert differs("other").replace("from other", "from HEAD") == differs()


def test_decisions_whose_words_are_lost_are_told_before_the_difference(tmp_path: Path) -> None:
    root = scratch(CASES / "diff/moved", tmp_path)
    file = root / "decisions/pottery/kilns.toml"
    file.write_text(file.read_text("utf-8").replace("before you buy one.", "before you buy two."), "utf-8")
    done = run("rules", "diff", cwd=tmp_path)
    assert done.returncode == 0 and "E401" in done.stderr and "differs from HEAD" in done.stdout


def test_rules_that_cannot_be_had_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch(CASES / "diff/added", tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    lab = opening.opened(Path("corpus"))
    for against in ("nowhere", "HEAD~7", "--help", "empty", "HEAD:corpus", ""):
        with pytest.raises(ThreadfaqError) as caught:
            revisions.rules(lab, against)
        assert [problem.code for problem in caught.value.problems] == ["E313"], against
    shutil.rmtree(tmp_path / ".git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(ThreadfaqError) as caught:
        revisions.rules(lab, "HEAD")
    assert [problem.code for problem in caught.value.problems] == ["E312"]
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ThreadfaqError) as caught:
        revisions.rules(lab, "HEAD")
    assert [problem.code for problem in caught.value.problems] == ["E312"]


def test_broken_old_rules_are_told_with_their_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = scratch(CASES / "diff/added", tmp_path)
    good = (root / "topics/kilns.toml").read_text("utf-8")
    (root / "topics/kilns.toml").write_text(good.replace('any = ["kiln"]', 'any = ["Kiln"]'), "utf-8")
    git(tmp_path, "commit", "--quiet", "--all", "--message", "Broken")
    (root / "topics/kilns.toml").write_text(good, "utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ThreadfaqError) as caught:
        differs()
    assert {(problem.code, problem.file) for problem in caught.value.problems} == {
        ("E304", "HEAD:corpus/topics/kilns.toml")
    }


def test_a_revision_brings_its_cues() -> None:
    """The package lies in the same repository as the founding corpus."""
    lab = opening.opened(ROOT / "corpus")
    try:
        old = revisions.rules(lab, "HEAD")
    except ThreadfaqError:
        pytest.skip("this checkout has no history")
    assert {rule.file.partition(":")[0] for rule in old.language.cues} == {"HEAD"}
    same = {id: rule for id, rule in old.rules.items() if id in lab.classifier.rules}
    assert changed(same, same) == {}


# ---- examples that prove something ------------------------------------------------------------------------------


def test_a_rule_that_does_anything_is_missed() -> None:
    """Also for a modifier, which works before there are findings; an experimental rule is left out."""
    classifier = tiny()
    assert not redundant(classifier)
    doubled = replace(classifier.rules["kilns/word"], id="kilns/again")
    pack = replace(classifier.topics[0], rules=(*classifier.topics[0].rules, doubled))
    assert [rule.id for rule in redundant(Classifier([pack], classifier.language))] == ["kilns/word", "kilns/again"]


def test_everyday_talk_has_no_topic() -> None:
    """A rule that finds one there is too wide."""
    talk = [line for lines in LAB.corpus.background.values() for line in lines if line.strip()]
    assert len(talk) >= 300
    judged = [(line, LAB.classifier.judge(line)) for line in talk]
    assert not [line for line, topics in judged if topics.topics or topics.questions]
    assert not strays(LAB.classifier, LAB.classifier.rules.values(), LAB.corpus.background)


def test_a_rule_that_finds_its_topic_in_everyday_talk_is_told() -> None:
    """Once for each rule, with the words and the places; of a rule that claims only a question, too."""
    pack = (CASES / "background.toml").read_text("utf-8")
    topic, problems = packs.read("kilns", pack, "kilns.toml", LAB.corpus.language.lexicon)
    assert topic is not None and not problems
    talk = ["A wide gap.", "", "Such a cone!", "An anagama.", "So wide.", "Wide as ever.", "A wide view."]
    warnings_given = strays(
        Classifier([topic], LAB.corpus.language), topic.rules, {"talk.txt": talk, "more.txt": ["wide"]}
    )
    assert [(problem.code, problem.place) for problem in warnings_given] == [
        ("E309", "rule kilns/wide"),
        ("E309", "rule kilns/asked"),
    ]
    assert "in 5 of 7 " in warnings_given[0].cause and "in 1 of 7 " in warnings_given[1].cause
    assert warnings_given[0].details == (
        'talk.txt, line 1, "wide": A wide gap.',
        'talk.txt, line 5, "wide": So wide.',
        'talk.txt, line 6, "Wide": Wide as ever.',
        "… and 2 more",
    )
    assert warnings_given[1].details == ('talk.txt, line 3, "cone": Such a cone!',)


# ---- the commands -----------------------------------------------------------------------------------------------


def test_rules_test_counts_or_tells(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()
    pack = (CASES / "lint/W317-quiet.toml").read_text("utf-8")
    (tmp_path / "topics/kilns.toml").write_text(pack + 'known_miss = ["An anagama."]\n', "utf-8")
    done = run("rules", "test", "kilns", "--corpus", str(tmp_path))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "no problems: 1 rule, 4 examples, 1 known miss\n"
    wrong = pack.replace('"A kiln."', '"An oven."').replace('"She has 3."', '"My kiln."')
    (tmp_path / "topics/kilns.toml").write_text(wrong + 'known_miss = ["Her kiln."]\n', "utf-8")
    done = run("rules", "test", "kilns/kiln", "--corpus", str(tmp_path))
    assert done.returncode == 1
    assert [code for code in ("E302", "E303", "E307") if f"error[{code}]" in done.stderr] == ["E302", "E303", "E307"]
    done = run("rules", "test", "kilm", "--corpus", str(tmp_path))
    assert done.returncode == 1 and "error[E311]" in done.stderr and "`kilns`" in done.stderr


def test_rules_test_and_check_try_the_background(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics/kilns.toml").write_text((CASES / "lint/W317-quiet.toml").read_text("utf-8"), "utf-8")
    (tmp_path / "background").mkdir()
    talk = tmp_path / "background/talk.txt"
    talk.write_text("A door.\n\nMy kiln is cold.\n", "utf-8")
    for command in (["rules", "test"], ["check"]):
        done = run(*command, "--corpus", str(tmp_path))
        assert done.returncode == 1 and "error[E309]" in done.stderr and "talk.txt, line 3" in done.stderr
    talk.write_text("A door.\n\nMy oven is cold.\n", "utf-8")
    done = run("rules", "test", "--corpus", str(tmp_path))
    assert done.stderr.endswith(", 2 background sentences\n")
    talk.write_bytes(b"A d\xf6r.")
    done = run("rules", "test", "--corpus", str(tmp_path))
    assert done.returncode == 1 and "error[E201]" in done.stderr and "talk.txt" in done.stderr


def test_rules_stats_prints_one_object_a_rule() -> None:
    done = run("rules", "stats", "--json", "--gold", "tests/data/seed-sentences.jsonl", "--sort", "id")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["rule"] for row in rows] == sorted(LAB.classifier.rules)
    fields = "rule sort claims status file sentences coverage unique overlap conflict conflict_with labelled right"
    assert all(set(row) == {*fields.split(), "precision", "cost"} for row in rows)
    assert run("rules", "stats", "--sort", "beauty").returncode == 2


def test_rules_phrases_prints_one_object_a_phrase() -> None:
    done = run("rules", "phrases", "nda-legal", "--json", "--gold", "tests/data/seed-sentences.jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    rules = [rule for rule in LAB.classifier.rules.values() if rule.claims == "nda-legal"]
    assert len(rows) == sum(len(rule.phrases) + len(rule.tokens) for rule in rules)
    assert all(set(row) == {"rule", "phrase", "coverage", "unique", "labelled", "right", "precision"} for row in rows)
    assert run("rules", "phrases").returncode == 2
    assert run("rules", "phrases", "no-such-rule").returncode == 1


@pytest.mark.slow
def test_rules_stats_measures_the_texts_it_is_given() -> None:
    texts = str(CASES / "stats/sentences.csv")
    assert "\n8 sentences;" in run("rules", "stats", "--texts", texts).stdout
    both = run("rules", "stats", "--texts", texts, "--texts", str(CASES / "stats/sentences.txt"), "--threads").stdout
    label = run("label", "corpus/threads/upwork/dispute-second-opinion.txt").stdout
    own = sum(not json.loads(line)["quote"] for line in label.splitlines())
    assert f"\n{16 + own} sentences;" in both


def test_rules_diff_prints_one_object_a_sentence(tmp_path: Path) -> None:
    scratch(CASES / "diff/added", tmp_path)
    (line,) = run("rules", "diff", "--json", "--corpus", str(tmp_path / "corpus")).stdout.splitlines()
    row = json.loads(line)
    assert (row["thread"], row["post"], row["rules"]) == ("pottery/kilns", 2, ["kilns/rent-first"])
    assert row["before"]["questions"] == {} and row["after"]["questions"] == {"kilns/rent": "for"}
    assert row["contradicts"][0]["verdict"] == "drop"
    fields = "thread post start end text rules before after contradicts"
    assert set(row) == set(fields.split())


def test_rules_lint_fails_only_when_it_is_strict(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()
    shutil.copy(CASES / "lint/W317-fires.toml", tmp_path / "topics/kilns.toml")
    arguments = ("rules", "lint", "kilns", "--corpus", str(tmp_path))
    done = run(*arguments)
    assert done.returncode == 0 and "warning[W317]" in done.stderr and done.stdout == ""
    assert run(*arguments, "--strict").returncode == 1
    shutil.copy(CASES / "lint/W317-quiet.toml", tmp_path / "topics/kilns.toml")
    done = run(*arguments, "--strict")
    assert (done.returncode, done.stderr) == (0, "nothing to correct: 1 rule, 4 examples, 0 known misses\n")
