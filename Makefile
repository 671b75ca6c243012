# Vigie's commands. `make run` and `make test` install what they need themselves.
.PHONY: run test check unit e2e fuzz check-windows bench replay pictures package package-test package-windows setup clean

CARGO ?= cargo
# Seconds that each fuzz target runs in `make test`.
FUZZ_SECONDS ?= 15
# Crates without a window, whose unit tests also run under Wine.
WINDOWS_TESTED = vigie-domain vigie-pop3 vigie-sesam vigie-billing vigie-sources vigie-mailbox vigie-journal vigie-protocol vigie-words vigie-training vigie-cli vigie-agent

run:
	@scripts/setup build
	@$(MAKE) --no-print-directory page
	$(CARGO) build --locked --bins -p vigie-agent -p vigie-cli -p vigie-window
	@scripts/run

setup:
	@scripts/setup test

.PHONY: page
page:
	@cd ui && npm run --silent build

test: setup
	@$(MAKE) --no-print-directory page check unit e2e fuzz

# What must hold before anything is committed.
check: page
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	$(CARGO) deny --log-level error check licenses bans sources
	$(CARGO) machete
	cd ui && npm run --silent check && npm run --silent test

unit:
	$(CARGO) build --locked --workspace --bins
	$(CARGO) test --locked --workspace --exclude vigie-tests

e2e:
	$(CARGO) build --locked --workspace --bins
	$(CARGO) test --locked -p vigie-tests -- --test-threads=4
	cd ui && npm run --silent a11y

fuzz:
	@scripts/fuzz $(FUZZ_SECONDS)

check-windows:
	@scripts/setup windows
	@$(MAKE) --no-print-directory page
	scripts/cargo-windows check --locked --workspace
	scripts/cargo-windows test --locked --lib --bins $(addprefix -p ,$(WINDOWS_TESTED))

# The README's pictures, from the page before a scripted agent.
pictures:
	@scripts/setup test
	cd ui && npm run --silent pictures -- ../docs/pictures 1120 home-well home-alarm setup-check-well lots history-month training move-verdict move-switch

# 2022, played again: docs/replay.md and its pictures.
replay:
	@scripts/setup build
	$(CARGO) run --locked --release -p vigie-replay

bench:
	@scripts/setup build
	@$(MAKE) --no-print-directory page
	@scripts/bench

# Installers of this system in target/package; docs/install.md.
package:
	@scripts/setup package
	scripts/package build

# The .deb in a bare Debian root: installed, upgraded, removed (as root).
package-test:
	@scripts/setup package
	scripts/package test

package-windows:
	@scripts/setup windows
	@scripts/setup package
	@$(MAKE) --no-print-directory page
	scripts/package windows

clean:
	$(CARGO) clean
	rm -rf ui/dist ui/node_modules fuzz/target
