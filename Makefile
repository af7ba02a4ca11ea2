# Everything that a developer, an office or a build machine runs. `make` alone shows what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ADDRESS ?= 127.0.0.1:8000
DEMO := instance/demo
DEMONSTRATION := env -u FEEDBACK_DATABASE_URL -u FEEDBACK_PRODUCTION \
	FEEDBACK_INSTANCE=$(DEMO) FEEDBACK_DEMONSTRATION=yes
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header \
	--python-version 3.11 --exclude-newer "$$(date -u -d '7 days ago' +%FT00:00:00Z)"
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run start test test-all check format coverage lock docs bench chaos bench-drain bench-page bench-release wheel clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

run: $(VENV)/run.stamp ## Serve the demonstration at http://127.0.0.1:8000 from an instance of its own
	@$(DEMONSTRATION) $(BIN)/feedback demo serve --address $(ADDRESS)

start: $(VENV)/run.stamp ## Serve the real instance (empty at first) at http://127.0.0.1:8000
	@$(BIN)/feedback database upgrade
	@$(BIN)/feedback serve --address $(ADDRESS)

test: $(VENV)/test.stamp ## Install what the tests need and run all of them (ARGS="-k name" for some)
	@sh tests/machine.sh $(BIN)/python
	@$(BIN)/python -m pytest --numprocesses logical --maxprocesses 4 --dist worksteal $(ARGS)

test-all: $(VENV)/test.stamp ## Run also the slow ones: every public page in every language, width and mode
	@sh tests/machine.sh $(BIN)/python
	@$(BIN)/python -m pytest --numprocesses logical --maxprocesses 4 --dist worksteal --full $(ARGS)

check: $(VENV)/test.stamp ## Lint, format, types, rooms and floors, catalogues
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/feedback translations check

format: $(VENV)/test.stamp ## Put every file into the common form
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

coverage: $(VENV)/test.stamp ## Run the tests and list the lines that none of them reached
	@sh tests/machine.sh $(BIN)/python
	@$(BIN)/coverage run -m pytest --quiet
	@$(BIN)/coverage report --skip-covered --show-missing

bench: $(VENV)/test.stamp ## Measure speed and weight, 20 minutes (ARGS="--write" puts it in docs/performance.md)
	@sh tests/machine.sh $(BIN)/python
	@$(BIN)/python -m bench $(ARGS)

chaos: $(VENV)/test.stamp ## Kill phones, server and network over 400 interviews; last line "lost 0 doubled 0"
	@sh tests/machine.sh $(BIN)/python
	@$(BIN)/python -m bench.chaos $(ARGS)

bench-drain: $(VENV)/test.stamp ## Send 100 interviews over 50 kbit/s and 500 ms, plain and sealed: bytes of each
	@sh tests/machine.sh $(BIN)/python
	@$(BIN)/python -m bench.drain $(ARGS)

bench-page: $(VENV)/test.stamp ## Measure the first visit: bytes and requests as the last line
	@sh tests/machine.sh $(BIN)/python
	@$(BIN)/python -m bench.page $(ARGS)

bench-release: $(VENV)/test.stamp ## Measure a release over 100,000 and 1,000,000 new responses
	@sh tests/machine.sh $(BIN)/python
	@$(BIN)/python -m bench.release $(ARGS)

lock: $(VENV)/test.stamp ## Write the lock files anew: exact versions with hashes, a week old at least
	$(LOCK) pyproject.toml --group build -o requirements.lock
	$(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(LOCK) --group postgresql -o requirements-postgresql.lock
	@! grep -n '://' requirements*.lock

docs: $(VENV)/run.stamp ## Write docs/commands.md out of the commands, and docs/field/ out of the sheets
	@$(BIN)/python docs/commands.py
	@$(BIN)/python docs/sheets.py

wheel: $(VENV)/test.stamp ## Build the package that goes to a server, in dist/
	$(BIN)/python -m hatchling build --target wheel

clean: ## Remove the environment and what tools left behind; instances stay
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage

$(BIN)/python:
	@echo "Making an environment in $(VENV) (once) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: $(BIN)/python requirements.lock pyproject.toml
	@echo "Installing what Feedback needs (once, about a minute) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements-dev.lock
	@echo "Installing what the tests and checks need (once) ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
