# Three commands are all a newcomer needs: make run, make test, make check.
.DEFAULT_GOAL := help
PY := .venv/bin/python
STAMP := .venv/stamp

.PHONY: help run test bench check format messages lock

help: ## Show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | sort

$(STAMP): requirements-dev.txt tools/venv.sh
	@tools/venv.sh

.venv: $(STAMP)

messages: .venv ## Carry new texts from the sources into locale/*.po
	@$(PY) tools/translations.py update

lock: ## Compile requirements*.in into hashed lock files (needs uv)
	@tools/lock.sh

MO := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
%.mo: %.po | $(STAMP)
	@$(PY) tools/translations.py compile

run: .venv $(MO) ## Run the hub with private engines, demo data and simulators
	@exec $(PY) -m demo.supervisor

format: .venv ## Lay out Python and templates, fix what can be fixed by itself
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format --quiet .
	@find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

check: .venv $(MO) ## Style, types, contracts, translations, migrations, deployment, static files, scripts
	@$(PY) tools/check.py

# One private PostgreSQL and Valkey for each of the two processes; see tests/engines.py.
test: .venv $(MO) ## Everything, browser included, against private engines (ARGS="-k word" narrows it)
	@chromium=$$(tools/browser.sh) && CHROMIUM="$$chromium" \
		$(PY) -m pytest --numprocesses 2 --dist loadfile --session-timeout 1500 $(ARGS)

# Talks to 127.0.0.1 only; one server on one core, everything else on the other. See docs/performance.md.
bench: .venv $(MO) ## Measure the hub beside a yardstick (ARGS="--repeat 1" is quick); about ten minutes
	@$(PY) -m tests.load $(ARGS)
