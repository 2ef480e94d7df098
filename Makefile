# Settings of the commands below, as in `make etl COMPANY=../acme WAREHOUSE=../acme-data`.
COMPANY = company
WAREHOUSE = warehouse-data
AS_OF =
PORT = 8501
TICKETS =
UPGRADE =

IN = .venv/bin/python -m
DEMO_FEEDS = $(if $(filter company,$(COMPANY)),company/feeds)

.DEFAULT_GOAL = help
.PHONY: help demo etl dashboard receipt reconcile test test-spark lint bench bench-clock docs screenshots lock run-env dev-env demo-feeds

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

demo: demo-feeds ## make a demo company, run the pipeline on it, open the dashboard (TICKETS=60000 PORT=8501)
	@$(MAKE) --no-print-directory etl COMPANY=company
	@$(MAKE) --no-print-directory dashboard COMPANY=company

etl: run-env $(DEMO_FEEDS) ## pull, check, build, check, publish (COMPANY= WAREHOUSE= AS_OF=)
	$(IN) etl --company "$(COMPANY)" --warehouse "$(WAREHOUSE)" $(if $(AS_OF),--as-of "$(AS_OF)")

dashboard: run-env ## serve what was published last (WAREHOUSE= PORT=)
	@echo "Dashboard: http://localhost:$(PORT)  (Ctrl+C stops it)"
	@NEIKAN_WAREHOUSE="$(WAREHOUSE)" $(IN) streamlit run dashboard/app.py --server.port $(PORT)

receipt: run-env ## why a request was on time or late, to the second (TICKET= WAREHOUSE= LANG=zh|en PDF=file)
	@$(IN) dashboard.receipt "$(TICKET)" --warehouse "$(WAREHOUSE)" --lang "$(LANG)" $(if $(PDF),--pdf "$(PDF)")

reconcile: run-env $(if $(findstring command,$(origin COMPANY)),etl) ## our verdicts beside the source's own, every difference with its receipt (WAREHOUSE=; COMPANY= runs the pipeline first)
	@$(IN) dashboard.reconcile --warehouse "$(WAREHOUSE)"

test: dev-env ## run every test, those in a browser too; those on Spark where there is Java, and always in CI
	$(IN) tests.machine chromium fonts java --may-lack java
	$(IN) pytest

test-spark: dev-env ## build the same models on Spark and compare
	$(IN) tests.machine java
	$(IN) pytest -m spark

lint: dev-env ## style, format, types
	$(IN) ruff check .
	$(IN) ruff format --check .
	$(IN) mypy

bench: dev-env company/feeds ## time and memory of each stage, as ratios to a bare read of the same bytes
	$(IN) tests.scale.bench

bench-clock: dev-env ## the service clock beside a bare scan, a bare sort and per-row libraries (TICKETS=1_000_000,3_000_000)
	$(IN) tests.scale.bench_clock $(TICKETS)

docs: dev-env ## write docs/contract.md, and docs/site with the models and their lineage (WAREHOUSE=)
	$(IN) tools.docs "$(WAREHOUSE)"

screenshots: dev-env ## make the pictures of README again, of what WAREHOUSE= published
	$(IN) tests.machine chromium fonts
	$(IN) tests.browser.screenshots "$(WAREHOUSE)"

lock: run-env ## write requirements/ from pyproject.toml (UPGRADE=--upgrade for newer versions)
	sh tools/lock.sh $(UPGRADE)

demo-feeds company/feeds: | run-env
	$(IN) etl.demo --company company $(if $(TICKETS),--tickets $(TICKETS))

run-env dev-env:
	@sh tools/environment.sh $(@:-env=)
