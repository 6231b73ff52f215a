# One word for each thing that a person does here; `make` alone lists them.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
REFERENCE := .artifacts/reference
INTEGRATION = .venv-newest/bin/pytest -q -n 3 --dist loadfile --no-loadscope-reorder --durations=10 tests/integration tests/strict_aws
# Asks for the password of whoever has to give one to sudo.
ASK = $$([ $$(id -u) = 0 ] || sudo -n true 2> /dev/null || echo --ask-become-pass)

help: ## list these words
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/ready ## install what the commands and tests need, into .venv

demo: ## bring up the whole system on this machine, from inventories/local
	@./mapctl apply local --yes
	$(BIN)/ansible-playbook playbooks/demo.yml $(ASK)

clean-demo: ## remove all that `make demo` made, and nothing else
	@./mapctl destroy local --confirm local

test: ## everything that must pass
	@trap tests/gates/timed.sh EXIT
	rm -f .artifacts/times
	timed() { tests/gates/timed.sh "$$1" $(MAKE) --no-print-directory "$${@:2}"; }
	timed environments environments
	tests/gates/timed.sh lint-and-sanity .venv-newest/bin/python tests/gates/gates.py --all
	for part in gates unit-lowest unit-newest integration; do timed "$$part" "$$part"; done

environments:  # apt takes one at a time, so both versions of Python come first
	@for version in 3.11 3.13; do requirements/python.sh "$$version" > /dev/null; done
	$(MAKE) --no-print-directory --jobs 2 .venv-lowest/ready .venv-newest/ready .venv-checkov/ready

lint: .venv-newest/ready .venv-checkov/ready ## style, types, secrets, and the rules of Ansible, images and scripts
	@.venv-newest/bin/python tests/gates/gates.py

sanity: .venv-newest/ready ## all of `ansible-test sanity`, on what ships
	@.venv-newest/bin/python tests/gates/gates.py sanity

gates: .venv-newest/ready .venv-checkov/ready ## break a copy of all this in each way that a gate watches, and see it fail
	@.venv-newest/bin/pytest -q -n 2 tests/gates

unit: unit-lowest unit-newest ## plans as tables, on the lowest and the newest ansible-core

unit-newest: .venv-newest/ready
	@.venv-newest/bin/pytest -q -n 2 tests/unit

unit-lowest: .venv-lowest/ready  # the rules of the house don't ask for a version
	@.venv-lowest/bin/pytest -q -n 2 --ignore-glob='*/test_house*' tests/unit

integration: .venv-lowest/ready .venv-newest/ready ## against real servers: AWS emulator, MySQL, container engine
	@$(INTEGRATION) -m "not endurance"

# In the order in which site.yml has the roles; those that are quick and tell most come first.
SCENARIOS = settings embedded embedded_host site_plan storage store_keys host database database_address dns cloud_status destroy_cloud destroy \
  host_address machine docker authorities stack people pipeline bootstrap workers demo jobs hub_image jupyterhub webgui edge \
  old_passwords globus host_status status summary site
molecule: .venv-newest/ready ## every role on a stand-in host by SSH; `.venv-newest/bin/molecule test -s ROLE` for one
	@export PATH="$$PWD/.venv-newest/bin:$$PATH"
	export NO_COLOR=1 MOLECULE_EPHEMERAL_DIRECTORY="$$PWD/.artifacts/molecule"
	rm -rf .artifacts/molecule  # what an earlier one noted that was ended
	mkdir -p .artifacts
	echo "What the runs say goes to .artifacts/molecule.log"
	if ! molecule test $(SCENARIOS:%=--scenario-name %) > .artifacts/molecule.log 2>&1; then
		tail --lines=200 .artifacts/molecule.log
		exit 1
	fi
	sed -n '/SCENARIO RECAP/,$$p' .artifacts/molecule.log

endurance: .venv-lowest/ready .venv-newest/ready ## the long ones of these: the same again, more often
	@$(INTEGRATION) -m endurance

bench: .venv-newest/ready ## measure ratios side by side, write tests/bench/results.md
	@.venv-newest/bin/python tests/bench/bench.py

audit: .venv-newest/ready .venv-audit/ready ## what Prowler and docker-bench find in the environment `rehearsal`
	@ASK="$(ASK)" .venv-newest/bin/python tests/audit/audit.py

lock: ## renew the lists of packages: requirements/ from pyproject.toml, and those of images/
	@requirements/python.sh venv .cache/uv any /dev/null
	.cache/uv/bin/pip -qq install uv
	lock() { .cache/uv/bin/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --upgrade "$$@"; }
	image() { lock "images/$$1.in" -o "images/$$1.txt" "$${@:2}"; }
	current=(--universal --python-version 3.11)
	old=(--python-version 3.9 --python-platform x86_64-manylinux_2_28)
	lock pyproject.toml -o requirements/run.txt "$${current[@]}"
	lock pyproject.toml -o requirements/test.txt --extra test "$${current[@]}"
	lock requirements/audit.in -o requirements/audit.txt "$${current[@]}"
	lock requirements/checkov.in -o requirements/checkov.txt --universal --python-version 3.13
	image aws-emulator/requirements "$${current[@]}"
	image worker/requirements/datajoint-0.14.10 "$${current[@]}"
	image worker/requirements/datajoint-0.13.8 "$${old[@]}"
	image worker/requirements/map-ephys "$${old[@]}" --only-binary :all:
	image hub/requirements --universal --python-version 3.13
	image notebook/requirements --universal --python-version 3.9
	image mapapi/requirements "$${current[@]}"

build: .venv-newest/ready ## the collection as an archive in dist/, from what is committed
	@rm -rf .cache/build
	mkdir -p .cache/build
	git archive HEAD | tar -x -C .cache/build
	.venv-newest/bin/ansible-galaxy collection build --force --output-path dist .cache/build

docs: .venv-newest/ready ## the reference of all modules and roles as pages, in .artifacts/reference/html
	@export PATH="$$PWD/.venv-newest/bin:$$PATH"
	rm -rf $(REFERENCE)
	mkdir -p $(REFERENCE)
	cp docs/reference/*.rst $(REFERENCE)
	antsibull-docs --config-file docs/reference/antsibull.cfg collection --use-current --squash-hierarchy \
		--fail-on-error --dest-dir $(REFERENCE) mesoscale.map
	sphinx-build -q -W -C -D extensions=sphinx_antsibull_ext -D project=mesoscale.map -D html_theme=alabaster \
		$(REFERENCE) $(REFERENCE)/html
	echo "The reference is in $(REFERENCE)/html/index.html."

changelog: .venv-newest/ready ## make the changelog of the version in galaxy.yml from its fragments, for a release
	@PATH="$$PWD/.venv-newest/bin:$$PATH" antsibull-changelog release

$(VENV)/ready: requirements/test.txt
	@requirements/python.sh venv $(VENV) any $<

.venv-lowest/ready: requirements/test.txt
	@requirements/python.sh venv .venv-lowest 3.11 $<

.venv-newest/ready: requirements/test.txt
	@requirements/python.sh venv .venv-newest 3.13 $<

.venv-audit/ready: requirements/audit.txt
	@requirements/python.sh venv .venv-audit any $<

# checkov wants versions of libraries that others refuse.
.venv-checkov/ready: requirements/checkov.txt
	@requirements/python.sh venv .venv-checkov 3.13 $<

.PHONY: help setup demo clean-demo test environments lint sanity gates unit unit-lowest unit-newest integration molecule endurance bench audit lock build docs changelog
