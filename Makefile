# `make help` lists the targets. Everything is installed into ignored folders of this directory.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON_VERSION := 3.11
VENV := .venv
PYTHON := $(VENV)/bin/python
UV := $(shell command -v uv || echo .tools/uv/bin/uv)
UV_RELEASE := uv==0.13.9
INSTALLED := $(VENV)/.installed
INSTALLED_FOR_TESTS := $(VENV)/.installed-for-tests
# What a model depends on: it is trained again when one of these changes.
MODEL := models/assistant.tar.gz
MODEL_SOURCES := config.yml domain.yml bot/facts/fact_sheet.yml bot/facts/languages.yml \
	$(shell find data bot/nlu bot/encoder bot/facts -name '*.yml' -o -name '*.py' 2>/dev/null | grep -v __pycache__)
PORT ?= 5005
HOST ?= 127.0.0.1
# More than one needs DATABASE_URL and REDIS_URL.
WORKERS ?= 1

export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
# Warnings of libraries about their own future are no news to someone who runs the assistant.
export PYTHONWARNINGS := ignore
# Compiled modules are what makes the second start fast.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

.PHONY: run
run: $(INSTALLED) $(MODEL) ## Install and train what is missing, then serve on http://127.0.0.1:5005 (PORT=..., HOST=..., WORKERS=...)
	@exec $(PYTHON) -m bot serve --host $(HOST) --port $(PORT) --workers $(WORKERS)

.PHONY: chat
chat: $(INSTALLED) $(MODEL) ## Talk to the assistant in the terminal
	@exec $(PYTHON) -m bot chat

.PHONY: embed-snippet
embed-snippet: $(INSTALLED) ## Print what a site embeds the widget with (SERVER=https://..., where browsers reach this server)
	@$(PYTHON) -m bot embed-snippet $(if $(SERVER),--server "$(SERVER)")

.PHONY: channels-check
channels-check: $(INSTALLED) ## Say which messaging channels are set and what to register (ONLINE=1 registers it)
	@$(PYTHON) -m bot channels-check $(if $(ONLINE),--online)

.PHONY: channel-demo
channel-demo: $(INSTALLED_FOR_TESTS) $(MODEL) ## Talk as a user of CHANNEL=telegram (whatsapp, messenger, viber, slack, twilio), without any account
	@$(if $(CHANNEL),,echo "Name a channel: make channel-demo CHANNEL=telegram"; exit 1;) \
	PYTHONPATH=tests/served $(PYTHON) -m tests.platforms.demo $(CHANNEL) $(if $(CARDS),--cards)

.PHONY: check-samples
check-samples: $(INSTALLED_FOR_TESTS) $(MODEL) ## Send the samples of webhooks in DIR=folder to the assistant and say what differs
	@$(if $(DIR),,echo "Name a folder: make check-samples DIR=folder"; exit 1;) \
	PYTHONPATH=tests/served $(PYTHON) -m tests.platforms.check_samples "$(DIR)"

.PHONY: train
train: $(INSTALLED) ## Train a model from data/, whether or not it is needed
	@rm -f $(MODEL); $(MAKE) $(MODEL)

.PHONY: test
test: $(INSTALLED_FOR_TESTS) $(MODEL) ## Install what is missing, then check style, types and data, and run every test
	@$(MAKE) lint
	@$(MAKE) rasa-checks
	@$(MAKE) deploy-checks
	@# Two files at a time: each starts servers of its own, and more of them would need much memory.
	@$(PYTHON) -m pytest -n auto --maxprocesses 2 --dist loadfile

.PHONY: test-faults
test-faults: $(INSTALLED_FOR_TESTS) $(MODEL) ## Let everything fail that can, for an hour: processes, PostgreSQL, Redis, the network
	@FAULTS=long $(PYTHON) -m pytest tests/faults

.PHONY: lint
lint: $(INSTALLED_FOR_TESTS) ## Check style (ruff) and types (mypy)
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(PYTHON) -m mypy

.PHONY: format
format: $(INSTALLED_FOR_TESTS) ## Bring the code into the agreed form
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

