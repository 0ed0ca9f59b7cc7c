"""The rule language, and every example of every rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import corpus
from extractor.labels import Classifier, compiled, failures
from extractor.problems import report
from extractor.rules.engine import Engine
from extractor.rules.phrases import Lexicon, PhraseError, phrase

ROOT = Path(__file__).parent.parent
CORPUS = corpus.load(ROOT / "corpus")
CLASSIFIER = compiled(CORPUS.topics, CORPUS.language)
RULES = [
    *CORPUS.language.cues,
    *CORPUS.language.modifiers,
    *(rule for topic in CORPUS.topics for rule in topic.rules),
]
LEXICON = CORPUS.language.lexicon


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_its_examples_and_no_counterexample(rule) -> None:  # type: ignore[no-untyped-def]
    wrong = failures(CLASSIFIER, [rule])
    assert not wrong, report(wrong)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_examples_of_both_kinds(rule) -> None:  # type: ignore[no-untyped-def]
    assert rule.match and rule.no_match


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_phrase_of_a_rule_can_match(rule) -> None:  # type: ignore[no-untyped-def]
    """A phrase made into the sentence it describes is found by its rule, unless the rule's veto says no."""
    for candidate in rule.phrases:
        words = [min(piece.forms) if piece.forms else "12" for piece in candidate.pieces if piece.sign != "*"]
        sentence = " ".join(words) if candidate.starts else f"well {' '.join(words)}"
        findings = CLASSIFIER.findings(sentence)
        assert rule.id in findings.vetoed or any(hit.id == rule.id for hit in findings.fired), (
            f"{candidate.written!r} not in {sentence!r}"
        )


FORMS = {
    "ask": {"ask", "asks", "asked", "asking"},
    "fee": {"fee", "fees"},
    "stop": {"stop", "stops", "stopped", "stopping"},
    "use": {"use", "uses", "used", "using"},
    "agency": {"agency", "agencies"},
    "deny": {"deny", "denies", "denied", "denying"},
    "pay": {"pay", "pays", "paid", "payed", "paying"},
    "the": {"the"},
    "of": {"of"},
    "need": {"need", "needs", "needed", "needing"},
    "pass": {"pass", "passes", "passed", "passing"},
    "focus": {"focus", "focuses", "focused", "focusing"},
    "bring": {"bring", "brings", "brought", "bringing"},
    "prefer": {"prefer", "prefers", "preferred", "preferring"},
    "withdraw": {"withdraw", "withdraws", "withdrew", "withdrawn", "withdrawing"},
    "embed": {"embed", "embeds", "embedded", "embedding"},
    "funded": {"funded"},
    "made": {"made"},
    "thought": {"thought", "thoughts"},
    "quickly": {"quickly"},
    "reply": {"reply", "replies", "replied", "replying"},
    "rely": {"rely", "relies", "relied", "relying"},
    "family": {"family", "families"},
    "unless": {"unless"},
    "parts": {"parts"},
    "hearing": {"hearing", "hearings"},
    "string": {"string", "strings", "stringed", "stringing"},
}


@pytest.mark.parametrize("word", FORMS)
def test_a_word_stands_for_its_forms(word: str) -> None:
    assert FORMS[word] == set(LEXICON.forms(word))
    assert "feed" not in LEXICON.forms("fee")


PHRASES_AND_TEXTS = [
    ("ask refund", "They asked refunds of us", True),
    ("ask refund", "They asked for refunds", False),
    ("ask * refund", "They asked the client for a full refund", True),
    ("ask * refund", "They asked and then one two three four five six refund", False),
    ("the? fee", "a fee", True),
    ("=asks", "he asked", False),
    ("^ ask", "Please ask", False),
    ("^ ask", "2. Ask them", True),
    ("refund $", "a refund.", True),
    ("refund $", "a refund for me", False),
    ("# day", "within 30 days", True),
    ("cost #", "It costs $337", True),
    ("non-binding", "a non binding word", True),
    ("non-binding", "a NON-BINDING word", True),
    ("do not pay", "Don't pay him", True),
    ("i would pay", "I'd pay him", True),
    ("@worker quit", "The developer quit", True),
]


