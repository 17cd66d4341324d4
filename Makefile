# Everything starts here; "make" alone lists it. Needs Node, npm and git, nothing else.
# What a target does is written in tools/; this file only names it.

.DEFAULT_GOAL := help
.PHONY: help up down status logs reset build check test chaos bench mutants

NODE ?= node
RUN := @command -v $(NODE) >/dev/null || { echo "There is no Node on the PATH: https://nodejs.org/en/download" >&2; exit 1; }; $(NODE) tools/bootstrap.mjs

# "make up PORT=4000" reaches the tools like "PORT=4000 make up": make exports what its command line sets.

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / && (!match($$0, /#[^ ]+\.ts$$/) || (getline line < substr($$0, RSTART + 1)) >= 0) \
	  { sub(/ *#[^ ]+\.ts$$/, "", $$2); printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: ## start everything and connect a demo project (MODE=local|docker chooses the way)
	$(RUN) up

down: ## stop it; the data stays
	$(RUN) down

status: ## what runs, and whether it is well
	$(RUN) status

logs: ## follow the logs
	$(RUN) logs

reset: ## stop it and delete its data, after asking (YES=1 answers)
	$(RUN) reset

build: ## install and compile
	$(RUN) build

check: ## format, lint, types, module law
	$(RUN) check

test: ## checks, unit tests and flows on real servers (ONLY=check|unit|flows, GREP=words, JOBS=1)
	@JOBS="$(JOBS)" npm test --silent -- --only="$(ONLY)" --grep="$(GREP)"

# Listed as soon as the program named at the end of the line is there.

chaos: ## break things on purpose and look for lost or doubled work #test/src/chaos/main.ts
	$(RUN) chaos

bench: ## measure #test/src/bench/main.ts
	$(RUN) bench

mutants: ## change the rules one by one and see whether a test notices (FILE=merge,gate, JOBS=1) #test/src/mutants/main.ts
	$(RUN) mutants
