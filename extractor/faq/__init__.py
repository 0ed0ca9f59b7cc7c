"""The FAQ: decisions laid over proposals, and answers arranged under their questions."""

from extractor.faq.arrange import arrange
from extractor.faq.deciding import Decided, decide
from extractor.faq.rulings import Ruled, resolve
from extractor.faq.verifying import overdue

__all__ = ["Decided", "Ruled", "arrange", "decide", "overdue", "resolve"]
