# make run, make test; `make help` lists the rest. Needs Python 3.11 or newer and nothing else.
PYTHON ?= python3
PORT ?= 8000
N ?= 20
BIN := .venv/bin
CODE := manage.py til generate tilsite tests $(wildcard bench)
export PORT

.DEFAULT_GOAL := help
.PHONY: help run test check fix lock bench sources openapi fuzz chaos clients spa

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run ## get everything ready and serve the site on http://127.0.0.1:8000 (PORT=… to change)
	@exec $(BIN)/python manage.py start

test: .venv/dev check ## check, then every test: on SQLite, again on PostgreSQL and Redis where they run, in browsers (ARGS=… for pytest)
	@$(BIN)/python -m tests.suite $(ARGS)

clients: .venv/dev ## test the TypeScript client and the example page, where Node 20 is there
	@if ! node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2> /dev/null; then \
		echo "SKIPPED: the tests of the TypeScript client and the example page need Node 20 or newer."; \
	else set -e; for folder in clients/typescript examples/spa; do \
		npm --prefix $$folder ci --silent --no-audit --no-fund; \
		npm --prefix $$folder run --silent $$(test $$folder = examples/spa && echo test || echo verify); \
	done; fi

spa: .venv/run ## serve the example page beside a site that runs
	@npm --prefix examples/spa run dev

check: .venv/dev ## style, types, who may import whom, migrations, settings for production, catalogues, templates
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/djade --check --target-version 5.2 $$(find templates -name '*.html')
	@$(BIN)/lint-imports > .venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }
	@$(BIN)/mypy $(CODE)
	@$(BIN)/python manage.py makemigrations --check --dry-run > /dev/null || { echo "A migration is missing: manage.py makemigrations"; exit 1; }
	@DEBUG=0 TIL_HTTPS=1 ALLOWED_HOSTS=til.example SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	@$(BIN)/python -m pytest -q -p no:randomly tests/test_house.py tests/test_catalogues.py
	@$(BIN)/python tests/test_house.py

fix: .venv/dev ## put style right by itself, as far as that goes
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djade --target-version 5.2 $$(find templates -name '*.html') || true

lock: .venv/run ## lock the newest versions that are a week old
	@test -x .venv/uv/bin/uv || { $(PYTHON) -m venv .venv/uv && .venv/uv/bin/pip install --quiet uv; }
	@.venv/uv/bin/uv pip compile --quiet --upgrade $(LOCK) pyproject.toml -o requirements.txt > /dev/null
	@.venv/uv/bin/uv pip compile --quiet --upgrade $(LOCK) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt > /dev/null
# extras are kept: pip before 23.3 takes no pin of a package for one of that package with extras
LOCK = --universal --generate-hashes --no-strip-extras --no-annotate --no-header --exclude-newer $$(date -u -d '7 days ago' +%F 2> /dev/null || date -u -v-7d +%F)

bench: .venv/dev ## measure what a stream costs
	@$(BIN)/python -m bench

sources: .venv/dev .venv/peers ## measure how exactly articles and code come out of pages, beside two peers
	@PYTHONPATH=.venv/peers $(BIN)/python -m bench.sources

openapi: .venv/dev ## write openapi.json and the error codes in docs/api.md
	@$(BIN)/python manage.py write_api_docs

fuzz: .venv/dev ## let schemathesis look for what openapi.json says wrongly, with N cases for each operation (N=20)
	@SCHEMATHESIS_CASES=$(N) $(BIN)/python -m pytest -q tests/contract/test_openapi.py

chaos: .venv/dev ## kill, cut and restart while drafts are written, N times (N=20)
	@CHAOS_ROUNDS=$(N) $(BIN)/python -m pytest -q -s --timeout 0 tests/wire/test_chaos.py

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=… to name one."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "On Debian: apt-get install python3-venv"; rm -rf .venv; exit 1; }

.venv/run: requirements.txt | .venv/bin/python
	@echo "Installing the libraries; this takes a minute, and only now …"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/peers: bench/sources/peers.txt | .venv/dev
	@$(BIN)/pip install --quiet --disable-pip-version-check --upgrade --no-deps --target $@ -r bench/sources/peers.txt
	@touch $@

.venv/dev: requirements-dev.txt requirements-llm.txt | .venv/bin/python
	@echo "Installing what the tests need; this takes a minute or two, and only now …"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -r requirements-llm.txt \
		|| echo "No llama.cpp for this machine; its tests will be skipped."
	@touch $@ .venv/run
