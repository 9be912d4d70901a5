# `make run` and `make test` are all that a fresh clone needs; `make check` is what else CI looks at.
# PORT, HOST, LINWEN_DATA_DIR and the other names that README.md lists are taken from the environment.

PYTHONS = python3 python3.13 python3.12 python3.11 python
IS_NEW_ENOUGH = import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in $(PYTHONS); do \
	$$python -c '$(IS_NEW_ENOUGH)' >/dev/null 2>&1 && { echo $$python; break; }; done)
VENV = .venv
IN_VENV = $(VENV)/bin/python
PYTEST = $(IN_VENV) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: run test test-sqlite test-postgresql check messages bench attack clean

run: $(VENV)/.run
	$(IN_VENV) manage.py serve --demo

test: test-sqlite test-postgresql

test-sqlite: $(VENV)/.dev
	$(PYTEST) --database=sqlite

# Without what has just run and holds on any database: each of those says in its marker why.
test-postgresql: $(VENV)/.dev
	$(PYTEST) --database=postgresql -m "not any_database"

check: $(VENV)/.dev
	$(IN_VENV) -m ruff check --quiet .
	$(IN_VENV) -m ruff format --check --quiet .
	$(IN_VENV) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	$(IN_VENV) manage.py makemigrations --check --dry-run
	find templates -name '*.html' -exec $(VENV)/bin/djade --check --target-version 5.2 {} +
	$(IN_VENV) manage.py translations --check

messages: $(VENV)/.dev
	$(IN_VENV) manage.py translations

bench: $(VENV)/.dev
	$(IN_VENV) -m bench

attack: $(VENV)/.dev
	$(IN_VENV) -m bench.attack

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The environment is made anew when requirements.txt changes; a second run only looks at these two stamps.
$(VENV)/.run: requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with its venv module is needed (Debian: apt install python3 python3-venv)."; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(IN_VENV) -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	$(IN_VENV) -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@
