# make setup | run [CITY=demo|NAME|FILE] [PORT=8000] | test | bench | check | lock | clean
PYTHON ?= python3
CITY ?= demo
PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
STATIC := static/build.mjs $(shell find static/src static/css -type f) $(wildcard dispatch/words/*/*.json)

.PHONY: setup run test bench check lock clean
.DELETE_ON_ERROR:

setup: .venv/.project static/dist/.built

run: setup
	$(BIN)/dispatch serve --city "$(CITY)" --demo --port "$(PORT)" $(if $(filter demo,$(CITY)),--play)

test: setup
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile $(ARGS)

bench: setup .venv/.bench
	$(BIN)/python -m tests.benchmarks $(ARGS)

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd static && npm run --silent check

# Stamps: each step is done again only when what it reads has changed.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Fifteen needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ": make PYTHON=python3.12 names another.")'
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/.packages: requirements.lock | .venv/bin/python
	@echo "Installing the Python packages; the first time takes about two minutes…"
	$(PIP) install --require-hashes -r requirements.lock
	@touch $@

.venv/.project: pyproject.toml .venv/.packages
	$(PIP) install --no-deps -e .
	@touch $@

# Valhalla, which the tables are measured against, has wheels for Python 3.11 alone; elsewhere this installs nothing.
.venv/.bench: requirements-bench.lock .venv/.packages
	$(PIP) install --require-hashes -r requirements-bench.lock
	@touch $@

static/node_modules/.installed: static/package.json static/package-lock.json
	@node -e 'if (process.versions.node.split(".")[0] < 20) throw "Fifteen needs Node 20 or newer, and this is " + process.version'
	cd static && npm ci --ignore-scripts
	@touch $@

static/dist/.built: $(STATIC) static/node_modules/.installed
	cd static && node build.mjs
	@touch $@

# The locks hold for every Python from 3.11 on. What is pinned stays, unless make lock UPGRADE=--upgrade. Extras stay in
# the lock: pip would look past a pinned pydantic for "pydantic[email]", and refuse what it finds.
build/uv/bin/uv:
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet uv

COMPILE = build/uv/bin/uv pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
	--custom-compile-command "make lock" $(UPGRADE)

lock: build/uv/bin/uv
	$(COMPILE) --extra cluster --group dev -o requirements.lock pyproject.toml
	$(COMPILE) --group bench -c requirements.lock -o requirements-bench.lock
	cd static && npm install --package-lock-only --ignore-scripts

clean:
	rm -rf .venv build static/dist static/node_modules .mypy_cache .pytest_cache .ruff_cache .import_linter_cache *.egg-info
