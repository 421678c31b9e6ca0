# Two commands to know: `make demo` and `make test`. Both install what they need first.
.PHONY: demo test on-both install check style fix static needs benchmark kit help
.DEFAULT_GOAL := help

# Python keeps what it compiled: some environments forbid it, and every process then compiles again.
export PYTHONDONTWRITEBYTECODE :=

PORT ?= 8000
BIN := .venv/bin
STAMP := .venv/installed
LIST := --quiet --require-hashes --only-binary :all: --requirement requirements-dev.txt
FITS := $(BIN)/python -c "import sys; sys.exit(sys.version_info < (3, 12))"
MANAGE := $(BIN)/python manage.py

help:
	@echo "make demo       the demonstration on http://127.0.0.1:$(PORT) (PORT=, RESET=1)"
	@echo "make test       everything that is checked"
	@echo "make install    Python dependencies, in .venv"
	@echo "make check      style, types and layers only"
	@echo "make fix        mends the style"
	@echo "make benchmark  measures every page of the demonstration"
	@echo "make kit FILE=  serves a hall without network from a field kit (PORT=, ADDRESS=)"

# --- Python dependencies: pinned by hash, installed once per change of the list -------------------

install: $(STAMP) ;

$(STAMP): requirements-dev.txt
	@$(FITS) 2>/dev/null || for python in python3.13 python3.12 python3; do \
	  $$python -c "import ensurepip, sys; sys.exit(sys.version_info < (3, 12))" 2>/dev/null \
	    && $$python -m venv --clear .venv && break; \
	done; \
	$(FITS) 2>/dev/null || uv venv --quiet --clear --python ">=3.12" .venv \
	  || { echo "Python 3.12 or later (with venv), or uv, is needed." >&2; exit 1; }
	@echo "Installing Python dependencies…"
	@if command -v uv >/dev/null; then uv pip install --python $(BIN)/python $(LIST); \
	else $(BIN)/python -m pip install --disable-pip-version-check $(LIST); fi
	@touch $@

# --- Checks ---------------------------------------------------------------------------------------

TYPES := $(BIN)/mypy atelier_local config && $(BIN)/lint-imports

check: style
	$(TYPES)

style: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

fix: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# On SQLite: everything. On PostgreSQL, in a private cluster: what reaches a database, and the story
# walked through the screens. Three at a time on two cores, since a test often waits; what watches
# the clock has a core of its own: the screens and what kills and floods on one; on the other, both
# walks and the types, which are slow to read.
PYTEST := $(BIN)/python -m pytest
SHARED := -n 3 --dist loadfile --no-loadscope-reorder -m "not browser and not fault"
SQLITE := env -u DATABASE_URL $(PYTEST)
WALK := tests/browser/test_walk.py
# Named: to find them among all tests, all would be read.
FAULTS := $(shell grep -rl --include='test_*.py' 'mark\.fault' tests)

test: style needs
	$(BIN)/python -m tests.postgres $(MAKE) --no-print-directory on-both

on-both:
	$(SQLITE) $(SHARED)
	$(PYTEST) $(SHARED)
	@mkdir -p var; { $(PYTEST) -m "walk or (fault and not browser)" $(FAULTS) $(WALK) \
	  && $(SQLITE) $(WALK) && $(TYPES); } > var/beside.log 2>&1 & beside=$$!; \
	$(SQLITE) -m "not walk" tests/browser; screens=$$?; \
	$(SQLITE) -m "fault and not browser" $(FAULTS); faults=$$?; \
	wait $$beside; there=$$?; cat var/beside.log; exit $$((screens + faults + there))

# What the tests need beyond Python. Installed where we may; elsewhere, the one command to run.
# Chromium's headless shell is lighter than the whole browser, which serves as well where it is the
# one there is.
BROWSERS := chromium-headless-shell chromium chromium-browser google-chrome
INSTALL := apt-get install -qq --no-install-recommends

needs:
	@lacks() { for name; do ! command -v $$name >/dev/null || return 1; done; }; \
	lacks_postgresql() { lacks initdb && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }; \
	if lacks chromium-headless-shell || lacks_postgresql; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    export DEBIAN_FRONTEND=noninteractive; apt-get update -qq || true; \
	    $(INSTALL) chromium-headless-shell || ! lacks $(BROWSERS) || $(INSTALL) chromium; \
	    ! lacks_postgresql || $(INSTALL) postgresql; \
	  fi; \
	fi; \
	missing=; \
	! lacks $(BROWSERS) || missing="chromium-headless-shell"; \
	! lacks_postgresql || missing="$$missing postgresql"; \
	[ -z "$$missing" ] || { echo "The tests also need:$${missing:+ }$$missing." \
	  "On Debian: sudo apt-get install $$missing" >&2; exit 1; }

benchmark: static
	@VAR_DIR=var/demo $(BIN)/python -m benchmarks.pages

# --- Demonstration --------------------------------------------------------------------------------
# Everything it writes is in var/demo and var/demo.sqlite3. What was typed is kept unless RESET=1.

OWN_DATABASE := sqlite:///var/demo.sqlite3
DEMO_ENV = DEMO=1 VAR_DIR=var/demo DATABASE_URL="$${DATABASE_URL:-$(OWN_DATABASE)}" \
	SITE_URL=http://127.0.0.1:$(PORT)

demo: static
ifeq ($(RESET),1)
	@[ "$${DATABASE_URL:-$(OWN_DATABASE)}" = "$(OWN_DATABASE)" ] \
	  || { echo "RESET empties the demonstration's own database only, not DATABASE_URL." >&2; exit 1; }
	rm -rf var/demo/files var/demo.sqlite3 var/demo.sqlite3-wal var/demo.sqlite3-shm
endif
	@$(DEMO_ENV) $(MANAGE) migrate --verbosity 0
	@$(DEMO_ENV) $(MANAGE) load_territories
	@$(DEMO_ENV) $(MANAGE) load_agreement
	@$(DEMO_ENV) $(MANAGE) tell_story
	@echo
	@echo "  Atelier Local: http://127.0.0.1:$(PORT)/"
	@echo "  Sign in as anyone of the story: http://127.0.0.1:$(PORT)/demo/"
	@echo
	@$(DEMO_ENV) $(BIN)/uvicorn config.asgi:application \
	  --host 127.0.0.1 --port $(PORT) --no-server-header --log-level warning \
	  --timeout-graceful-shutdown 3

static: install
	@$(DEMO_ENV) $(MANAGE) build_dsfr --verbosity 0
	@$(DEMO_ENV) $(MANAGE) collectstatic --noinput --verbosity 0

# --- Field kit ------------------------------------------------------------------------------------
# Everything it writes is in var/kits. docs/guide/kit.md, in French, says the rest.

kit: install
	@test -n "$(FILE)" || { echo "make kit FILE=salle.kit" >&2; exit 1; }
	@$(MANAGE) field_kit serve "$(FILE)" --port $(PORT) $(if $(ADDRESS),--address $(ADDRESS))
