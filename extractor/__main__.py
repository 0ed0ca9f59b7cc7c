"""`python -m extractor` is `threadfaq`."""

from extractor.cli import main

main()