@pytest.mark.parametrize(
    ("written", "text", "expected"), PHRASES_AND_TEXTS, ids=[f"{w} | {t}" for w, t, _ in PHRASES_AND_TEXTS]
)
def test_a_phrase_finds(written: str, text: str, expected: bool) -> None:
    from extractor.rules import Rule
    from extractor.rules.packs import Topic

    rule = Rule(id="t/r", claims="t", topic=True, phrases=(phrase(written, LEXICON),))
    topic = Topic(id="t", title="T", summary="s", order=1, notice=None, questions=(), rules=(rule,), file="t.toml")
    assert bool(Classifier([topic], CORPUS.language).judge(text).topics) is expected


LACKING = [
    ("ask * refund", "They asked for it", "refund"),
    ("ask * refund", "The refund is what he asked", None),
    ("ask * refund", "They asked for a refund", None),
    ("write it off", "We wrote off the rest", "it"),
    ("write it off", "We wrote a lot, and then, when summer came at last, we drove off", None),
    ("owe me #", "Give me 30", None),
    ("never ask * refund", "Ask him once", None),
    ("^ ask him", "I would like to know whether he would ever ask me", None),
    ("@worker quit", "The developer stayed", "quit"),
]


@pytest.mark.parametrize(("written", "text", "word"), LACKING, ids=[f"{w} | {t}" for w, t, _ in LACKING])
def test_a_phrase_lacks_one_word_where_the_others_stand(written: str, text: str, word: str | None) -> None:
    lacks = phrase(written, LEXICON).lacks(*_tokens(text), CORPUS.language.function_words)
    assert (lacks and lacks[1]) == word


def test_every_phrase_is_nearly_found_where_one_of_its_words_is_another() -> None:
    tried = 0
    for candidate in (candidate for rule in RULES for candidate in rule.phrases):
        words = [min(piece.forms) if piece.forms else "12" for piece in candidate.pieces if piece.sign != "*"]
        kept = [piece for piece in candidate.pieces if piece.sign != "*"]
        for place, piece in enumerate(kept):
            others = {form for other in candidate.required() if other is not piece for form in other.forms}
            if piece not in candidate.required() or not piece.forms.isdisjoint(words[:place] + words[place + 1 :]):
                continue
            sentence = " ".join([*words[:place], "xyzzy", *words[place + 1 :]])
            lacks = candidate.lacks(*_tokens(sentence), frozenset())
            expected = lacks is None if not others else lacks is not None and lacks[1] in piece.forms
            assert expected, (candidate.written, sentence)
            tried += 1
    assert tried > 2 * len(RULES)


def _tokens(text: str) -> tuple[list[str], list[bool], int, int]:
    tokens = Engine("en", ()).tokens(text)
    return tokens.norms, tokens.numbers, tokens.first, tokens.last


REFUSED = [
    "Ask refund",
    "don't pay",
    "* refund",
    "refund *",
    "a ^ b",
    "$ fee",
    "the? fee?",
    "@nobody pays",
    "a//b",
    "#",
]


@pytest.mark.parametrize("written", REFUSED)
def test_a_phrase_that_can_never_match_is_refused(written: str) -> None:
    with pytest.raises(PhraseError):
        phrase(written, Lexicon(lists={}, irregular={}, rigid=frozenset(), nouns=frozenset()))


