# The commands of a working day; each one says what it runs.
.PHONY: help setup test lint types oracle bench coverage notebook docs pictures wheel ci

help:
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## install backlight from this tree, with everything that developing it needs (torch aside)
	pip install -e ".[dev]"

test: ## every test and doctest; needs no torch
	pytest -n auto --dist worksteal

lint: ## style
	ruff check .

types: ## type hints
	pyright

oracle: ## the comparison with torch itself
	pip install -e ".[oracle]"
	pytest -n auto --dist worksteal tests/oracle

bench: ## every budget, as ratios to torch; the table goes into bench/README.md
	python bench/run.py --check --write

notebook: ## run the notebooks from the first cell to the last
	pytest tests/test_docs.py -k notebook

coverage: ## write docs/coverage.md anew: how much of torch is here
	backlight coverage --write docs/coverage.md

docs: ## run every Python block of README.md and docs/
	pytest tests/test_docs.py

pictures: ## draw docs/quadratic.svg anew, from the run of its example
	backlight run --out build/pictures examples/quadratic.py >/dev/null
	cp build/pictures/graph.svg docs/quadratic.svg

wheel: ## build the wheel into dist/
	pip wheel --no-deps --wheel-dir dist .

ci: ## all of it, in environments of its own
	.ci/run
