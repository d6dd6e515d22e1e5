# The two commands of the README are `make demo` and `make test`; the rest is for those who work here.
.DELETE_ON_ERROR:
.PHONY: setup demo test check format lint types contracts constraints

PYTHON ?= python3
BIN := .venv/bin

setup: .venv/ready

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Paperwire needs Python 3.11 or later; name one with PYTHON=python3.12 make demo")'
	@echo "Installing into .venv (once, a minute or two) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: setup
	@$(BIN)/paperwire demo

test: setup
	@$(BIN)/python -m pytest -n 2

check: setup lint types contracts test

format: setup
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: setup
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: setup
	@$(BIN)/mypy

contracts: setup
	@$(BIN)/lint-imports

# Pins everything anew; uv is needed for this alone.
constraints:
	uv pip compile pyproject.toml --extra dev --universal --no-header --upgrade -q -o constraints.txt
	@! grep -n '://' constraints.txt
