# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Needs Python 3.11 or newer and the way to PyPI. Everything else is set up in .nox, beside this file: see noxfile.py.

.DEFAULT_GOAL := help
.PHONY: help demo test bench unit units integration sanity lint site build clean docs release core importer

# The releases of ansible-core to test with: a few of them, "all", or those named, as in CORES="2.18 2.20".
export CORES

# The Python that starts it all; "make PYTHON=/path/to/python3.12 ..." chooses another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 \
	"$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/3.1[1-9]*/bin/python3; do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	echo "$$python"; break; fi; done)
NOX = @$(if $(PYTHON),,echo "This needs Python 3.11 or newer." >&2; exit 1;) "$(PYTHON)" tests/tools/start.py

help:
	@echo "make demo         run playbooks/demo.yml against a simulated cloud"
	@echo "make unit         the unit tests, in seconds"
	@echo "make test         everything that a change has to pass; CORES=all takes every supported ansible-core"
	@echo "make bench        measure what waiting costs, in ten minutes, and write docs/benchmarks.md"
	@echo "make build        pack what git tracks into the archive of a release, in dist"
	@echo "make docs         write anew what is made from the code: the table of services, two pictures"
	@echo "make release      make the commit of a release, as in make release VERSION=1.2.3"
	@echo
	@echo "Parts of it:"
	@echo "make lint         ruff, mypy, ansible-lint, documentation, changelog, licenses"
	@echo "make site         the documentation as HTML, in .ansible/site"
	@echo "make sanity       ansible-test sanity"
	@echo "make units        ansible-test units, on the Pythons at hand that no ansible-core is tested on"
	@echo "make integration  ansible-test integration, with every ansible-core"
	@echo "make core         sanity, unit and integration tests with the ansible-core that CORES names"
	@echo "make importer     what Galaxy does with an archive when it is uploaded"
	@echo "make clean        remove what these commands made here"

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
