"""What editors do with one key: plain functions that write into the corpus, each of which can be undone."""
