# Every target that a person calls carries its one line of help; `make` alone lists them.

PYTHON ?= python3
UV ?= uv
ARGS ?= --help

VENV := .venv
PY := $(VENV)/bin/python
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
# The locks are complete, so there is nothing to resolve: --no-deps halves the time.
INSTALL := $(PY) -m pip install -qq --disable-pip-version-check --no-deps --require-hashes
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --annotation-style line --custom-compile-command 'make lock'
CODE := main.py bench bot deploy/extras.py deploy/grafana handlers pipeline scheduler storage tests

# Chats are UTF-8 whatever the machine's locale says.
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help demo demo-model run check lint types unit-early unit-late test rings-live rings-integration rings-contract rings-evaluation monitoring fix lock migrate revision bench clean

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

demo: $(RUNTIME) ## Show the digest of a sample chat's last day, here and as out/team-chat.html
	@mkdir -p out
	@$(PY) main.py replay examples/team-chat.json --tz Europe/Moscow
	@$(PY) main.py replay examples/team-chat.json --tz Europe/Moscow --format html --out out/team-chat.html --quiet
	@echo 'The same digest as a page: out/team-chat.html (open it in a browser)'

demo-model: $(RUNTIME) ## Show the same digest by a stand-in for GigaChat: the whole model path, no account
	@$(PY) -m tests.servers.demo

run: $(RUNTIME) ## Run any command: make run ARGS="replay result.json --window 6h"
	@$(PY) main.py $(ARGS)

check: $(DEV) ## Quick loop: format, lint, import contracts, types, unit tests (under a minute)
	@$(MAKE) --no-print-directory --output-sync=target --jobs=2 lint types unit-early unit-late

test: $(DEV) monitoring ## Full loop: every test ring, on embedded databases
	@$(MAKE) --no-print-directory --output-sync=target --jobs=2 rings-live rings-integration rings-contract rings-evaluation unit-early unit-late

lint: $(DEV) ## Format, lint and import contracts alone
	$(PY) -m pip check --disable-pip-version-check
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(PY) $(VENV)/bin/lint-imports

monitoring: ## Find Prometheus, Alertmanager and systemd-analyze, which tests start; as root install what is missing
	@tests/servers/monitoring/install.sh

# The whole service and what listens to it wait more than they work, so the rest runs meanwhile:
# the longest first, so that neither core is left over at the end.
rings-live: $(DEV) ## Tests of the whole service alone
	$(PY) -m pytest -q --durations=10 tests/integration/test_live*.py

rings-integration: $(DEV) ## Tests of parts that work together alone
	$(PY) -m pytest -q --durations=10 tests/integration --ignore-glob='*/test_live*.py'

rings-contract: $(DEV) ## Tests of each port alone, on the fake and on the real thing
	$(PY) -m pytest -q --durations=10 tests/contract

rings-evaluation: $(DEV) ## Tests of quality alone: injections, questions, slices of the benchmarks
	$(PY) -m pytest -q --durations=10 tests/evaluation

types: $(DEV) ## Types alone
	$(PY) -m mypy $(CODE)

# Two halves by name, one for each core; what the first does not take is the second's.
unit-early: $(DEV) ## Unit tests alone, of the first half of the alphabet
	$(PY) -m pytest -q tests/unit/test_[a-o]*.py

unit-late: $(DEV) ## Unit tests alone, all the others
	$(PY) -m pytest -q tests/unit --ignore-glob='*/test_[a-o]*.py'

fix: $(DEV) ## Format the code and apply the safe lint fixes
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

lock: ## Resolve pyproject.toml into the locks again: make lock ARGS=--upgrade for newer versions
	@command -v $(UV) >/dev/null || { echo 'error: uv is not installed — pip install uv, or name it: make lock UV=path/to/uv' >&2; exit 1; }
	$(LOCK) $(filter --upgrade%,$(ARGS)) pyproject.toml -o requirements.lock
	$(LOCK) $(filter --upgrade%,$(ARGS)) --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

migrate: $(RUNTIME) ## Bring the database's schema up to date
	@$(PY) main.py migrate

revision: $(RUNTIME) ## Start a migration: make revision m="add subscriptions"
	@test -n "$$m" || { echo 'error: a revision needs a title — make revision m="add …"' >&2; exit 2; }
	@$(PY) -m storage.migrations.new "$$m"

bench: $(DEV) ## Run the benchmarks; each prints a table and writes bench/results/*.json
	@$(PY) -m bench

clean: ## Remove what make made (.venv, caches, out); your data in .alfred stays
	@rm -rf $(VENV) out .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNTIME): requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo 'error: $(PYTHON) is not installed — apt install python3 python3-venv, or name another: make PYTHON=python3.12 …' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || { echo "error: Alfred needs Python 3.11 to 3.13 and this is $$($(PYTHON) --version 2>&1 | head -n 1) — name another: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'error: this Python cannot make a .venv — apt install $(notdir $(PYTHON))-venv, then try again' >&2; exit 1; }
	@echo 'Installing the locked packages into $(VENV) (about a minute)…'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(INSTALL) -r requirements.lock
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo 'Installing the tools for checks and tests…'
	@$(INSTALL) -r requirements-dev.lock
	@touch $@