.PHONY: rasa-checks
rasa-checks: $(INSTALLED) $(MODEL) ## Rasa's own checks: the training data, and the conversations in tests/conversations
	@$(PYTHON) -m rasa data validate --fail-on-warnings
	@$(PYTHON) -m rasa test core --model $(MODEL) --stories tests/conversations \
		--fail-on-prediction-errors --no-plot --out .rasa/results

.PHONY: deploy-checks
deploy-checks: .tools/deploy-checks/.installed ## Check the files in deploy/ against the schemas of what reads them
	@.tools/deploy-checks/bin/python deploy/checks

.PHONY: bad-inputs
bad-inputs: $(INSTALLED_FOR_TESTS) $(MODEL) ## Send 10,000 broken requests (NUMBER=...) and tell how long others wait meanwhile
	@$(PYTHON) -m benchmarks.bad_inputs $(if $(NUMBER),--number $(NUMBER))

.PHONY: bench
bench: $(INSTALLED) $(MODEL) .bench/peer/.installed ## Compare with Rasa's default configuration; writes docs/benchmark.md
	@$(PYTHON) -m benchmarks.serving

.PHONY: bench-web
bench-web: $(INSTALLED_FOR_TESTS) $(MODEL) ## Measure widget, pages and long conversations in Chromium; writes docs/benchmark.md
	@$(PYTHON) -m benchmarks.web

.PHONY: bench-channels
bench-channels: $(INSTALLED_FOR_TESTS) $(MODEL) ## Measure the messaging channels under load and faults; writes docs/benchmark.md
	@PYTHONPATH=tests/served $(PYTHON) -m benchmarks.channels

.PHONY: bench-scale
bench-scale: $(INSTALLED_FOR_TESTS) $(MODEL) ## Measure one, two and four processes over PostgreSQL and Redis; writes docs/capacity.md
	@$(PYTHON) -m benchmarks.scale

.PHONY: pictures
pictures: $(INSTALLED_FOR_TESTS) $(MODEL) ## Take the pictures in docs/ anew
	@$(PYTHON) -m docs.pictures

.PHONY: benchmark-nlu
benchmark-nlu: $(INSTALLED) $(if $(PEER),.bench/peer/.installed) ## Score understanding on DATA=folder with train.csv and test.csv (NAME=..., PEER=1, EPOCHS=...)
	@$(if $(DATA),,echo "Name a folder: make benchmark-nlu DATA=folder"; exit 1;) \
	$(PYTHON) -m benchmarks.nlu "$(DATA)" $(if $(NAME),--name "$(NAME)") $(if $(PEER),--peer) \
		$(if $(EPOCHS),--epochs $(EPOCHS))

.PHONY: review-examples
review-examples: $(INSTALLED) ## Say which training examples are confused, look mislabelled or are too few
	@$(PYTHON) -m benchmarks.examples_review

.PHONY: evaluate
evaluate: $(INSTALLED_FOR_TESTS) $(MODEL) ## Score the assistant on the questions in tests/questions; writes docs/evaluation.md
	@$(PYTHON) -m benchmarks.evaluation

.PHONY: install
install: $(INSTALLED) ## Install what running needs

.PHONY: install-tensorflow
install-tensorflow: $(INSTALLED) ## Put the real TensorFlow in the place of its stand-in (adds about 1.5 GB)
	@$(UV) pip install --quiet --python $(PYTHON) --no-sources --reinstall-package tensorflow -r benchmarks/peer/tensorflow.txt
	@echo "TensorFlow is installed. 'rm $(INSTALLED) && make install' brings the stand-in back."

.PHONY: lock
lock: $(UV) ## Resolve the dependencies anew into requirements.lock and requirements-dev.lock
	@$(UV) pip compile pyproject.toml --quiet --universal --python-version $(PYTHON_VERSION) \
		--generate-hashes --no-emit-index-url --no-header --upgrade -o requirements.lock
	@sed '/^packages\//d' requirements.lock > .tools/requirements.lock
	@$(UV) pip compile pyproject.toml --group dev --constraints .tools/requirements.lock --quiet --universal \
		--python-version $(PYTHON_VERSION) --generate-hashes --no-emit-index-url --no-header \
		--upgrade -o requirements-dev.lock
	@sed -i.bak '/-c .tools\/requirements.lock/d' requirements-dev.lock && rm requirements-dev.lock.bak
	@$(UV) pip compile deploy/checks/requirements.in --quiet --universal --python-version $(PYTHON_VERSION) \
		--generate-hashes --no-emit-index-url --no-header --upgrade -o deploy/checks/requirements.lock

