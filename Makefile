PYTHON ?= python3
BIN := .venv/bin

.PHONY: ask test check format clean

ask: .venv/installed  ## Set up and answer the first question.
	@$(BIN)/gsc ask which ports have a GSC with Los Angeles

test: .venv/developed  ## Set up and pass every test.
	$(BIN)/python -m pytest

check: .venv/developed  ## Check code, types, data and house form.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/gsc fmt --check
	$(BIN)/gsc check

format: .venv/developed  ## Put code and Turtle files in their one form.
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	$(BIN)/gsc fmt

clean:  ## Remove what these commands made.
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip

.venv/installed: pyproject.toml .venv/bin/python
	@echo "Setting up in .venv ..." >&2
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/developed: pyproject.toml .venv/bin/python
	@echo "Setting up in .venv with what developers need ..." >&2
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ .venv/installed
