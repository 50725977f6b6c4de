# make run, make test; `make help` lists the rest. Needs Python 3.11 or newer and nothing else.
PYTHON ?= python3
PORT ?= 8000
N ?= 20
MINUTES ?= 30
BIN := .venv/bin
CODE := manage.py til generate tilsite tests clients/python/tilsite_client $(wildcard bench)
export PORT

.DEFAULT_GOAL := help
.PHONY: help run test check fix lock bench sources drafts evaluate openapi fuzz chaos faults soak newest clients spa

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run ## install everything and serve the site on http://127.0.0.1:8000 (PORT=… to change)
	@exec $(BIN)/python manage.py start

test: .venv/dev check ## check, then run every test: on SQLite, on PostgreSQL and Redis if available, in browsers (ARGS=… for pytest)
	@$(BIN)/python -m tests.suite $(ARGS)

clients: .venv/dev ## test the TypeScript client and the example page, if Node 20 is available
	@if ! node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2> /dev/null; then \
		echo "SKIPPED: the tests of the TypeScript client and the example page need Node 20 or newer."; \
	else set -e; for folder in clients/typescript examples/spa; do \
		npm --prefix $$folder ci --silent --no-audit --no-fund; \
		npm --prefix $$folder run --silent $$(test $$folder = examples/spa && echo test || echo verify); \
	done; fi

spa: .venv/run ## serve the example page beside a running site
	@npm --prefix examples/spa run dev

check: .venv/dev ## check style, types, import rules, migrations, settings, translations, templates and, with the client's tools, openapi.json
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/djade --check --target-version 5.2 $$(find templates -name '*.html')
	@$(BIN)/lint-imports > .venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }
	@$(BIN)/mypy $(CODE)
	@$(BIN)/python manage.py makemigrations --check --dry-run > /dev/null || { echo "A migration is missing: manage.py makemigrations"; exit 1; }
	@DEBUG=0 TIL_HTTPS=1 ALLOWED_HOSTS=til.example SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	@$(BIN)/python -m pytest -q -p no:randomly tests/test_house.py tests/test_catalogues.py tests/contract/test_description.py
	@$(BIN)/python tests/test_house.py
	@! test -d clients/typescript/node_modules || npm --prefix clients/typescript run --silent described > .venv/described.log 2>&1 || { cat .venv/described.log; exit 1; }

fix: .venv/dev ## fix style automatically
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djade --target-version 5.2 $$(find templates -name '*.html') || true

lock: .venv/run ## upgrade dependencies to releases at least a week old
	@test -x .venv/uv/bin/uv || { $(PYTHON) -m venv .venv/uv && .venv/uv/bin/pip install --quiet uv; }
	@.venv/uv/bin/uv pip compile --quiet --upgrade $(LOCK) pyproject.toml -o requirements.txt > /dev/null
	@.venv/uv/bin/uv pip compile --quiet --upgrade $(LOCK) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt > /dev/null
	@sed -i.old 's/^lxml\[html-clean\]/lxml[html_clean]/' requirements.txt requirements-dev.txt && rm requirements.txt.old requirements-dev.txt.old
# extras are kept because pip before 23.3 does not match pins across extras, and lxml's is spelt as justext spells it
LOCK = --universal --generate-hashes --no-strip-extras --no-annotate --no-header --exclude-newer $$(date -u -d '7 days ago' +%F 2> /dev/null || date -u -v-7d +%F)

bench: .venv/dev ## measure the cost of a stream
	@$(BIN)/python -m bench

sources: .venv/dev .venv/peers ## measure the accuracy of article and code extraction, compared with two peers
	@PYTHONPATH=.venv/peers $(BIN)/python -m bench.sources

drafts: .venv/dev ## measure titles, tags and code of offline drafts (SHOW=20 prints some)
	@$(BIN)/python -m bench.drafts

evaluate: .venv/dev ## evaluate models on 40 sources (PROVIDERS="openai/gpt-5.5 anthropic", REPLAY=var/evaluate/…/answers.json)
	@PROVIDERS="$(PROVIDERS)" REPLAY="$(REPLAY)" ONLY="$(ONLY)" $(BIN)/python -m bench.evaluate

openapi: .venv/dev ## write openapi.json and the error codes in docs/api.md
	@$(BIN)/python manage.py write_api_docs

fuzz: .venv/dev ## test the API against openapi.json with schemathesis, N cases per operation (N=20)
	@SCHEMATHESIS_CASES=$(N) $(BIN)/python -m pytest -q tests/contract/test_openapi.py

chaos: .venv/dev ## kill, disconnect and restart while drafts are written, N times (N=20)
	@CHAOS_ROUNDS=$(N) $(BIN)/python -m pytest -q -s --timeout 0 tests/wire/test_chaos.py

soak: .venv/dev ## draft, drop, cancel and kill for MINUTES, and see what a process holds (MINUTES=30)
	@SOAK_MINUTES=$(MINUTES) $(BIN)/python -m pytest -q -s tests/wire/test_soak.py

newest: .venv/dev ## run the tests on the newest Django for this Python; what fails is a warning, not an error
	@there=$$($(BIN)/pip install --dry-run --disable-pip-version-check --upgrade --no-deps django 2> /dev/null | sed -n 's/^Would install [Dd]jango-\([0-9]*\.[0-9]*\).*/\1/p'); \
	here=$$($(BIN)/python -c 'import django; print("%d.%d" % django.VERSION[:2])'); \
	if [ "$${there:-$$here}" = "$$here" ]; then \
		echo "The newest Django for this Python is $$here, which is in use."; \
	else set -e; test -x .venv/newest/bin/python || $(PYTHON) -m venv .venv/newest; \
		grep -v '^django==' requirements-dev.txt | sed 's/ *--hash=[^ ]*//; s/ *\\$$//' | grep -v '^ *$$' > .venv/newest/others.txt; \
		.venv/newest/bin/pip install --quiet --disable-pip-version-check -r .venv/newest/others.txt; \
		.venv/newest/bin/pip install --quiet --disable-pip-version-check --upgrade --no-deps django; \
		.venv/newest/bin/python -m pytest -q -W default -m "not timed" --lane memory $(ARGS) \
			|| echo "WARNING: the newest Django ($$(.venv/newest/bin/python -m django --version)) is not there yet; what failed is above."; \
	fi

faults: .venv/dev ## break N connections under both clients (N=20)
	@CLIENT_CUTS=$(N) $(BIN)/python -m pytest -q -s --timeout 0 tests/clients/test_chaos.py
	@cd clients/typescript && TIL_CUTS=$(N) node --experimental-websocket --import tsx --test --test-reporter=spec test/chaos.test.ts

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=… to name one."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "On Debian: apt-get install python3-venv"; rm -rf .venv; exit 1; }

.venv/run: requirements.txt | .venv/bin/python
	@echo "Installing the libraries; this takes a minute, the first time only …"
	@$(BIN)/pip install --quiet --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/peers: bench/sources/peers.txt | .venv/dev
	@$(BIN)/pip install --quiet --quiet --disable-pip-version-check --upgrade --no-deps --target $@ -r bench/sources/peers.txt
	@touch $@

.venv/dev: requirements-dev.txt requirements-llm.txt | .venv/bin/python
	@echo "Installing the test dependencies; this takes a minute or two, the first time only …"
	@$(BIN)/pip install --quiet --quiet --disable-pip-version-check -r requirements-dev.txt
	@$(BIN)/pip install --quiet --quiet --disable-pip-version-check --no-deps -r requirements-llm.txt \
		|| echo "llama.cpp is not available for this machine; its tests will be skipped."
	@touch $@ .venv/run
