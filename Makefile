# `make demo` and `make test` do everything on a fresh machine, set-up included.

.DEFAULT_GOAL := help
.PHONY: help setup build test demo bench lint format clean

SWIFT_FILES := Sources Tests Package.swift Benchmarks/Package.swift Benchmarks/Sources

help: ## Tell what can be made
	@echo "Continuo: sequence models that train and run on an ordinary CPU."
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "%-14s %s\n", $$1, $$2 }'

setup: ## Install what the system lacks and check for Swift
	@bash Scripts/setup

build: setup ## Build the program, optimised
	swift build -c release --product continuo

test: setup ## Build everything and run the tests
	swift test -c release -Xswiftc -enable-testing --no-parallel

demo: build ## Train a language model on real text, then let it continue a prompt
	.build/release/continuo demo

bench: setup ## Run every benchmark against its peer (installs PyTorch into .cache)
	Benchmarks/setup
	Benchmarks/run all

lint: ## Check the format of all Swift files
	swift format lint --strict --recursive $(wildcard $(SWIFT_FILES))

format: ## Format all Swift files
	swift format --in-place --recursive $(wildcard $(SWIFT_FILES))

clean: ## Remove what was built
	rm -rf .build Benchmarks/.build
