# make site | serve | test | test-slow | audit | bench | picture | check | release-check | clean
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

# The tests start the command many times: it is compiled once, even where the machine is told to keep no bytecode.
test test-slow audit: export PYTHONDONTWRITEBYTECODE :=

.PHONY: site serve test test-slow audit bench picture check release-check clean

site: $(STAMP)
	@$(BIN)/mkdocs --quiet build
	@$(BIN)/threadfaq check --takedowns
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
	@THREADFAQ_THOROUGH=1 $(BIN)/pytest -n auto --dist worksteal -m slow

audit: $(STAMP)
	@$(BIN)/python -m tests.browser --demand
	@THREADFAQ_BROWSER=demand $(BIN)/pytest -n auto --dist worksteal -m browser
	@$(BIN)/mkdocs --quiet build
	@$(BIN)/python -m tests.audit site

# Benchmarks are measured by hand, never as tests. DATA is a folder that holds advice-emnlp2020, semeval-cqa and
# perspectrum, each with its score.py (docs/accuracy.md).
DATA ?= ../shared/benchmarks
bench: $(STAMP)
	@for part in train dev; do \
	  for pair in advice:advice-emnlp2020 answers:semeval-cqa groups:perspectrum; do \
	    name=$${pair%%:*}; data=$(DATA)/$${pair#*:}; \
	    test -f $$data/$$part.jsonl || { echo "no $$data/$$part.jsonl: name its folder with DATA=…"; exit 1; }; \
	    echo "== $$name, $$part"; \
	    $(BIN)/python benchmarks/$$name.py $$data/$$part.jsonl > .bench.jsonl && \
	    $(BIN)/python $$data/score.py $$data/$$part.jsonl .bench.jsonl || exit 1; \
	  done; \
	done; rm -f .bench.jsonl
	@$(BIN)/python benchmarks/speed.py

picture: $(STAMP)
	@THREADFAQ_PICTURE=docs/images/question.png $(BIN)/pytest -q tests/test_browser.py -k picture

# Wheel and sdist, each installed alone, and a FAQ made with nothing else; needs the network.
release-check: $(STAMP)
	@$(BIN)/python -m tests.release

# The same site by ProperDocs, which is installed beside: it has to give the same bytes.
properdocs: site
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target .properdocs/lib properdocs==1.6.7
	@PYTHONPATH=.properdocs/lib $(BIN)/python -m properdocs --quiet build --config-file mkdocs.yml --site-dir .properdocs/site
	@diff -rq site .properdocs/site && echo "ProperDocs gives the same site"

check: $(STAMP)
	@$(BIN)/threadfaq check

clean:
	rm -rf .venv .audit .properdocs site site.refused .cache

# Installed anew only when the pins or the project's own metadata change.
$(STAMP): requirements.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