BROKEN = {
    "LOWER with a capital": ('tokens = [[{LOWER = "Dispute"}]]', "E304"),
    "LOWER with a space": ('tokens = [[{LOWER = "a b"}]]', "E304"),
    "don't as one token": ('tokens = [[{NORM = "don\'t"}]]', "E304"),
    "IN with a text": ('tokens = [[{LOWER = {IN = "fee"}}]]', "E304"),
    "unknown key": ('any = ["fee"]\nquestions = "cost"', "E202"),
    "unknown question": ('any = ["fee"]\nquestion = "costs"', "E305"),
    "nothing to look for": ('why = "?"', "E304"),
    "no such stance": ('any = ["fee"]\nstance = "maybe"', "E203"),
    "a phrase that can never match": ('any = ["fee *"]', "E304"),
    "any with a text": ('any = "fee"', "E203"),
    "any with nothing": ("any = []", "E304"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_rule_is_refused_with_its_place(case: str) -> None:
    from extractor.rules import packs

    body, code = BROKEN[case]
    text = f'title = "T"\nsummary = "s"\n[[rule]]\nid = "r"\n{body}\nmatch = ["a fee"]\nno_match = ["x"]\n'
    _, problems = packs.read("t", text, "t.toml", LEXICON)
    assert [(problem.code, problem.place, problem.file) for problem in problems] == [(code, "rule 1 (r)", "t.toml")]


@pytest.mark.parametrize("id", ["late fee", "Fee", "money/fee", "..", "fee-", "é"])
def test_an_id_that_could_not_be_named_elsewhere_is_refused(id: str) -> None:
    from extractor.rules import packs

    text = f'title = "T"\nsummary = "s"\n[[rule]]\nid = "{id}"\nany = ["fee"]\nmatch = ["a fee"]\nno_match = ["x"]\n'
    _, problems = packs.read("t", text, "t.toml", LEXICON)
    assert [(problem.code, problem.place) for problem in problems] == [("E207", f"rule 1 ({id})")]


def test_no_topic_and_no_question_is_called_as_a_device_of_windows() -> None:
    from extractor.rules import packs

    text = 'title = "T"\nsummary = "s"\n[[question]]\nid = "nul"\ntitle = "What?"\n'
    _, problems = packs.read("con", text, "con.toml", LEXICON)
    assert [(problem.code, "`con`" in problem.cause, "`nul`" in problem.cause) for problem in problems] == [
        ("E207", True, False),
        ("E207", False, True),
    ]


def test_a_rule_without_examples_is_refused() -> None:
    from extractor.rules import packs

    text = 'title = "T"\nsummary = "s"\n[[rule]]\nid = "r"\nany = ["fee"]\n'
    _, problems = packs.read("t", text, "t.toml", LEXICON)
    assert [problem.cause for problem in problems] == ["`match` is missing", "`no_match` is missing"]


@pytest.mark.parametrize("step", [20, pytest.param(1, marks=pytest.mark.slow)])
def test_phrases_match_as_spacys_own_matcher_does(step: int) -> None:
    """The engine is faster than spaCy's matcher and may not differ from it: phrases on every `step`th example."""
    from spacy.matcher import Matcher

    from extractor.rules.engine import pipeline

    nlp = pipeline("en")
    sentences = sorted({sentence for rule in RULES for sentence in (*rule.match, *rule.no_match)})[::step]
    candidates = [candidate for rule in RULES for candidate in (*rule.phrases, *rule.without)]
    matcher = Matcher(nlp.vocab)
    for number, candidate in enumerate(candidates):
        matcher.add(str(number), [candidate.tokens()])
    required = [[piece.forms for piece in candidate.required()] for candidate in candidates]
    beginning: dict[str, set[int]] = {}
    for number, (first, *_) in enumerate(required):
        for form in first:
            beginning.setdefault(form, set()).add(number)
    compared = 0
    for doc in map(nlp.make_doc, sentences):
        norms = [token.norm_ for token in doc]
        numbers = [token.like_num for token in doc]
        present = set(norms)
        spans_by_number: dict[int, list[tuple[int, int]]] = {}
        for key, start, end in matcher(doc):
            spans_by_number.setdefault(int(nlp.vocab.strings[key]), []).append((start, end))
        for number in {*spans_by_number, *(number for norm in present for number in beginning.get(norm, ()))}:
            candidate, spans = candidates[number], spans_by_number.get(number, [])
            if spans or not any(forms.isdisjoint(present) for forms in required[number]):
                if candidate.starts:
                    spans = [span for span in spans if span[0] == 0]
                if candidate.ends:
                    spans = [span for span in spans if span[1] == len(doc)]
                expected = sorted(spans, key=lambda span: (span[0], -span[1]))[:1]
                matches = candidate.find(norms, numbers, 0, len(doc) - 1)
                assert matches == expected, (candidate.written, doc.text)
                compared += 1
    assert compared > 4000 / step
