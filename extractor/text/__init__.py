"""What text is made of: characters, words, sentences, an author's own words. Ranges, never cut text."""
