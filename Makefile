# The two commands a newcomer needs are `make run` and `make test`; both set everything up.
.DEFAULT_GOAL := help
PORT ?= 8080
KILLS ?= 1000
CHANNEL ?= web
SECONDS ?= 60
ROUNDS ?= 3
.PHONY: help run install test lint lock evaluate clean
.PHONY: bench-understanding bench-accept bench-kill bench-forgery bench-speed bench-growth
.PHONY: bench-same-answers bench-rolling bench-wakeups

help: ## Show what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Set up what is missing, then serve the demo clinic and print its address
	@./setup.sh run
	@exec .venv/bin/afterglow serve --demo --port $(PORT)

install: ## Set up everything, start nothing
	@./setup.sh run

test: ## Set up what is missing, then run the whole suite
	@./setup.sh test
	@.venv/bin/ruff check -q .
	@.venv/bin/python -m pytest -n 2 --dist loadgroup

lint: ## Check style
	@./setup.sh test
	.venv/bin/ruff check .

evaluate: ## Score the untouched test messages, the first set and the later one
	@./setup.sh run
	.venv/bin/afterglow evaluate tests/evaluation/test.jsonl
	.venv/bin/afterglow evaluate tests/evaluation/later/test.jsonl

bench-understanding: ## Compare understanding with Rasa's quickstart, TF-IDF and nlp.js (minutes)
	@./setup.sh run
	@.venv/bin/python -m bench.understanding

bench-accept: ## Messages accepted durably a second: SECONDS=60
	@./setup.sh run
	@.venv/bin/python -m bench.accept --seconds $(SECONDS)

bench-kill: ## Kill processes at random under load, count what is lost or doubled: KILLS=1000 CHANNEL=web or whatsapp (minutes)
	@./setup.sh run
	@.venv/bin/python -m bench.kill --kills $(KILLS) --channel $(CHANNEL)

bench-forgery: ## Forge 10000 webhooks of each provider, then repeat 1000 messages 50 times (minutes)
	@./setup.sh run
	@.venv/bin/python -m bench.forgery

bench-speed: ## Speed and size beside Rasa's quickstart: ready, memory, answers, training (20 minutes)
	@./setup.sh run
	@.venv/bin/python -m bench.speed

bench-growth: ## Long conversations, many patients, many conversations, processes (20 minutes)
	@./setup.sh test
	@.venv/bin/python -m bench.growth

bench-same-answers: ## All evaluation messages with and without TensorFlow, compared (minutes)
	@./setup.sh run
	@.venv/bin/python -m bench.same_answers

bench-rolling: ## Restart every process of a whole installation under load: ROUNDS=3 (10 minutes)
	@./setup.sh test
	@.venv/bin/python -m bench.rolling --rounds $(ROUNDS)

bench-wakeups: ## Answer times and idle work with polling, PostgreSQL's bell and Redis's (10 minutes)
	@./setup.sh test
	@.venv/bin/python -m bench.wakeups

lock: ## Resolve requirements*.in anew into the lock files with hashes
	@./setup.sh lock

clean: ## Remove everything that setting up made
	rm -rf .venv .tools models var .pytest_cache .hypothesis .ruff_cache .rasa *.egg-info
