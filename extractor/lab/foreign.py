"""Words of other subjects, proposed from the background sentences in which a rule wrongly finds its topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from extractor.lab.warning import warning
from extractor.labels import Classifier
from extractor.model import Problem
from extractor.rules import Rule
from extractor.rules.elsewhere import vocabulary_of
from extractor.text.characters import words

SHOWN = 8
"""Words that are proposed at a rule."""
SHORTEST = 4
"""Letters of a word that is proposed: shorter ones are mostly no nouns."""


def warnings(
    classifier: Classifier, rules: Sequence[Rule], background: Mapping[str, Sequence[str]]
) -> Iterator[Problem]:
    """A warning for each of these rules that finds its topic in the background, with the words that no pack uses."""
    lines = [line for file in background.values() for line in file if line.strip()]
    in_lines = Counter(word for line in lines for word in _words(line))
    strange = _known(classifier)
    strays: dict[str, list[str]] = {}
    for line, judged in zip(lines, classifier.judge_all(lines), strict=True):
        for hit in judged.fired:
            if classifier.rules[hit.id].topic and classifier.rules[hit.id].claims in judged.topics:
                strays.setdefault(hit.id, []).append(line)
    for rule in rules:
        in_strays = Counter(word for line in strays.get(rule.id, []) for word in _words(line) - strange)
        proposed = sorted(in_strays, key=lambda word: (-in_strays[word], -in_lines[word], word))[:SHOWN]
        if proposed:
            yield warning(
                rule,
                "W324",
                f"its topic is found in {len(strays[rule.id])} of {len(lines)} sentences of the background",
                "make the rule narrower, or put what means another subject into a cue of the kind `elsewhere`",
                f"words there that no pack uses: {', '.join(proposed)}",
            )


def _words(text: str) -> set[str]:
    return {word.norm for word in words(text) if len(word.norm) >= SHORTEST and word.norm.isalpha()}


def _known(classifier: Classifier) -> set[str]:
    """Words that say nothing of another subject: of the language, of any pack, of what a rule must match."""
    lexicon = classifier.language.lexicon
    examples = (sentence for topic in classifier.topics for rule in topic.rules for sentence in rule.match)
    return {
        *vocabulary_of(classifier.topics),
        *classifier.language.function_words,
        *lexicon.rigid,
        *(form for word in lexicon.irregular for form in lexicon.forms(word)),
        *(word for sentence in examples for word in _words(sentence)),
    }
