# The two commands are `make demo` and `make test`; `make help` lists the rest. Each does what `portal <verb>` does.
# They want Python 3.11 or newer, make and a package index; nothing else.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV := .venv
PORTAL := $(VENV)/bin/portal
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --no-input
LOCK := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: demo serve migrate test test-all check docs bench coverage mutants lock clean help

demo: $(VENV)/runtime.stamp  ## start the portal with its demo data (PORT=, DATA=, RESET=1, DATABASE_URL=)
	@exec $(PORTAL) demo

serve: $(VENV)/runtime.stamp  ## start the portal as the settings say
	@exec $(PORTAL) serve

migrate: $(VENV)/runtime.stamp  ## bring the tables up to date
	@exec $(PORTAL) migrate

test: $(VENV)/dev.stamp  ## run the tests, on a PostgreSQL of their own (ARGS= for pytest)
	@exec $(PORTAL) test $(ARGS)

test-all: $(VENV)/dev.stamp  ## run every test, the long ones too
	@exec $(PORTAL) test-all $(ARGS)

check: $(VENV)/dev.stamp  ## lint, types, import directions, SDL drift, migrations complete
	@exec $(PORTAL) check

docs: $(VENV)/dev.stamp  ## write the generated pages of docs/ and the SDL again
	@exec $(PORTAL) docs

bench: $(VENV)/dev.stamp  ## compare the queries with their floors (ARGS="--quick --json file")
	@exec $(PORTAL) bench $(ARGS)

coverage: $(VENV)/dev.stamp  ## every line and branch of rules/, by the tests of the rules
	@$(VENV)/bin/python -m coverage run -m pytest tests/rules $(wildcard tests/cases)
	@exec $(VENV)/bin/python -m coverage report

mutants: $(VENV)/dev.stamp  ## change the formulas one sign at a time, and see that a test notices (takes its time)
	@$(VENV)/bin/python -m mutmut run
	@exec $(VENV)/bin/python -m mutmut results

lock: $(VENV)/dev.stamp  ## write the locks again from pyproject.toml
	$(PIP) install --quiet uv
	$(LOCK) pyproject.toml --extra build --output-file requirements.lock
	$(LOCK) pyproject.toml --extra build --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean:  ## remove the virtual environment and the caches; the data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage mutants build dist

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/bin/python:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "Il faut Python 3.11 ou plus récent ; indiquez-le par PYTHON=/chemin/vers/python3." >&2; \
	echo "Python 3.11 or newer is needed; name it with PYTHON=/path/to/python3." >&2; exit 1; }
	@echo "Environnement Python : $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	echo "Le module venv de Python manque (sous Debian : apt install python3-venv)." >&2; \
	echo "Python's venv module is missing (on Debian: apt install python3-venv)." >&2; exit 1; }

$(VENV)/%.stamp: pyproject.toml requirements.lock requirements-dev.lock | $(VENV)/bin/python
	@echo "Installation des dépendances ($*)…"
	@$(PIP) install --quiet --no-deps --require-hashes --requirement requirements$(if $(filter dev,$*),-dev).lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
