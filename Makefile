# `make help` lists the targets. Everything lives in .venv; nothing else is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEVELOP := $(VENV)/.develop-installed

.DEFAULT_GOAL := help
.PHONY: help install demo test check format docs bench chaos lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

install: $(RUNTIME) ## make .venv with .venv/bin/kam from the hashed lock file

demo: $(RUNTIME) ## the sample ledger and a chat in the terminal; no key, no account, no network
	@$(BIN)/kam demo

test: $(DEVELOP) ## pass the tests
	$(BIN)/pytest

check: $(DEVELOP) ## ruff, mypy strict, import-linter, then the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

format: $(DEVELOP) ## put the code into its one form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(RUNTIME) ## write docs/tools.md from the tools
	$(BIN)/kam reference > docs/tools.md

bench: $(DEVELOP) ## measure speed and quality; prints JSON
	$(BIN)/python -m tests.bench

chaos: $(DEVELOP) ## kill, pause and break it many times; prints what was lost or doubled
	$(BIN)/python -m tests.chaos

lock: ## compile the lock files from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --quiet --extra postgres --output-file requirements.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --quiet --extra postgres --extra dev --constraint requirements.lock \
	  --output-file requirements-dev.lock

clean: ## remove .venv and the caches, never data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build *.egg-info

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEVELOP): requirements-dev.lock $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement requirements-dev.lock
	@touch $@
