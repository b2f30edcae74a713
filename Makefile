# Everything below needs Python >= 3.11, pip and make; nothing else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready

.PHONY: run test lint setup lock clean

run: setup
	$(BIN)/helpline serve --first-call

test: setup
	$(BIN)/pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

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
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
