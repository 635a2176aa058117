# Fixed names, no logic; every target does its own set-up. PYTHON=python3.13 make test tries another version.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
# Bytecode is kept whatever the shell says: a tenth of a test run went into compiling the same files anew.
export PYTHONDONTWRITEBYTECODE :=
PYTEST := $(RUN) -m pytest -n 2 --maxschedchunk 8

.PHONY: help demo test torture fuzz bench growth lint types shape deploy-lint check lock manifest screenshots floor audit clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.run ## Start the whole product against the local Slack workspace; prints one address to open
	$(RUN) -m bot demo

test: $(VENV)/.dev ## Run the tests, on SQLite and on a real PostgreSQL
	$(PYTEST)

torture: $(VENV)/.dev ## Faults on several replicas for TORTURE_SECONDS (300), then what people saw held against the tables
	$(RUN) -m tests.torture

fuzz: $(VENV)/.dev ## Bend payloads, requests, files, settings and addresses, FUZZ (50) times as often as every day
	FUZZ=$${FUZZ:-50} $(PYTEST) tests/fuzz

bench: $(VENV)/.dev ## Print the ratios of tests/benchmarks
	$(RUN) -m pytest -m benchmark -s tests/benchmarks tests/services/reminders/test_sweep_kill.py

growth: $(VENV)/.dev ## Cost of every service path at 10k, 100k and 1M subscriptions in one table; GROWTH="1000 10000" for others
	$(RUN) -m tests.growth $(GROWTH)

lint: $(VENV)/.dev ## Check style and format with ruff
	$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .

types: $(VENV)/.dev ## Check types with mypy, strictly
	$(VENV)/bin/mypy

shape: $(VENV)/bin/python ## Sizes, circles, shared names and the like in one table; fail beyond a bound
	$(RUN) -m tests.structure.shape

deploy-lint: $(VENV)/.dev ## Hold Dockerfile, compose file, manifests, unit, alerts and dashboard against their grammars
	$(RUN) -m tests.deploy.lint

check: lint types test ## Lint, types and tests

manifest: $(VENV)/.run ## Write manifest.yml from the registered commands
	$(RUN) -m bot.manifest

# The pictures that README and docs show: the product's screens, then the workspace's own with the tests' bot.
screenshots: $(VENV)/.dev ## Draw every picture of README and docs anew; needs Chromium
	SCREENSHOTS=docs/screenshots CI_BROWSER=required $(RUN) -m pytest tests/browser/test_product*.py
	$(RUN) -m tests.browser.screenshots

audit: $(VENV)/.dev ## Look for known vulnerabilities in what is locked
	$(VENV)/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

floor: $(VENV)/.dev ## Test the oldest versions that pyproject.toml allows, in an environment of their own
	rm -rf $(VENV)-floor && $(PYTHON) -m venv $(VENV)-floor
	$(VENV)/bin/uv pip compile -q pyproject.toml --group dev --resolution lowest-direct -o $(VENV)-floor/floor.txt
	$(VENV)-floor/bin/python -m pip install -q -r $(VENV)-floor/floor.txt
	$(VENV)-floor/bin/python -m pytest -n 2 --maxschedchunk 8

lock: $(VENV)/.dev ## Resolve both locks anew, with hashes
	$(VENV)/bin/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header -o requirements.lock --upgrade
	$(VENV)/bin/uv pip compile -q pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header -o requirements-dev.lock --upgrade

clean: ## Remove the environments
	rm -rf $(VENV) $(VENV)-floor

# A folder that was made without pip (Debian without python3-venv) must not pass for finished the next time.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("needs Python 3.11 or newer, not %d.%d: name one with PYTHON=python3.11" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	$(RUN) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	$(RUN) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@ $(VENV)/.run
