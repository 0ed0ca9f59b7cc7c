"""From a corpus to its FAQ: the stages in their order."""
