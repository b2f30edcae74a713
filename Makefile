# Everything below needs Python >= 3.11, pip and make; nothing else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
QUICK  := not (slow or e2e or browser)
STAMP  := $(VENV)/.ready

.PHONY: run test test-all coverage lint setup lock clean

run: setup
	$(BIN)/helpline serve --first-call

# What a change is tried with, in a few minutes. A file's tests stay together, for what they load.
test: setup
	$(BIN)/pytest -m "$(QUICK)" -n auto --maxprocesses 4 --dist loadfile

# One after the other: whole calls in real time would get in each other's way.
test-all: setup
	$(BIN)/pytest

# The lines and branches that the quick suite runs, as a figure and with what it leaves out.
coverage: setup
	$(BIN)/pytest -q -m "$(QUICK)" -n auto --maxprocesses 4 --dist loadfile --cov --cov-report=term-missing

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; point PYTHON at one: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies (about 450 MB the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

# Renews the locks for every supported Python and platform; needs uv.
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
           --no-header --no-annotate
lock:
	$(COMPILE) pyproject.toml --extra dev -o requirements.lock
	$(COMPILE) .ci/requirements.in -o .ci/requirements.lock

clean:
	rm -rf $(VENV) .coverage .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
