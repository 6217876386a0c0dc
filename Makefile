# Each target does all of its own set-up: a machine with Python 3.11 (or newer) and make is enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST_WORKERS ?= 2
# Formats, lints and type-checks the scripts of the playground's page. Its cache is gone with the environment.
DENO = DENO_DIR=$(CURDIR)/$(VENV)/deno DENO_NO_UPDATE_CHECK=1 $(BIN)/deno
SCRIPTS := playground/slack/page/*.js
SIDE_BY_SIDE = -n $(PYTEST_WORKERS) --dist worksteal $(ARGS)

.PHONY: help setup demo test rest check format faults bench voice concepts run lock
.DEFAULT_GOAL := help

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*?## ' $(MAKEFILE_LIST) | awk -F':.*?## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(READY) ## Create .venv with everything, from the hashed lock file

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Drumbeat needs Python 3.11 or newer. Found: $$($(PYTHON) --version). Try: make PYTHON=python3.12 setup"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY) ## Run the bot against a Slack of its own, with a sample team, in the browser
	@$(BIN)/python -m playground.demo

run: $(READY) ## Run the bot against Slack, with the settings of the environment or .env
	@$(BIN)/drumbeat run

test: $(READY) ## Run the tests (pass more with ARGS="...")
	$(BIN)/python -m pytest -m "not thorough and not other_half" $(SIDE_BY_SIDE)

rest: $(READY) ## Run what `make test` leaves out: each story on its other database, properties with all of their examples
	DRUMBEAT_EXAMPLES=all $(BIN)/python -m pytest -m "not thorough and (other_half or hypothesis)" $(SIDE_BY_SIDE)

check: $(READY) ## Format, lint, types and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(DENO) fmt --check $(SCRIPTS)
	$(DENO) lint $(SCRIPTS)
	$(DENO) check --quiet $(SCRIPTS)

format: $(READY) ## Put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(DENO) fmt --quiet $(SCRIPTS)

faults: $(READY) ## Kill, starve and confuse the bot, and count its messages
ifeq ($(ARGS),)
	DRUMBEAT_EXAMPLES=all $(BIN)/python -m pytest tests -m thorough --ignore=tests/faults $(SIDE_BY_SIDE)
	@# A bot that is killed has the machine for itself: its stand-in is a second process.
	DRUMBEAT_EXAMPLES=all $(BIN)/python -m pytest tests/faults -m thorough
else
	DRUMBEAT_EXAMPLES=all $(BIN)/python -m pytest tests -m thorough $(ARGS)
endif

bench: $(READY) ## Print the figures: acknowledgement, delivery, an idle tick, reminders, start (pass more with ARGS="...")
	@$(BIN)/python -m bench $(ARGS)

voice: $(READY) ## List every sentence that the bot can say, by where it stands
	@$(BIN)/python -m tests.voice

concepts: $(READY) ## Rewrite docs/concepts.md and docs/demands.md, the tables of all that a plan holds
	@$(BIN)/python -m tests.concepts_page

lock: ## Rewrite the lock files (for those who change dependencies; needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml requirements-build.in --extra dev -o requirements-dev.lock
