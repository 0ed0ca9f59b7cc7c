"""Search: one index over entries and their wordings, and one ranking."""
