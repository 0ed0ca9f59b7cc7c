"""The command, as a person or a program runs it: forms, exit codes, messages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.command import ROOT, run, started

THREAD = "corpus/threads/upwork/dispute-second-opinion.txt"
HEADER = "Mar 13, 2023 04:22:04 PM by Robin K\n"


def test_read_prints_one_object_a_thread() -> None:
    done = run("read", THREAD)
    (line,) = done.stdout.splitlines()
    value = json.loads(line)
    assert done.returncode == 0 and done.stderr == ""
    assert value["id"] == "upwork/dispute-second-opinion"
    assert [post["number"] for post in value["posts"]] == list(range(1, 18))
    assert value["posts"][1]["edited_by"] == "Preston H" and value["posts"][1]["author_certain"] is False
    assert value["complete"] is None and value["posts_announced"] is None


def test_read_takes_title_and_address() -> None:
    value = json.loads(run("read", THREAD, "--title", "T", "--url", "https://example.org/t").stdout)
    assert (value["title"], value["url"]) == ("T", "https://example.org/t")


def test_read_explains_which_readers_were_tried() -> None:
    done = run("read", THREAD, "--explain")
    assert "khoros-dated" in done.stderr and "neutral" in done.stderr
    assert json.loads(done.stdout)["format"] == "khoros-dated"


def test_label_prints_one_object_a_sentence() -> None:
    rows = [json.loads(line) for line in run("label", THREAD).stdout.splitlines()]
    assert len(rows) == 152
    fields = "thread post start end text topics act stance quote answer questions score rules"
    assert all(set(row) == set(fields.split()) for row in rows)


def test_answers_prints_one_object_a_thread() -> None:
    done = run("answers", "upwork/dispute-second-opinion", THREAD, "--json")
    named, filed = (json.loads(line) for line in done.stdout.splitlines())
    assert named == filed
    fields = "thread url title opener_missing public_answer asks posts passages"
    assert list(named) == fields.split() and named["thread"] == "upwork/dispute-second-opinion"
    texts = {post["number"]: post["text"] for post in json.loads(run("read", THREAD).stdout)["posts"]}
    assert len(named["posts"]) == len(texts) - 1 and 0 < len(named["passages"]) <= 8
    for row in (*named["posts"], *named["passages"]):
        assert row["because"] and {"name", "weight"} == set(row["because"][0])
    for row in named["passages"]:
        assert row["text"] == texts[row["post"]][row["start"] : row["end"]]
    for row in named["asks"]:
        whole = [texts[row["post"]][start:end] for start, end in row["ranges"]]
        assert row["text"] == " […] ".join(whole) and [row["start"], row["end"]] == [
            row["ranges"][0][0],
            row["ranges"][-1][1],
        ]


def test_answers_knows_staff_outside_a_corpus_by_their_ranks(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text(
        "title,post_date,author,rank,message_text,url\n"
        "How long does a glaze keep?,2/3/24 9:00,Ana,Active Member,How long does a glaze keep in a bucket?,https://forum.example/t/1\n"
        "How long does a glaze keep?,2/3/24 9:30,Ben,CommunityManager,A glaze keeps for a year in a closed bucket. "
        "You can sieve the glaze again when it is dry.,https://forum.example/t/1\n",
        "utf-8",
    )
    (row,) = map(json.loads, run("answers", str(file), "--json").stdout.splitlines())
    assert row["passages"][0]["strong"] == "staff-first"
    shown = run("answers", str(file)).stdout
    assert "answered in public" in shown and "staff, " in shown and "strong (staff-first)" in shown


def test_answers_of_no_thread() -> None:
    done = run("answers", "upwork/dispute-second-opinoin")
    assert (done.returncode, done.stdout) == (1, "") and "E601" in done.stderr and "did you mean" in done.stderr


def test_label_judges_rows_alone_and_in_order(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": "b", "text": "The arbitration fee is $291."}\n{"id": "a", "text": "Hello,"}\n', "utf-8")
    done = [json.loads(line) for line in run("label", "--sentences", str(rows)).stdout.splitlines()]
    assert [row["id"] for row in done] == ["b", "a"]
    assert done[0]["topics"] == ["arbitration"] and done[1]["act"] == "social"
    assert all(set(row) == {"id", "topics", "act", "stance", "score"} for row in done)


def test_the_command_starts_and_prints_the_faq() -> None:
    """As a process of its own; that the same bytes come again is shown by building sites."""
    done = started("faq")
    assert done.returncode == 0 and done.stderr == "" and json.loads(done.stdout)


def test_score_prints_its_table() -> None:
    done = run("score", "tests/data/seed-sentences.jsonl", "--thread", THREAD)
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()[1:6]] == [
        "refund-thinking",
        "hourly-vs-fixed",
        "arbitration",
        "nda-legal",
        "answer",
    ]
    assert "act accuracy" in done.stdout and " of 152 rows" in done.stdout
    assert "over 144 of" in done.stdout, "borrowed words are nobody's act"


@pytest.mark.parametrize("command", [["score"], ["rules", "stats", "--gold"]])
@pytest.mark.parametrize("rows", ["", "\n", '{"id": "1", "text": "Use milestones."}\n'])
def test_rows_without_a_label_are_no_measurement(command: list[str], rows: str, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(rows, "utf-8")
    done = run(*command, str(tmp_path / "rows.jsonl"))
    assert (done.returncode, done.stdout) == (3, "") and "error[E109]" in done.stderr


def test_check_says_that_all_is_well() -> None:
    done = run("check")
    assert done.returncode == 0 and "no problems: 1 thread, 17 posts" in done.stderr


def test_why_underlines_what_fired() -> None:
    sentence = "The arbitration fee is $291."
    lines = run("why", sentence).stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if sentence in line)
    under = lines[at + 1]
    start = lines[at].index("arbitration fee")
    assert under[start : start + len("arbitration fee")] == "~" * len("arbitration fee")
    assert any("arbitration/fee" in line for line in lines)


def test_why_tells_of_a_post_with_its_context() -> None:
    output = run("why", "upwork/dispute-second-opinion", "10").stdout
    assert "quoted: somebody else's words" in output
    assert "printed with the sentence before it" in output


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("upwork/dispute-second-opinio", "upwork/dispute-second-opinion"),
        ("refund-thinking/wrod", "refund-thinking/word"),
        ("corpus/threads/nowhere.txt", None),
    ],
)
def test_why_takes_no_misspelt_name_for_a_sentence(name: str, right: str | None) -> None:
    done = run("why", name)
    assert (done.returncode, done.stdout) == (1, "") and "error[E311]" in done.stderr
    assert right is None or f"did you mean `{right}`?" in done.stderr


def test_why_and_nothing() -> None:
    assert run("why", " ").returncode == 2
    done = run("why", "upwork/dispute-second-opinio", "3")
    assert done.returncode == 1 and "did you mean `upwork/dispute-second-opinion`?" in done.stderr


def test_propose_leaves_out_what_is_judged() -> None:
    output = run("propose", "upwork/dispute-second-opinion").stdout
    assert "[[decision]]" in output
    assert "then you automatically win" not in output


def test_explain_prints_a_page_and_refuses_an_unknown_code() -> None:
    assert run("explain", "e401").stdout.startswith("# E401")
    assert "[E401](E401.md)" in run("explain").stdout
    done = run("explain", "E999")
    assert done.returncode == 2 and "did you mean" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["--help"], ["read", "--help"], ["label", "--help"], ["why", "--help"]])
def test_help_teaches(arguments: list[str]) -> None:
    done = run(*arguments)
    assert "Usage" in done.stdout + done.stderr


BAD = {
    "empty": (b"", 3, "E102"),
    "blank": (b" \n\n", 3, "E102"),
    "binary": (b"\x00\x01\x02\xff\xfe" * 40, 3, "E101"),
    "not UTF-8": (HEADER.encode() + "Привет, как дела у вас сегодня?\n".encode("cp1251"), 3, "E106"),
    "no headers": (b"I paid him and he left.\nWhat can I do?\n", 3, "E103"),
    "impossible date": (HEADER.encode() + b"Hello.\nFeb 30, 2023 04:22:04 PM by Lee P\nHi.\n", 3, "E105"),
    "two formats": (
        HEADER.encode() + b"Hello.\nCommunity Guru\nLee P Member Since: Jul 9, 2015\n2 of 11\n\nHi.\n",
        3,
        "E104",
    ),
    "a web page": (b"<!doctype html><html><body>posts</body></html>", 3, "E103"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_told_and_leaves_nothing(case: str, tmp_path: Path) -> None:
    data, code, problem = BAD[case]
    file = tmp_path / "paste.txt"
    file.write_bytes(data)
    before = sorted(tmp_path.rglob("*"))
    done = run("read", str(file))
    assert done.returncode == code and done.stdout == ""
    assert f"error[{problem}] {file}" in done.stderr and "help:" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_another_language_is_read_and_not_labelled(tmp_path: Path) -> None:
    file = tmp_path / "paste.txt"
    text = (
        "Der Vertrag sagt, dass man jeden Meilenstein erst bezahlt, wenn er fertig ist, und daran würde ich nichts "
        "ändern, weil es keinen anderen Weg gibt, die Arbeit in der Hand zu behalten und ruhig zu schlafen."
    )
    file.write_text(HEADER + text + "\n", "utf-8")
    assert run("read", str(file)).returncode == 0
    for command in ("label", "answers"):
        done = run(command, str(file))
        assert done.returncode == 3 and done.stdout == ""
        assert "W110" in done.stderr and "line 2" in done.stderr


def test_a_missing_file_and_a_missing_corpus_are_told(tmp_path: Path) -> None:
    assert "E601" in run("read", "no-such-file.txt").stderr
    done = run("check", "--corpus", str(tmp_path / "none"))
    assert done.returncode == 1 and "E601" in done.stderr


def test_usage_errors_have_their_own_code() -> None:
    assert run("label").returncode == 2
    assert run("read").returncode == 2
    assert run("nonsense").returncode == 2


def test_suggest_prints_what_answers_best_first() -> None:
    done = run("suggest", "what does arbitraton cost", "--json")
    (line,) = done.stdout.splitlines()
    hits = json.loads(line)
    assert (done.returncode, hits[0]["url"], hits[0]["topic"]) == (0, "arbitration/cost.html", "arbitration")
    assert all(set(hit) == {"title", "url", "topic", "score", "because"} for hit in hits)
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert {"word": "arbitraton", "match": "arbitr", "how": "typing"} in hits[0]["because"]


def test_suggest_says_that_nobody_answers_and_shows_the_nearest_when_asked() -> None:
    wording = "how do I get my kiln hot"
    assert run("suggest", wording, "--json").stdout == "[]\n"
    assert json.loads(run("suggest", wording, "--json", "--all").stdout)
    assert run("suggest", wording).stdout.startswith("Nobody here answers this. Nearest: ")
    assert run("suggest", "").stdout == "Nobody here answers this.\n"


def test_suggest_ranks_given_rows(tmp_path: Path) -> None:
    entries, asks = tmp_path / "entries.jsonl", tmp_path / "asks.jsonl"
    entries.write_text(
        '{"id": "k", "texts": ["Rent a kiln"]}\n{"id": "g", "texts": ["Glaze", "glazing a pot"]}\n', "utf-8"
    )
    asks.write_text('{"id": 7, "text": "glazes for pots"}\n{"id": "x", "text": "bread"}\n', "utf-8")
    done = run("suggest", "--entries", str(entries), "--ask", str(asks))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["id"], row["ranked"]) for row in rows] == [(7, ["g"]), ("x", [])]
    assert rows[0]["score"] > 0.43 and rows[1]["score"] == 0


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ('{"id": "k"}', "`texts` is missing"),
        ('{"id": "k", "texts": []}', "should hold a text"),
        ('{"id": "k", "texts": [1]}', "should be a list of strings"),
        ('{"id": "k", "texts": ["a"]}\n{"id": "k", "texts": ["b"]}', "there are two entries `k`"),
        ("[]", "a row is an object"),
    ],
)
def test_suggest_refuses_rows_that_are_no_entries(tmp_path: Path, row: str, cause: str) -> None:
    entries = tmp_path / "entries.jsonl"
    entries.write_text(row, "utf-8")
    done = run("suggest", "kiln", "--entries", str(entries))
    assert done.returncode == 3 and cause in done.stderr


def test_suggest_takes_words_or_rows_and_not_both(tmp_path: Path) -> None:
    rows = tmp_path / "asks.jsonl"
    rows.write_text("", "utf-8")
    assert run("suggest").returncode == run("suggest", "kiln", "--ask", str(rows)).returncode == 2


PROBLEM = {"code", "severity", "stage", "file", "place", "cause", "details", "help"}


def test_check_prints_its_problems_as_json() -> None:
    broken = "tests/corpora/decision-lost-words/corpus"
    done, words = run("check", "--corpus", broken, "--json"), run("check", "--corpus", broken)
    problems = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == words.returncode == 1
    assert problems and all(set(problem) == PROBLEM for problem in problems)
    assert all(f"{problem['severity']}[{problem['code']}] {problem['file']}" in words.stderr for problem in problems)
    assert "error[" not in done.stderr and run("check", "--json", "--takedowns").returncode == 2


def test_lint_prints_its_warnings_as_json() -> None:
    done, words = run("rules", "lint", "--json", cwd=ROOT), run("rules", "lint", cwd=ROOT)
    problems = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == words.returncode and all(set(problem) == PROBLEM for problem in problems)
    assert {problem["code"] for problem in problems} == set(re.findall(r"(?m)^warning\[(\w+)\]", words.stderr))


def test_explain_prints_pages_as_json() -> None:
    (page,) = (json.loads(line) for line in run("explain", "e401", "--json").stdout.splitlines())
    assert page["code"] == "E401" and page["title"] == "these words are not in the post"
    assert page["text"] == run("explain", "E401").stdout.rstrip()
    listed = [json.loads(line) for line in run("explain", "--json").stdout.splitlines()]
    assert {row["code"]: row["title"] for row in listed}["E401"] == page["title"] and len(listed) > 100


@pytest.mark.parametrize("group", [[], ["questions"], ["rules"]])
def test_help_says_of_each_command_its_whole_sentence(group: list[str]) -> None:
    done = run(*group, "--help")
    listed = done.stdout.partition("Commands:")[2]
    assert listed.count("\n") > 8 and "..." not in listed.replace("rules …", "")


def test_a_file_that_nobody_knows_is_told_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("hello\n", "utf-8")
    done = run("read", str(tmp_path / "note.txt"))
    assert done.returncode == 3 and "Discourse, Stack Exchange" in done.stderr and "Ctrl-S" in done.stderr


def test_an_empty_folder_is_led_to_init_and_one_without_git_not_to_git(tmp_path: Path) -> None:
    assert "threadfaq init DIR" in run("status", cwd=tmp_path).stderr
    (tmp_path / "corpus").mkdir()
    done = run("undo", cwd=tmp_path)
    assert "error[E614]" in done.stderr and "git log" not in done.stderr
    (tmp_path / ".git").mkdir()
    assert "git log -p corpus" in run("undo", cwd=tmp_path).stderr
