# demo · test · lint · bench · fuzz · clean.  Each sets up what it needs first, in .venv.
#   make test ARGS='-k house'        arguments for the program behind test, bench or fuzz
#   make demo PYTHON=python3.13      another interpreter

PYTHON ?= python3
ARGS   ?=
BIN    := .venv/bin
PIP    := $(BIN)/python -m pip install -qq --disable-pip-version-check

PLAIN := .venv/.installed
DEV   := .venv/.installed-dev
BENCH := .venv/.installed-bench

.SILENT:
.DELETE_ON_ERROR:
.PHONY: help demo test lint bench fuzz venv clean

help:
	echo 'make demo | test | lint | bench | fuzz | clean'

demo: $(PLAIN)
	$(BIN)/gradproof derive examples/sigmoid_regression.md

test: $(DEV)
	$(BIN)/python -m pytest -q $(ARGS)

lint: export PYRIGHT_PYTHON_IGNORE_WARNINGS = 1
lint: $(DEV)
	$(BIN)/ruff format --check --quiet . || { echo 'lint: ruff format would change the files above'; exit 1; }
	$(BIN)/ruff check --quiet .
	$(BIN)/pyright
	$(BIN)/lint-imports --no-logo
	find src -name '*.py' -exec awk 'FNR == 401 { print FILENAME ": longer than 400 lines"; bad = 1 } END { exit bad }' {} +

bench: $(BENCH)
	$(BIN)/python -m benchmarks.run $(ARGS)

fuzz: $(DEV)
	$(BIN)/python -m fuzz.run $(ARGS)

venv: $(DEV)

clean:
	rm -rf .venv .hypothesis .import_linter_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A changed pyproject.toml installs again; otherwise nothing here runs.
$(PLAIN): pyproject.toml | $(BIN)/python
	$(PIP) -e .
	touch $@

$(DEV): pyproject.toml | $(BIN)/python
	$(PIP) -e '.[dev]'
	touch $(PLAIN) $@

$(BENCH): pyproject.toml | $(BIN)/python
	$(PIP) -e '.[bench]'
	touch $(PLAIN) $@

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'gradproof needs Python 3.11 or newer, and "$(PYTHON)" is not one: try make demo PYTHON=/path/to/python3'; exit 1; }
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo '"$(PYTHON)" cannot make a virtual environment: install its venv module (Debian: apt-get install python3-venv)'; exit 1; }
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