.PHONY: clean
clean: ## Remove everything that make has installed or made
	@rm -rf .tools .venv .bench .rasa models/*.tar.gz var/*.db* .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(MODEL): $(MODEL_SOURCES) | $(INSTALLED)
	@echo "Training the model (some five minutes) ..."
	@mkdir -p models .rasa
	@$(PYTHON) -m rasa train --force --fixed-model-name assistant --out models > .rasa/train.log 2>&1 \
		|| { tail -n 20 .rasa/train.log; echo "Training failed; the whole log is in .rasa/train.log."; exit 1; }
	@touch $(MODEL)

$(INSTALLED): requirements.lock $(shell find packages -name '*.py' -o -name 'pyproject.toml' 2>/dev/null) | $(UV)
	@$(MAKE) $(VENV)/bin/python
	@echo "Installing the packages ..."
	@$(UV) pip sync --quiet --python $(PYTHON) --reinstall-package tensorflow requirements.lock
	@rm -f $(INSTALLED_FOR_TESTS); touch $(INSTALLED)

$(INSTALLED_FOR_TESTS): requirements-dev.lock $(INSTALLED)
	@echo "Installing the packages for the tests ..."
	@$(UV) pip sync --quiet --python $(PYTHON) requirements-dev.lock
	@touch $(INSTALLED_FOR_TESTS)

$(VENV)/bin/python: | $(UV)
	@$(UV) venv --quiet --python $(PYTHON_VERSION) $(VENV) 2> .tools/venv.log || { \
		echo "Python $(PYTHON_VERSION) is missing and could not be fetched. Install it (for example as the package python$(PYTHON_VERSION)) and run make again. Details: .tools/venv.log"; exit 1; }

# uv comes by whatever Python 3 has to install it with: venv, pip, or, where Debian's package has neither, the pip that
# another package of Debian's holds, which is unpacked here and needs no rights.
.tools/uv/bin/uv:
	@command -v python3 > /dev/null || { echo "Python 3 is missing. Install it and run make again."; exit 1; }
	@mkdir -p .tools
	@echo "Fetching uv into .tools ..."
	@{ python3 -m venv .tools/uv && .tools/uv/bin/python -m pip install --quiet $(UV_RELEASE); } > .tools/uv.log 2>&1 \
		|| { rm -rf .tools/uv; python3 -m pip install --quiet --target .tools/uv $(UV_RELEASE); } >> .tools/uv.log 2>&1 \
		|| { rm -rf .tools/uv .tools/pip; mkdir .tools/pip; cd .tools/pip; apt-get download python3-pip-whl; \
			dpkg-deb -x python3-pip-whl_*.deb .; cd ../..; \
			PYTHONPATH=$$(echo .tools/pip/usr/share/python-wheels/pip-*.whl) \
				python3 -m pip install --quiet --target .tools/uv $(UV_RELEASE); } >> .tools/uv.log 2>&1 \
		|| { rm -rf .tools/uv; echo "uv could not be installed: Python 3 has neither venv nor pip, or no package index is reachable. On Debian 'apt-get install python3-venv' helps. Details: .tools/uv.log"; exit 1; }

.tools/deploy-checks/.installed: deploy/checks/requirements.lock $(INSTALLED)
	@echo "Installing what checks deploy/ ..."
	@$(UV) venv --quiet --clear --python $(PYTHON_VERSION) .tools/deploy-checks
	@$(UV) pip sync --quiet --python .tools/deploy-checks/bin/python deploy/checks/requirements.lock
	@touch $@

.bench/peer/.installed: benchmarks/peer/requirements.lock | $(UV)
	@echo "Installing Rasa with TensorFlow for the comparison (about 3 GB) ..."
	@mkdir -p .bench/peer
	@$(UV) venv --quiet --clear --python $(PYTHON_VERSION) .bench/peer/venv
	@$(UV) pip sync --quiet --python .bench/peer/venv/bin/python benchmarks/peer/requirements.lock
	@touch $@
