# The two commands are `make run` and `make test`. `make help` lists the rest.
# What a fresh computer lacks is put in place by packaging/setup; nothing here does it by hand.

.DEFAULT_GOAL := help
.PHONY: help messages run watch test test-fast lint bench evaluate screenshots package clean

PYTHON ?=
export PYTHON
# Each line is told at once, also into a file or a pipe.
export PYTHONUNBUFFERED = 1

help: ## list these commands
	@sed -n 's/^\([a-z-]*\): ## /\1\t/p' Makefile | expand -t 14

run: ## install what is missing and open the window
	@packaging/setup run
	@packaging/start

watch: ## open the window on a sample journal, anew after each change; ARGS=--fresh fills it again
	@packaging/setup test
	.venv/bin/python packaging/watch.py $(ARGS)

test: ## install what is missing and run every test; ARGS="-k timeline" chooses some
	@packaging/setup test
	.venv/bin/python -m pytest -n 2 --dist loadfile $(ARGS)

test-fast: ## the tests that take less than a minute together: all but those marked slow
	@packaging/setup test
	.venv/bin/python -m pytest -m "not slow" --hypothesis-profile=fast $(ARGS)

lint: ## formatting, lint rules, types, who may import whom, and what nobody uses
	@packaging/setup test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/vulture

messages: ## gather every text that a person may read for the translators; ARGS=pt_BR begins a language
	@packaging/setup test
	.venv/bin/python packaging/catalogues.py $(ARGS)

bench: ## measure speed, memory and accuracy, each beside its goal
	@packaging/setup test
	.venv/bin/python -m tests.benchmarks $(ARGS)

evaluate: ## the feelings model's goals, from the shipped files and the data (SAMO_DATA); some minutes
	@packaging/setup test
	.venv/bin/python -m training evaluate --check

screenshots: ## draw the window's stories into build/screenshots; ARGS="entry --compare OLD" chooses, compares
	@packaging/setup test
	.venv/bin/python -m tests.gui.stories $(ARGS)

package: ## build dist/samo-desktop, a folder that needs no Python, and try it without a network
	@packaging/setup package
	packaging/linux/build
	packaging/linux/check

clean: ## remove what was built; .venv and your journal stay
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find samo_desktop tests training packaging -name __pycache__ -type d -prune -exec rm -rf {} +
