# `make help` lists what there is.

.DEFAULT_GOAL := help
.PHONY: help run bench evidence-schema guide test test-fast test-database test-versions lint format contract migrations-check \
	wheel-check upgrade-dump lock clean environment environment-dev quality quality-axe quality-html quality-lighthouse

# The Python that .venv is made with: 3.11 or newer.
PYTHON ?= python3
# The port of `make run`.
PORT ?= 8000
# Passed on to pytest: make test PYTEST_ARGS="-m 'not browser' -k gate"
PYTEST_ARGS ?=

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest --numprocesses auto
# The app without the demo, and the demo site. Two runs, as the settings differ.
TEST_APP = $(PYTEST) $(PYTEST_ARGS)
TEST_SITE = $(PYTEST) --ds=config.settings.test --output=var/browser \
	--screenshot=only-on-failure $(PYTEST_ARGS)
QUALITY := $(BIN)/python -m tests.quality
TEMPLATE_FOLDERS := headhealth site templates tests

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

environment:
	@$(PYTHON) tools/environment.py requirements.txt

environment-dev:
	@$(PYTHON) tools/environment.py requirements-dev.txt

run: export WAGTAILADMIN_BASE_URL ?= http://127.0.0.1:$(PORT)
run: environment ## Start the demo site on 127.0.0.1:8000 (PORT=8001 for another port)
	@mkdir -p var
	@echo "Preparing the database"
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo
	@echo
	@echo "Site    http://127.0.0.1:$(PORT)/"
	@echo "Admin   http://127.0.0.1:$(PORT)/admin/"
	@echo "E-mail  is written to var/mail/"
	@echo
	@exec $(MANAGE) runserver 127.0.0.1:$(PORT)

test: environment-dev ## Run every test; DATABASE_URL=postgres://… for PostgreSQL
	@status=0; \
	$(TEST_APP) tests/unit tests/integration || status=$$?; \
	$(TEST_SITE) tests/demo tests/browser || status=$$?; \
	exit $$status

# Not the rules, which know no database, nor the browser's: a request's SQL is the same without one.
test-database: environment-dev ## Run what another database may answer differently (DATABASE_URL)
	@status=0; \
	$(TEST_APP) tests/integration || status=$$?; \
	$(TEST_SITE) tests/demo || status=$$?; \
	exit $$status

test-fast: environment-dev ## Run the tests of the app only: no demo site, no browser
	@$(TEST_APP) tests/unit tests/integration

test-versions: ## Run the fast tests on every other Python that is here, with the newest Django
	@$(PYTHON) tools/python_versions.py

quality: environment-dev ## Check the public site with all three; writes docs/quality.md (15 min)
	@$(QUALITY)

quality-axe: environment-dev ## Check every public page for accessibility: both themes, three widths
	@$(QUALITY) axe

quality-html: environment-dev ## Check every public page with the Nu HTML checker (Java and npm)
	@$(QUALITY) html

quality-lighthouse: environment-dev ## Score each kind of public page with Lighthouse (npm)
	@$(QUALITY) lighthouse

guide: environment-dev ## Take the guide's pictures from the demo and make its pages (5 min)
	@$(BIN)/python -m tests.guide
	@$(BIN)/python tools/guide.py

bench: environment-dev ## Measure the speed of pages beside stock Wagtail (BENCH_ARGS=--quick, or --gate)
	@$(BIN)/python -m tests.bench $(BENCH_ARGS)

upgrade-dump: environment-dev ## Pack a database of today's code for the tests of later upgrades
	@$(BIN)/python -m tests.demo.upgrades.make_dump

lint: environment-dev ## Check style, templates and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djhtml --tabwidth 2 --check $(TEMPLATE_FOLDERS)
	$(BIN)/curlylint $(TEMPLATE_FOLDERS)
	$(BIN)/mypy

format: environment-dev ## Put style right where that can be done by machine
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/djhtml --tabwidth 2 $(TEMPLATE_FOLDERS)

contract: environment-dev ## Check that imports go downwards only
	@$(BIN)/lint-imports

migrations-check: environment-dev ## Check that no model has changed without a migration
	@$(MANAGE) makemigrations --check --dry-run --settings config.settings.test
	@$(MANAGE) makemigrations --check --dry-run --settings tests.settings

wheel-check: environment-dev ## Build the wheel; install and start it in a clean environment
	@$(BIN)/python tools/wheel_check.py

evidence-schema: environment-dev ## Write the JSON schema of evidence packs into docs/reference/
	@$(BIN)/python tools/evidence_schema.py

lock: environment-dev ## Make both lock files from pyproject.toml (UPGRADE=1 for newer releases)
	@$(BIN)/python tools/lock.py $(if $(UPGRADE),--upgrade)

clean: ## Remove what was installed, built and stored, the demo's database too
	rm -rf .venv var dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
