# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Requires Python 3.11 or newer and access to PyPI. Everything else is installed in .nox, next to this file. See noxfile.py.

.DEFAULT_GOAL := help
.PHONY: help demo test bench unit units integration sanity lint site build clean docs release core importer

# The releases of ansible-core to test with: a selection by default, "all", or a list, as in CORES="2.18 2.20".
export CORES

# The Python that runs nox. To use another one: "make PYTHON=/path/to/python3.12 ...".
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 \
	"$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/3.1[1-9]*/bin/python3; do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	echo "$$python"; break; fi; done)
NOX = @$(if $(PYTHON),,echo "Python 3.11 or newer is required." >&2; exit 1;) "$(PYTHON)" tests/tools/start.py

help:
	@echo "make demo         run playbooks/demo.yml against a simulated cloud"
	@echo "make unit         run the unit tests with the newest ansible-core (takes seconds)"
	@echo "make test         run all tests and linters; CORES=all uses every supported ansible-core"
	@echo "make bench        run the benchmarks, and write docs/benchmarks.md (takes ten minutes)"
	@echo "make build        build the archive of a release in dist, from the files that git tracks"
	@echo "make docs         generate the services guide, the lists of services, and the pictures"
	@echo "make release      create the commit of a release, for example: make release VERSION=1.2.3"
	@echo
	@echo "Parts of these commands:"
	@echo "make lint         run the linters for code, documentation, language, changelog, and licenses"
	@echo "make site         build the documentation as HTML in .ansible/site"
	@echo "make sanity       run ansible-test sanity"
	@echo "make units        run ansible-test units with each Python on which no ansible-core is tested"
	@echo "make integration  run ansible-test integration with every ansible-core in CORES"
	@echo "make core         run the sanity, unit, and integration tests with every ansible-core in CORES"
	@echo "make importer     run the importer of Galaxy on the archive"
	@echo "make clean        remove all files that these commands have created"

demo:
	$(NOX) -s demo

unit:
	$(NOX) -s "unit(2.21)"

test:
	$(NOX) -j 2

bench:
	$(NOX) -s bench -- --write

build docs sanity site:
	$(NOX) -s $@

release:
	$(NOX) -s release -- $(VERSION)

core:
	$(NOX) -j 2 -s core-sanity unit integration

importer:
	$(NOX) -s galaxy-importer

integration units:
	$(NOX) -j 2 -s $@

lint:
	$(NOX) -j 2 -t lint

clean:
	rm -rf .nox dist .ansible .hypothesis .mypy_cache .pytest_cache .ruff_cache tests/output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
