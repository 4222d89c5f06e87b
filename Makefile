# Two commands carry the project: `make run` and `make test`. `make help` lists the rest.
#
# Everything is installed into .venv from the two lock files, every file checked by its hash. torch comes in a step of
# its own: its CPU and CUDA builds share one version and differ in hash. Name an index of CPU wheels to keep the CUDA
# packages (several GB) away:
#     make run TORCH_INDEX=<address of an index of CPU wheels>

VENV := .venv
PY := $(VENV)/bin/python
# The first Python that is new enough.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
TORCH := $(shell sed -n 's/^ *"\(torch==[^"]*\)".*/\1/p' pyproject.toml)
TORCH_INDEX ?=
UV := uv==0.13.9
SBOM := --pyproject pyproject.toml --output-reproducible --validate --of JSON
# Arguments for the program that a target starts: make run ARGS="--port 9000"
ARGS ?=

PIP := $(PY) -m pip install --no-input --disable-pip-version-check
QUIET := --quiet --quiet
COMPILE := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-annotate --custom-compile-command "make lock" --no-emit-package torch $(if $(UPGRADE),--upgrade)

# A stamp is made when its install is complete, so an interrupted one is taken up again.
RUNTIME := $(VENV)/.runtime-installed
TESTING := $(VENV)/.testing-installed

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help run test lint format bench load fuzz sbom audit bundle lock clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

run: $(RUNTIME) ## install, load the fictional sample at the first start, serve on http://127.0.0.1:8000
	@$(VENV)/bin/youju serve --first-run-sample $(ARGS)

test: $(TESTING) lint ## install what testing needs, then format check, lint, types, import rules and all tests on all cores (ARGS=--cov)
	@sh .ci/browser
	@sh .ci/postgresql
	$(PY) -m pytest --numprocesses auto --dist loadfile $(ARGS)

lint: $(TESTING) ## format check, lint, types, import rules
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-logo

format: $(TESTING) ## rewrite the code in the project's format
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: $(TESTING) ## measure speed and answers (ARGS), then reading of every format and of a batch (FILES="--mixed 100")
	$(PY) -m eval.bench $(ARGS)
	$(PY) -m eval.bench_files $(FILES)

load: $(TESTING) ## 500 people at work for ten minutes, every answer checked (ARGS="--form server --kill --users 20 --seconds 30")
	$(PY) -m eval.load $(ARGS)

fuzz: $(TESTING) ## attack a served API for MINUTES=5 with generated requests (ARGS), then the reading with hostile files (FILES="--cases 5000")
	$(PY) -m eval.fuzz_api --minutes $(or $(MINUTES),5) $(ARGS)
	$(PY) -m eval.fuzz_readers $(FILES)

sbom: $(TESTING) ## every package that is installed, as CycloneDX in dist/: of the service, and of what testing needs
	@mkdir -p dist
	@{ cat requirements.lock; echo "$(TORCH)"; } | $(PY) -W ignore -m cyclonedx_py requirements - $(SBOM) -o dist/sbom.json
	@{ cat requirements-dev.lock; echo "$(TORCH)"; } | $(PY) -W ignore -m cyclonedx_py requirements - $(SBOM) -o dist/sbom-testing.json
	@ls -l dist/sbom.json dist/sbom-testing.json

audit: $(TESTING) ## ask whether a locked package has a known weakness; without a network it says that nothing was checked
	@$(PY) -m eval.audit requirements.lock requirements-dev.lock "$(TORCH)" $(ARGS)

bundle: $(RUNTIME) ## everything to install with no registry, as one file in dist/, for this Python and kind of machine
	@sh deploy/bundle.sh "$(PY)" "$(TORCH)" "$(TORCH_INDEX)"

lock: $(PY) ## renew the lock files after a change of pyproject.toml (UPGRADE=1: take newer releases too)
	@$(PIP) $(QUIET) $(UV)
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean: ## remove the environment and every cache; the data folder stays
	rm -rf $(VENV) build dist *.egg-info .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find api assistant eval ingest tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@test -n "$(PYTHON)" || { echo "Youju needs Python 3.11 or newer, and found none." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUNTIME): requirements.lock pyproject.toml | $(PY)
	@echo "Installing what Youju runs on; the first time takes some minutes."
	@$(PIP) $(QUIET) --no-deps --require-hashes -r requirements.lock
	@echo "Installing $(TORCH)."
	@$(PIP) "$(TORCH)" $(if $(TORCH_INDEX),--index-url "$(TORCH_INDEX)")
	@$(PIP) $(QUIET) --no-deps --no-build-isolation --editable .
	@$(PY) -m pip check
	@touch $@

$(TESTING): requirements-dev.lock $(RUNTIME)
	@echo "Installing what testing needs."
	@$(PIP) $(QUIET) --no-deps --no-build-isolation --use-pep517 --require-hashes -r requirements-dev.lock
	@$(PY) -m pip check
	@touch $@
