"""Labels on the founding thread. It is a development set: this is fit, not accuracy (docs/accuracy.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractor import corpus
from extractor.lab import scoring
from extractor.labels import Classifier, compiled
from extractor.model import Act, Conversation, Role, Silence, Source, Vetoed
from extractor.pipeline.stages import converse, unspoken
from extractor.rules import Status

ROOT = Path(__file__).parent.parent
THREAD = ROOT / "corpus/threads/upwork/dispute-second-opinion.txt"
GOLD = scoring.rows("gold", (ROOT / "tests/data/seed-sentences.jsonl").read_bytes())

CORPUS = corpus.load(ROOT / "corpus")
CLASSIFIER = compiled(CORPUS.topics, CORPUS.language)
CONVERSATION = converse(corpus.source(THREAD, ROOT / "corpus"))
PAIRS = scoring.matched(GOLD, CONVERSATION, CLASSIFIER)
LABELS = CLASSIFIER.label(CONVERSATION)

FLOOR = 0.90
"""The founding issue's floor for each topic's F1 and for the recall of answers; precision of answers: 0.95."""


@pytest.mark.parametrize("topic", [topic.id for topic in CORPUS.topics])
def test_each_topic_is_found(topic: str) -> None:
    assert scoring.topic_rates(PAIRS, topic)[2] >= FLOOR


def test_answers_are_found_and_little_else() -> None:
    rates = scoring.answer_rates(PAIRS)
    assert rates is not None
    precision, recall, _ = rates
    assert precision >= 0.95
    assert recall >= FLOOR


def test_sentences_are_those_that_people_labelled() -> None:
    """One label for each labelled sentence, with the same words."""
    assert [label.passage.text for label in LABELS] == [row["text"] for row in GOLD]


def test_borrowed_words_carry_nothing() -> None:
    quoted = [label for label in LABELS if label.quote]
    assert [label.passage.text for label in quoted] == [row["text"] for row in GOLD if row["quote"]]
    assert all(not label.topics and not label.answer and not label.rules for label in quoted)


def test_code_and_signatures_are_not_judged() -> None:
    """Words that are an answer as prose are none in a signature."""
    words = "Arbitration costs each side $337."
    post = {
        "author": "Robin K",
        "text": f"{words}\n{words}",
        "blocks": [{"kind": "signature", "start": 34, "end": 67}],
    }
    data = json.dumps({"posts": [{"author": "Mara P", "text": "What does it cost?"}, post]}).encode()
    _, prose, signature = CLASSIFIER.label(converse(Source(name="a.json", data=data)))
    assert prose.topics == ("arbitration",) and prose.act is Act.FACT
    assert (signature.topics, signature.act, signature.answer, signature.quote) == ((), Act.OTHER, False, False)


def test_an_asker_never_answers() -> None:
    posts = CONVERSATION.thread.by_number
    assert not [label for label in LABELS if label.answer and posts[label.passage.post].role is Role.ASKER]


def test_offsets_count_in_the_post() -> None:
    posts = CONVERSATION.thread.by_number
    for label in LABELS:
        text = posts[label.passage.post].text
        assert text[label.passage.start : label.passage.end] == label.passage.text
        for rule in label.rules:
            assert label.passage.start <= rule.start < rule.end <= label.passage.end


LEANS = {
    "If that fails, they will make a non-binding recommendation.": "The mediator's job is to assist you",
    "Or use SMALLER milestones, especially with a new, unproven freelancer.": "So one thing you might do",
    "Your only recourse for that is a court of law (or arbiter if specified in the NDA).": "Breach of NDA?",
}


@pytest.mark.parametrize("words", LEANS)
def test_a_sentence_that_leans_has_what_it_needs(words: str) -> None:
    label = next(label for label in LABELS if label.passage.text == words)
    assert label.needs is not None
    start, end = label.needs
    assert CONVERSATION.thread.by_number[label.passage.post].text[start:end].startswith(LEANS[words])
    assert end <= label.passage.start


ACTS = {
    "Hi Mara,": Act.SOCIAL,
    "Thank you for the quick answer!": Act.SOCIAL,
    "How long does a dispute take?": Act.QUESTION,
    "Never release a milestone before you have seen the files.": Act.ADVICE,
    "If he stops answering, close the contract.": Act.ADVICE,
    "I would walk away.": Act.ADVICE,
    "You should keep a copy of every message.": Act.ADVICE,
    "The client has fourteen days to review the work.": Act.FACT,
    "She sent me the files and I paid her the same evening.": Act.EXPERIENCE,
    "I think this is unfair.": Act.OPINION,
}
"""Invented sentences."""


@pytest.mark.parametrize("sentence", ACTS)
def test_what_a_sentence_does(sentence: str) -> None:
    assert CLASSIFIER.judge(sentence).act is ACTS[sentence]


GREETED = {
    "Hi Robin, the fee is due on Friday at noon.": "the fee is due on Friday at noon.",
    "Hello Mara,I paid her on the same evening.": "I paid her on the same evening.",
    "“Good morning all - the fee is due on Friday.": "the fee is due on Friday.",
    "Dear support team: who reads all of our letters?": "who reads all of our letters?",
    # Nothing but a greeting, no greeting, and a greeting of nobody knows how many.
    "Hi Robin, thanks.": "Hi Robin, thanks.",
    "High fees, I would say, are a sign of nothing.": "High fees, I would say, are a sign of nothing.",
    "Hi to all of you there, the fee is due.": "Hi to all of you there, the fee is due.",
}
"""Invented sentences, and what is said behind the greeting."""


@pytest.mark.parametrize("sentence", GREETED)
def test_a_greeting_is_no_part_of_what_is_said(sentence: str) -> None:
    begin = CORPUS.language.addressed(sentence)
    assert sentence[begin:] == GREETED[sentence]
    for hit in CLASSIFIER.findings(sentence).fired:
        assert begin <= hit.start < hit.end <= len(sentence)


@pytest.mark.parametrize(
    "flood", ["Hi, " + "a" * 300_000, "Hi" + "," * 300_000, "Hi " + "a- " * 100_000, "Hi, " + "!" * 300_000]
)
def test_a_flood_behind_a_greeting_is_read_in_one_go(flood: str) -> None:
    """The square of these lengths would take longer than anybody waits."""
    assert 0 <= CORPUS.language.addressed(flood) < len(flood)


def test_what_stands_beside_the_main_clause_is_no_story() -> None:
    told = CLASSIFIER.judge("He broke the rule.")
    aside = CLASSIFIER.judge("It is the rule which he broke.")
    assert told.act is Act.EXPERIENCE and aside.act is not Act.EXPERIENCE
    assert aside.acts[Act.EXPERIENCE] < told.acts[Act.EXPERIENCE]


def test_what_leans_towards_advice_is_none() -> None:
    """A `you` and a choice: not enough for advice, and still counted where sentences are compared."""
    leaning = CLASSIFIER.judge("You or the bank lose it.")
    assert leaning.acts[Act.ADVICE] > 0 and leaning.act is not Act.ADVICE
    assert CLASSIFIER.judge("Never lose it.").act is Act.ADVICE


LANGUAGES = {
    "The contract says that you pay for each of the milestones when it is done and I would not change that at all, "
    "because there is no other way to keep the work in your hands.": True,
    "Der Vertrag sagt, dass man jeden Meilenstein erst bezahlt, wenn er fertig ist, und daran würde ich nichts "
    "ändern, weil es keinen anderen Weg gibt, die Arbeit in der Hand zu behalten und ruhig zu schlafen.": False,
    "Le contrat dit que chaque étape est payée quand elle est terminée et je ne changerais rien, parce que c'est "
    "la seule façon de garder le travail entre ses mains et de dormir tranquille chaque nuit.": False,
    "合同规定每个里程碑完成后才付款，我不会改变这一点，因为没有其他办法可以把工作掌握在自己手中，"
    "也没有其他办法可以让你每天晚上安心睡觉，所以请记住这一点，并且在每一份新的合同里都写清楚付款的条件，"
    "这样双方都知道什么时候付款，什么时候交付，出现争议的时候也有据可查。": False,
    "ok": True,
}


@pytest.mark.parametrize("text", LANGUAGES, ids=lambda text: text[:20])
def test_a_language_without_cues_is_noticed(text: str) -> None:
    assert CORPUS.language.speaks(text) is LANGUAGES[text]


def test_the_founding_thread_is_english() -> None:
    assert unspoken(CONVERSATION, CORPUS.language) is None


def test_another_subject_is_outweighed_by_three_rules_of_a_topic() -> None:
    """An everyday word stops one or two topic rules; a sentence with three matches keeps its topic."""
    little = CLASSIFIER.judge("The lawyer walks his dog.")
    assert little.topics == () and Vetoed(id="nda-legal/law", because=Silence.SUBJECT) in little.vetoed
    much = CLASSIFIER.judge("He took us to small claims court for breach of the NDA over a drawing of a dog.")
    assert "elsewhere" in much.marks
    assert "nda-legal" in much.topics and Silence.SUBJECT not in {veto.because for veto in much.vetoed}


def test_labels_keep_the_reasons_that_made_them() -> None:
    conversation = converse(corpus.source(THREAD))
    at_home = CLASSIFIER.at_home(conversation)
    labels = [label for label in CLASSIFIER.label(conversation) if label.prose]
    assert {veto.because for label in labels for veto in label.vetoed} >= {Silence.WORDS, Silence.BEATEN}
    for label in labels:
        start, end = label.passage.start, label.passage.end
        alone = CLASSIFIER.judge(label.passage.text, conversation.thread.by_number[label.passage.post].role, at_home)
        assert label.vetoed == alone.vetoed
        assert label.rule_ids == {hit.id for hit in alone.fired} | {veto.id for veto in alone.vetoed}
        assert not {hit.id for hit in label.rules} & {veto.id for veto in label.vetoed}
        assert len(label.modified) == len(alone.modified)
        for turned, same in zip(label.modified, alone.modified, strict=True):
            assert (turned.start - start, turned.end - start) == (same.start, same.end)
            assert start <= turned.start < turned.end <= end


@pytest.mark.parametrize(
    ("sentence", "kind", "words", "reached"),
    [
        ("Do not let it go, Ann.", "negated", "Do not", "let it go"),
        ("Hello Ann, do not let it go.", "negated", "do not", "let it go"),
        ("There is no need for a refund request.", "optional", "no need for", "a refund request."),
        ("I never made a refund request.", "denied", "I never", "made a refund request."),
    ],
)
def test_what_a_modifier_turned_names_it_and_how_far_it_reaches(
    sentence: str, kind: str, words: str, reached: str
) -> None:
    judged = CLASSIFIER.judge(sentence)
    assert judged.modified
    for turned in judged.modified:
        assert (turned.kind, turned.words) == (kind, words)
        assert sentence[turned.start : turned.end].startswith(reached)
        assert CLASSIFIER.rules[turned.by].claims == kind
        hit = next(hit for hit in judged.fired if hit.id == turned.id)
        assert turned.start <= hit.start < turned.end, "a rule is turned where it begins"


def test_a_rule_that_is_not_in_force_is_told_with_its_reason() -> None:
    """What `why` says must not depend on judging the sentence once more."""
    rule = next(rule for rule in CLASSIFIER.rules.values() if rule.id == "refund-thinking/word")
    for changed, because in (
        (replace(rule, speakers=(Role.STAFF,)), Silence.SPEAKER),
        (replace(rule, status=Status.EXPERIMENTAL), Silence.EXPERIMENTAL),
    ):
        topics = [
            replace(topic, rules=tuple(changed if each.id == rule.id else each for each in topic.rules))
            for topic in CORPUS.topics
        ]
        judged = Classifier(topics, CORPUS.language).judge("A refund came.", Role.MEMBER)
        assert Vetoed(id=rule.id, because=because) in judged.vetoed


def test_threads_are_labelled_together_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    files = sorted((ROOT / "tests/context").glob("*.json"))
    conversations = [CONVERSATION, *(converse(corpus.source(file, ROOT / "corpus")) for file in files)] * 2
    alone = [Classifier(CORPUS.topics, CORPUS.language).label(conversation) for conversation in conversations[:3]]
    alone += [CLASSIFIER.label(conversation) for conversation in conversations[3:]]
    for share in (1, 3_000, 1_000_000):
        monkeypatch.setattr("extractor.labels.classifier.SHARE", share)
        assert list(CLASSIFIER.label_all(conversations)) == alone


def test_threads_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def conversations() -> Iterator[Conversation]:
        for number in range(1_000):
            taken.append(number)
            yield CONVERSATION

    next(CLASSIFIER.label_all(conversations()))
    assert len(taken) < 100
