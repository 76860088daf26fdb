# Each of these is the only command that it takes on a bare Debian with git, make and python3:
#   make run    the service on http://127.0.0.1:8000 with the samples loaded
#   make test   every check: style, types, imports, tests
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.PHONY: run test install lint format types imports pytest fuzz bench screenshots clean

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

run: $(INSTALLED)
	@.ci/system-packages ocr office
	@$(BIN)/bienban serve --first-run

# Goes through all checks although one fails, so that one run shows everything; the tests come last and close the output. They begin while
# the types are still being checked, since three quarters of two processors is what they take.
test: $(INSTALLED)
	@.ci/system-packages ocr office browser postgresql
	@$(MAKE) --no-print-directory --keep-going --jobs=2 types lint format imports pytest

install: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	@.ci/system-packages venv
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@echo "Installing bienban into .venv"
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

lint: $(INSTALLED)
	@$(BIN)/ruff check --quiet .

format: $(INSTALLED)
	@$(BIN)/ruff format --check --quiet . || { echo "ruff format would change files: run .venv/bin/ruff format"; exit 1; }

# A build server keeps no cache, so that none is written there.
types: $(INSTALLED)
	@$(BIN)/mypy $(if $(CI),--cache-dir=/dev/null)

imports: $(INSTALLED)
	@$(BIN)/lint-imports

# Four files of tests at a time where there are two processors, since a part of the tests waits; WORKERS=1 runs one after another. The tests
# start some hundred processes: each would compile every module anew where the surroundings forbid to write down what was compiled.
WORKERS ?= $(shell test "$$(nproc 2>/dev/null || echo 1)" -ge 2 && echo 4 || echo 1)
pytest: $(INSTALLED)
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest $(if $(filter-out 0 1,$(WORKERS)),-n $(WORKERS) --dist loadfile --no-loadscope-reorder)

# Mutates the samples for a minute; what breaks a parser is kept in tests/fuzz/corpus.
fuzz: $(INSTALLED)
	@.ci/system-packages ocr office
	@$(BIN)/python -m tests.fuzz.mutations --seconds $(or $(SECONDS_OF_FUZZ),60)

bench: $(INSTALLED)
	@$(BIN)/python benchmarks/extract_speed.py

screenshots: $(INSTALLED)
	@.ci/system-packages browser
	@BIENBAN_SCREENSHOTS=1 $(BIN)/python -m pytest tests/browser

clean:
	rm -rf .venv
