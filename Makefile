# The one door for people and CI. `make` alone tells what there is.

.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/sh

CARGO ?= cargo
# Folder of published cases for `make golden`.
GOLDEN ?= tests/golden/cases
# EXIT=1: `make run` stops its servers at the end instead of waiting for Ctrl-C.
EXIT ?=
# Options of `make bench`, see tests/bench/main.rs.
BENCH ?=
# Commit that `make buf` compares the contracts with; without it what main holds, see deploy/buf-breaking.sh.
BUF_AGAINST ?=

TARGET := $(or $(CARGO_TARGET_DIR),target)
BUF := .tools/bin/buf
# The whole workspace's features, so that the command and the tests share one build of every crate.
BUILD_SIKLUS := $(CARGO) build --quiet --workspace --bin siklus
SIKLUS := $(TARGET)/debug/siklus
# Every test has connections of its own; PostgreSQL has 200 for all.
TEST_JOBS := $(shell cores=$$(getconf _NPROCESSORS_ONLN); [ "$$cores" -lt 4 ] && echo "$$cores" || echo 4)
ifneq ($(shell command -v cargo-nextest 2>/dev/null),)
RUNNER := $(CARGO) nextest run --workspace --no-fail-fast --test-threads $(TEST_JOBS)
else
RUNNER := env RUST_TEST_THREADS=$(TEST_JOBS) $(CARGO) test --workspace --no-fail-fast
endif
# Runs one step of `make check` and prints how long it took.
STEP := @sh deploy/step.sh

include deploy/tools.mk

##@ Use

.PHONY: help
help: ## this page
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { sub(":.*", "", $$1); printf "  make %-12s %s\n", $$1, $$2 }' Makefile deploy/tools.mk
	@printf '\nFirst time: make tools, then make run.\n'

.PHONY: run
run: tools ## the whole loop on this machine, told at the terminal (EXIT=1 stops at the end)
	@$(BUILD_SIKLUS)
	@$(SIKLUS) demo $(if $(EXIT),--exit)

.PHONY: up
up: tools ## all services on a private PostgreSQL and NATS, until Ctrl-C
	@$(BUILD_SIKLUS)
	@$(SIKLUS) up

.PHONY: golden
golden: ## published cases against the rules (GOLDEN=<folder> takes other ones)
	@GOLDEN="$(abspath $(GOLDEN))" $(CARGO) test --quiet -p system-tests --test golden

##@ Change

# The runner's closing lines are the last that is printed, and its status is the status.
.PHONY: test
test: tools ## every test, with servers of its own
	$(CARGO) test --workspace --no-run
	@$(BUILD_SIKLUS)
	@$(SIKLUS) servers -- $(RUNNER)

# Not by nextest, which kills what takes as long as these.
.PHONY: test-slow
test-slow: tools ## the tests that take minutes and that `make test` leaves out
	@$(BUILD_SIKLUS)
	@$(SIKLUS) servers -- $(CARGO) test --quiet -p needs -p recruitment --test api -- --ignored --nocapture

.PHONY: check
check: tools ## all that CI asks for: format, SQL caches, lints, contracts, documents, tests
	$(STEP) "make fmt-check" $(MAKE) --no-print-directory fmt-check
	$(STEP) "make sqlx-check" $(MAKE) --no-print-directory sqlx-check
	$(STEP) "make lint" $(MAKE) --no-print-directory lint
	$(STEP) "make buf" $(MAKE) --no-print-directory buf
	$(STEP) "make docs" $(MAKE) --no-print-directory docs
	$(STEP) --last "make test" $(MAKE) --no-print-directory test

.PHONY: fmt
fmt: ## format the Rust code and the contracts
	$(CARGO) fmt --all

.PHONY: fmt-check
fmt-check:
	$(CARGO) fmt --all --check

.PHONY: lint
lint: ## clippy over everything; a warning is an error
	$(CARGO) clippy --workspace --all-targets --keep-going --quiet -- -D warnings

.PHONY: buf
buf: tools ## lint the contracts, and refuse a change that breaks a caller
	$(BUF) lint proto
	@BUF="$(abspath $(BUF))" sh deploy/buf-breaking.sh $(BUF_AGAINST)

.PHONY: sqlx
sqlx: tools ## write services/*/.sqlx anew, after a query or a migration changed
	@CARGO="$(CARGO)" sh deploy/sqlx.sh

.PHONY: sqlx-check
sqlx-check: tools
	@CARGO="$(CARGO)" sh deploy/sqlx.sh --check

.PHONY: docs
docs: ## the code's own documents, in target/doc; a warning is an error
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --keep-going --quiet --no-deps --workspace

.PHONY: bench
bench: tools ## rates, latencies and costs against their goals (BENCH="--quick" and other options)
	$(CARGO) run --release --quiet -p system-tests --bin bench -- $(BENCH)

.PHONY: audit
audit: ## advisories, licences and sources of all dependencies (deny.toml)
	@if command -v cargo-deny >/dev/null 2>&1; then $(CARGO) deny --workspace check; else \
		echo "make audit: cargo-deny is not installed, nothing was audited: cargo install cargo-deny"; exit 1; fi

.PHONY: clean
clean: ## forget what was built, the tools and the data of `make up`
	$(CARGO) clean
	rm -rf .tools .siklus
