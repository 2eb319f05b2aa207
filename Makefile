# `make help` lists what there is. Options for the tools go into ARGS: make test ARGS="tests/charter -k goals"

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
export PYTHON
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
PARALLEL := -n 2 --dist loadfile
WITH_POSTGRES := $(BIN)/python scripts/with_postgres.py
ARGS ?=

# In .venv, so that `make clean` takes it too.
CHECKERS := .venv/checkers
CHECKERS_LOCK := requirements-checkers.lock

# A selection may hold no test of the kind asked for; pytest then exits with 5.
MAY_BE_EMPTY := || [ $$? -eq 5 ]

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: runtime ## Set up and start the portal with demonstration data on http://localhost:8000 (PORT=8001 for another port)
	@exec scripts/run.sh

.PHONY: test
test: development system ## Run the tests: all on SQLite, the database-sensitive ones (in CI: all) on PostgreSQL too
	env -u DATABASE_URL $(PYTEST) $(PARALLEL) $(ARGS)
	$(WITH_POSTGRES) $(PYTEST) $(PARALLEL) -m "$(if $(CI),,database and )not night" $(ARGS) $(if $(ARGS),$(MAY_BE_EMPTY))

.PHONY: test-postgres
test-postgres: development system ## Run all tests on a throw-away PostgreSQL
	$(WITH_POSTGRES) $(PYTEST) $(PARALLEL) $(ARGS)

.PHONY: test-night
test-night: development system checkers ## Run the long tests on both databases
	env -u DATABASE_URL $(PYTEST) -m night $(ARGS) $(MAY_BE_EMPTY)
	KEEP_FSYNC=1 $(WITH_POSTGRES) $(PYTEST) -m night $(ARGS) $(MAY_BE_EMPTY)

.PHONY: check
check: development ## Check format, lint, settings, migrations, translations and types
	@scripts/check.sh

.PHONY: format
format: development ## Format the code and the templates
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} + || true # says 1 when it changed something

.PHONY: bench
bench: development ## Measure speed against the yardsticks
	DEVELOPMENT=1 $(BIN)/python -m tests.bench $(ARGS)

.PHONY: messages
messages: development ## Collect the texts to translate and compile the translations
	$(BIN)/python scripts/check_translations.py --update

.PHONY: lock
lock: development ## Resolve the dependencies again (ARGS=--upgrade takes newer versions)
	$(BIN)/python -m pip install -qq --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate -p 3.11 $(ARGS) \
		-o requirements.lock requirements.in
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate -p 3.11 $(ARGS) \
		-c requirements.lock -o requirements-dev.lock requirements-dev.in
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate -p 3.11 $(ARGS) \
		-o $(CHECKERS_LOCK) requirements-checkers.in

.PHONY: vendor
vendor: runtime ## Build static/vendor from the pinned npm packages
	cd frontend && npm ci --ignore-scripts --legacy-peer-deps
	$(BIN)/python frontend/vendor.py

.PHONY: clean
clean: ## Remove what can be made again; var/ with the entered data stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov test-results frontend/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Steps that other targets need.
.PHONY: runtime development system checkers
runtime:
	@scripts/install.sh requirements.lock

development:
	@scripts/install.sh requirements-dev.lock

system:
	@scripts/test_system.sh

checkers: development
	@cmp -s $(CHECKERS_LOCK) $(CHECKERS)/installed || { \
		echo "Installing $(CHECKERS_LOCK) (400 MB) ..." && \
		$(BIN)/python -m venv --clear $(CHECKERS) && \
		$(CHECKERS)/bin/python -m pip install -qq --no-input --disable-pip-version-check \
			--require-hashes -r $(CHECKERS_LOCK) && \
		cp $(CHECKERS_LOCK) $(CHECKERS)/installed; }
