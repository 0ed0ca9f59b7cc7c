# make site | serve | test | test-slow | audit | picture | check | clean
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: site serve test test-slow audit picture check clean

site: $(STAMP)
	@$(BIN)/mkdocs --quiet build
	@echo "built site/ - open site/index.html, or see it with: make serve"

serve: $(STAMP)
	@$(BIN)/mkdocs serve

test: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/python -m tests.browser
	@$(BIN)/pytest -n auto --dist worksteal -m "not slow"

test-slow: $(STAMP)
	@$(BIN)/python -m tests.browser
	@$(BIN)/pytest -n auto --dist worksteal -m slow

audit: $(STAMP)
	@$(BIN)/python -m tests.browser --demand
	@THREADFAQ_BROWSER=demand $(BIN)/pytest -n auto --dist worksteal -m browser

picture: $(STAMP)
	@THREADFAQ_PICTURE=docs/images/question.png $(BIN)/pytest -q tests/test_browser.py -k picture

check: $(STAMP)
	@$(BIN)/threadfaq check

clean:
	rm -rf .venv site .cache

# Installed anew only when the pins or the project's own metadata change.
$(STAMP): requirements.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
