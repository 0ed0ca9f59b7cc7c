"""Which short statements say the same.

In go statements about one matter and the words of a language (`language/<code>/sayings.toml`); out come groups. Two
statements are alike as far as the words of each, by weight, are found in the other: the same word, another spelling
or form, or a word of the same class. What the language says about opposites and negations keeps apart what differs
in nothing else. Then the likest groups are joined, again and again, until none are alike enough.

Nothing here is learned: word weights come from the statements themselves, all else is the table in `_weights`.

Limits: a negation is taken to be said of the next word of content, and irony is not seen. Who does what to whom is
not read: `the mediator pays the client` and `the client pays the mediator` are one saying; nor are numbers compared.
The first READ words of content of a statement count. Above CROWD statements, or CROWD_WORDS words in them, only those
are compared that share a word which is not in more than CROWDED of them, and each with its NEAREST.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.statements.grouping._joining import groups_of
from extractor.statements.grouping._likeness import Comparer, weights_of
from extractor.statements.grouping._statements import Statement, same, statement_reader
from extractor.statements.grouping._vocabulary import Key, Vocabulary, read, vocabulary_of

__all__ = ["Saying", "Vocabulary", "group", "read", "sayings", "vocabulary_of"]

_REASONS = 5  # words shown as what a saying's statements share


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Statements that say the same."""

    members: tuple[int, ...]
    """Their places in the input, ascending."""
    because: tuple[str, ...]
    """The words that most of them have, as they stand in one of them; none for a statement that stands alone."""


def group(statements: Sequence[str], vocabulary: Vocabulary, about: str = "") -> list[list[int]]:
    """Groups of statements that say the same, as their places in the input; each place stands in one group.

    `about` is what all of them are about, as a title or a claim says it. Groups come in the order of their first
    members. The input's order changes no group.
    """
    return [list(saying.members) for saying in sayings(statements, vocabulary, about)]


def sayings(statements: Sequence[str], vocabulary: Vocabulary, about: str = "") -> list[Saying]:
    """As `group`, with the words that each group shares."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, statement in enumerate(statements):
        places[same(statement)].append(place)
    texts = sorted(places)  # so that nothing depends on the order of the input
    reader = statement_reader(vocabulary)
    parsed = [reader.read(text) for text in texts]
    weights = weights_of(parsed, {token.key for token in reader.read(same(about)).tokens}, vocabulary)
    groups = []
    for cluster in groups_of(parsed, Comparer(parsed, vocabulary, weights), weights):
        members = sorted(place for text in cluster for place in places[texts[text]])
        because = shared([parsed[text] for text in cluster], weights) if len(cluster) > 1 else ()
        groups.append(Saying(members=tuple(members), because=because))
    return sorted(groups, key=lambda saying: saying.members)


def shared(statements: Sequence[Statement], weights: Mapping[Key, float]) -> tuple[str, ...]:
    """The weightiest words that more than half of these statements have."""
    having = Counter(key for statement in statements for key in statement.shown)
    most = [key for key, number in having.items() if 2 * number > len(statements)]
    most.sort(key=lambda key: (-having[key] * weights[key], key))
    return tuple(
        next(statement.shown[key] for statement in statements if key in statement.shown) for key in most[:_REASONS]
    )
