"""The FAQ: decisions laid over proposals, and answers arranged under their questions."""

from extractor.faq.arrange import arrange
from extractor.faq.rulings import Ruled, resolve

__all__ = ["Ruled", "arrange", "resolve"]
