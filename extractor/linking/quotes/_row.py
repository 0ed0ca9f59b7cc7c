"""The words of a whole thread in one row, as numbers, and the places in it that a search need look at.

A thread of fifty thousand posts has millions of word sequences, of which nearly all stand there once. Nobody can have
quoted those: an index that leaves them out is small, and finds the same.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from extractor.model import Post
from extractor.text.characters import norms

if TYPE_CHECKING:
    import numpy

LONG = 100_000
"""Words from which sequences are compared by numbers made of them, which numpy does at once: it costs a sixth of a
second to import, and the sequences themselves as many bytes a word as a short thread never has."""

_KIND = "I"
WIDTH = array(_KIND).itemsize
"""Bytes of a word."""
_UNKNOWN = 2 ** (8 * WIDTH) - 1
"""The number of a word that no post has."""
_SLOTS = 24
"""Bits of the number of a sequence by which it is looked up: of a hundred that are not there, less than one is taken
for one that is, and then compared word by word."""
_SPREAD = 0x9E3779B97F4A7C15
"""An odd number whose multiples spread evenly over 64 bits."""


class Row:
    """The words of posts, one post after the other. A word is a number, and a sequence of words its bytes."""

    def __init__(self, posts: Iterable[Post]) -> None:
        """Take in these posts, in the order in which they were written."""
        number_by_word: defaultdict[str, int] = defaultdict()
        number_by_word.default_factory = number_by_word.__len__
        self._number_by_word = number_by_word
        words = array(_KIND)
        self.begins = [0]
        """By rank, where a post's words begin; one more at the end."""
        for post in posts:
            words.extend(map(number_by_word.__getitem__, norms(post.text)))
            self.begins.append(len(words))
        self.bytes = words.tobytes()
        """All words."""
        self.words: Sequence[int] = words
        """The same, word by word."""

    def numbers(self, words: Iterable[str]) -> array[int]:
        """Words as numbers."""
        known = self._number_by_word
        return array(_KIND, [known.get(word, _UNKNOWN) for word in words])

    def sequence(self, place: int, size: int) -> bytes:
        """The `size` words from a place on."""
        return self.bytes[WIDTH * place : WIDTH * (place + size)]

    def repeated(self, size: int) -> bytes:
        """For each place 1 where a sequence of `size` words begins that stands elsewhere too, seldom for another."""
        if len(self.words) >= LONG:
            return _repeated(self.bytes, size)
        sequences = self._sequences(size)
        if len(set(sequences)) == len(sequences):
            return bytes(len(self.words))
        counts = Counter(sequences)
        return bytes([counts[sequence] > 1 for sequence in sequences]) + bytes(size)

    def among(self, looked_up: Iterable[array[int]], size: int) -> bytes:
        """For each place 1 where a sequence of `size` words begins that one of these has; seldom 1 for another."""
        if len(self.words) >= LONG:
            return _among(self.bytes, b"".join(words.tobytes() for words in looked_up), size)
        sequences_looked_up = {sequence for words in looked_up for sequence in sequences(words, size)}
        return bytes(map(sequences_looked_up.__contains__, self._sequences(size))) + bytes(size)

    def _sequences(self, size: int) -> list[bytes]:
        return sequences(self.words, size, self.bytes)


def sequences(words: Sequence[int], size: int, data: bytes = b"") -> list[bytes]:
    """Every `size` words in a row of a row; `data` are its bytes, where they are at hand."""
    data = data or array(_KIND, words).tobytes()
    long = WIDTH * size
    return [data[place : place + long] for place in range(0, len(data) - long + 1, WIDTH)]


def ones(flags: bytes, start: int, stop: int) -> Iterator[int]:
    """Places of 1 from `start` to before `stop`."""
    place = flags.find(1, start, stop) if start < stop else -1
    while place >= 0:
        yield place
        place = flags.find(1, place + 1, stop)


def _repeated(data: bytes, size: int) -> bytes:
    import numpy

    mixed = _mixed(data, size)
    mixed_in_order = numpy.sort(mixed)
    again = mixed_in_order[1:][mixed_in_order[1:] == mixed_in_order[:-1]]
    return _marked(mixed, again) + bytes(size)


def _among(data: bytes, looked_up: bytes, size: int) -> bytes:
    # Sequences that go over from one of those looked up to the next stand among them too: it costs a comparison.
    return _marked(_mixed(data, size), _mixed(looked_up, size)) + bytes(size)


def _mixed(data: bytes, size: int) -> numpy.ndarray[tuple[int], numpy.dtype[numpy.uint64]]:
    """A number for each sequence of `size` words, the same for the same words."""
    import numpy

    words = numpy.frombuffer(data, numpy.dtype(_KIND))
    count = max(0, len(words) - size + 1)
    mixed: numpy.ndarray[tuple[int], numpy.dtype[numpy.uint64]] = numpy.zeros(count, numpy.uint64)
    for shift in range(size):
        mixed += words[shift : shift + count]
        mixed *= numpy.uint64(_SPREAD)
        mixed ^= mixed >> numpy.uint64(29)
    mixed *= numpy.uint64(_SPREAD)
    return mixed


def _marked(
    mixed: numpy.ndarray[tuple[int], numpy.dtype[numpy.uint64]],
    wanted: numpy.ndarray[tuple[int], numpy.dtype[numpy.uint64]],
) -> bytes:
    """For each number 1 where it is among the wanted."""
    import numpy

    shift = numpy.uint64(64 - _SLOTS)
    slots: numpy.ndarray[tuple[int], numpy.dtype[numpy.uint8]] = numpy.zeros(1 << _SLOTS, numpy.uint8)
    slots[wanted >> shift] = 1
    flags: bytes = slots[mixed >> shift].tobytes()
    return flags
