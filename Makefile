# Two commands: `make report` (or `make report DATA=folder`) and `make test`.
# Everything they make lies in .venv, .venv-test, build, target and report.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
DATA ?=
LANGUAGE ?= nl

sources := Cargo.toml Cargo.lock pyproject.toml $(shell find src python -type f \( -name '*.rs' -o -name '*.py' -o -name '*.ipynb' \
	-o -name '*.toml' -o -name '*.css' -o -name '*.j2' -o -name '*.html' -o -name '*.csv' -o -name '*.json' \) -not -path '*/__pycache__/*' | tr ' ' '?')
edition := $(if $(DATA),$(shell realpath -m "$(DATA)" | sha256sum | cut -c1-12),synthetic)

release := .venv/bin
testing := .venv-test/bin
# The extension is compiled against one interpreter, whichever tool starts the build.
export PYO3_PYTHON := $(CURDIR)/$(testing)/python
# Caches of tools stay inside build/.
export SCHOOLMIX_CACHE := $(CURDIR)/build/cache
export MPLCONFIGDIR := $(CURDIR)/build/matplotlib
export IPYTHONDIR := $(CURDIR)/build/ipython
export JUPYTER_CONFIG_DIR := $(CURDIR)/build/jupyter
export JUPYTER_DATA_DIR := $(CURDIR)/build/jupyter
export JUPYTER_RUNTIME_DIR := $(CURDIR)/build/jupyter/runtime
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help report test nightly bench stubs clean needs FORCE

help: ## Say what there is.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 16

needs:
	@missing=""; \
	for tool in git cc cargo $(PYTHON); do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	[ -z "$$missing" ] || { echo "Not found:$$missing. Needed: git, make, a C linker (cc), Rust 1.85 or later (cargo), Python 3.11 or later."; exit 1; }
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later with venv is needed; on Debian: apt install python3 python3-venv."; exit 1; }
	@cargo --version | awk '{ split($$2, v, "."); exit !(v[1] > 1 || v[2] >= 85) }' \
		|| { echo "Rust 1.85 or later is needed; this is $$(cargo --version)."; exit 1; }

build/venv.made: constraints.txt | needs
	@mkdir -p build
	$(PYTHON) -m venv .venv
	$(release)/pip install --quiet --constraint constraints.txt maturin
	@touch $@

build/venv-test.made: pyproject.toml constraints.txt | needs
	@mkdir -p build
	$(PYTHON) -m venv .venv-test
	$(testing)/python -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; e = p['optional-dependencies']; \
		print(*p['dependencies'], *e['download'], *e['geo'], *e['plot'], *e['report'], *e['scale'], *e['test'], sep='\n')" > build/requirements.txt
	$(testing)/pip install --quiet --constraint constraints.txt --requirement build/requirements.txt
	@touch $@

build/wheel.made: $(sources) build/venv.made
	@rm -rf build/wheels
	PYO3_PYTHON=$(CURDIR)/$(release)/python $(release)/maturin build --release --locked --quiet \
		--interpreter $(release)/python --out build/wheels
	$(release)/pip install --quiet --constraint constraints.txt "$$(echo build/wheels/*.whl)[report]"
	$(release)/pip install --quiet --force-reinstall --no-deps build/wheels/*.whl
	@touch $@

build/data-$(edition).sum: FORCE
	@mkdir -p build
	@{ [ -z "$(DATA)" ] || [ -d "$(DATA)" ] || { echo "DATA=$(DATA) is no folder." >&2; exit 1; }; \
	   [ -z "$(DATA)" ] || (cd "$(DATA)" && find . -type f -printf '%p %s %T@\n' | sort); } | sha256sum > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

build/report-$(edition)-$(LANGUAGE).path: build/wheel.made build/data-$(edition).sum
	$(release)/schoolmix report $(if $(DATA),--data "$(DATA)") --language $(LANGUAGE) --out report | tee build/report.out
	@tail -n 1 build/report.out > $@

report: build/report-$(edition)-$(LANGUAGE).path ## Make the monitor report; DATA=folder for real files, LANGUAGE=nl or en.
	@echo "The report: $$(cat $<)"

build/develop.made: $(sources) build/venv-test.made
	cargo build --locked --quiet --features python --lib --tests # with what the tests bring: one set of features
	cp target/debug/libschoolmix.so build/_core.so && mv build/_core.so python/schoolmix/_core.abi3.so
	@touch $@

test: build/develop.made ## Run every test, lint and type check.
	cargo fmt --check
	cargo clippy --locked --quiet --all-targets --features python
	@if cargo nextest --version >/dev/null 2>&1; then cargo nextest run --locked --features python; \
	 else cargo test --locked --quiet --features python --lib --test rust; fi
	cargo test --locked --quiet --features python --doc
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --quiet --no-deps --features python
	$(testing)/ruff check .
	$(testing)/ruff format --check .
	PYTHONPATH=python $(testing)/mypy
	PYTHONPATH=python $(testing)/python -m mypy.stubtest schoolmix._core --mypy-config-file pyproject.toml
	PYTHONPATH=python $(testing)/pytest -n auto -m "not serial" -o cache_dir=build/pytest
	PYTHONPATH=python $(testing)/pytest -m serial -o cache_dir=build/pytest

nightly: build/develop.made ## The long runs: 10,000 cases a law.
	PROPTEST_CASES=10000 cargo test --release --locked --lib --test rust
	HYPOTHESIS_PROFILE=nightly PYTHONPATH=python $(testing)/pytest -n auto -o cache_dir=build/pytest

bench: build/wheel.made ## Ours beside the peers, in one run.
	$(release)/pip install --quiet --constraint constraints.txt polars segregation matching mesa networkx
	$(release)/python benches/measure.py
	$(release)/python benches/uncertainty.py
	$(release)/python benches/explain.py
	$(release)/python benches/nearest.py
	$(release)/python benches/admission.py
	$(release)/python benches/schelling.py
	$(release)/python benches/simulate.py
	$(release)/python benches/agenda.py
	[ -z "$(DATA)" ] || $(release)/python benches/read.py "$(DATA)"

stubs: build/venv-test.made ## Write the stub of the compiled core anew.
	$(testing)/maturin generate-stubs --quiet --profile dev --interpreter $(testing)/python --out build/stubs
	cp build/stubs/schoolmix/_core.pyi python/schoolmix/_core.pyi

clean: ## Remove everything that was made, but no report.
	rm -rf .venv .venv-test build target python/schoolmix/_core.abi3.so
