"""Which tree of replies a post stands in: the root above it, however deep it stands."""

from __future__ import annotations


class Roots:
    """The root of each post while links are added one by one."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def of(self, number: int) -> int:
        """The post at the top of the tree that a post stands in; itself where nothing is above it."""
        path = []
        while number in self._above:
            path.append(number)
            number = self._above[number]
        # Path compression: every post on the way is put right below the root, so that no path is walked twice.
        for passed in path:
            self._above[passed] = number
        return number

    def link(self, child: int, parent: int) -> None:
        """Put a post that is the root of its tree below one of another tree."""
        self._above[child] = parent
