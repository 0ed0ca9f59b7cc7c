"""What text is made of: characters, words, sentences. Ranges and comparisons, never cut text."""
