# Settings of the commands below, as in `make etl COMPANY=../acme WAREHOUSE=../acme-data`.
COMPANY = company
WAREHOUSE = warehouse-data
PORT = 8501
FROM = csv
$(foreach name,AS_OF TICKETS UPGRADE NAME FEED REASON RUN OUT RELEASE,$(eval $(name) =))

IN = .venv/bin/python -m
LACKABLE = java postgresql mariadb request-tracker nginx
NEEDED = chromium fonts $(LACKABLE)
REFUSED = $(if $(FEED),--feed "$(FEED)") $(if $(REASON),--reason "$(REASON)") $(if $(RUN),--run "$(RUN)") $(if $(OUT),--out "$(OUT)") \
	$(if $(filter zh en,$(LANG)),--language $(LANG))
LIFE = assess publicize adjust veto exclude fault revoke appeal decide approve sign flag freeze replay status
DEMO_FEEDS = $(if $(filter company,$(COMPANY)),company/feeds)

.DEFAULT_GOAL = help
.PHONY: help demo etl dashboard receipt new-company check-company quarantine $(LIFE) explain what-if packs reconcile backup restore forget test test-spark lint bench bench-clock bench-load bench-pull bench-assessment bench-dashboard torture docs screenshots lock run-env dev-env demo-feeds

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z$$()A-Z -]+:.*## / {sub(/\$$\(LIFE\)/, "$(LIFE)", $$1); printf "make %-16s %s\n", $$1, $$2}' Makefile

demo: demo-feeds ## make a demo company, run the pipeline on it, open the dashboard (TICKETS=60000 PORT=8501)
	@$(MAKE) --no-print-directory etl COMPANY=company
	@$(MAKE) --no-print-directory dashboard COMPANY=company

etl: run-env $(DEMO_FEEDS) ## pull, check, build, check, publish (COMPANY= WAREHOUSE= AS_OF=)
	$(IN) etl --company "$(COMPANY)" --warehouse "$(WAREHOUSE)" $(if $(AS_OF),--as-of "$(AS_OF)")

dashboard: run-env ## serve what was published last, to whom access.toml lets in (COMPANY= WAREHOUSE= PORT=)
	@$(IN) dashboard --company "$(COMPANY)" --warehouse "$(WAREHOUSE)" --port $(PORT)

receipt: run-env ## why a request was on time or late, to the second (TICKET= WAREHOUSE= LANG=zh|en PDF=file)
	@$(IN) dashboard.receipt "$(TICKET)" --warehouse "$(WAREHOUSE)" --lang "$(LANG)" $(if $(PDF),--pdf "$(PDF)")

new-company: run-env ## write a commented company folder to start from (NAME=acme FROM=csv|jira|request-tracker|servicenow|zendesk FOLDER=)
	@$(IN) etl.new_company --name "$(NAME)" --from "$(FROM)" $(if $(FOLDER),--folder "$(FOLDER)")

check-company: run-env ## say all that is wrong with a company folder, loading nothing (COMPANY= CONNECT=1)
	@$(IN) etl.check_company --company "$(COMPANY)" $(if $(CONNECT),--connect)

quarantine: run-env ## refused rows with reasons, as csv or xlsx, and mended ones back (FEED= REASON= RUN= OUT= LANG=zh|en; RELEASE=file)
	@$(IN) $(if $(RELEASE),etl.quarantine "$(RELEASE)",dashboard.quarantine $(REFUSED)) --warehouse "$(WAREHOUSE)"

$(LIFE): run-env ## the life of a half-year (PERIOD= BY= WAREHOUSE=; docs/assessment-life.md)
	@$(IN) warehouse.assessment.period $@ --warehouse "$(WAREHOUSE)"

explain what-if packs: run-env ## why a department or a person has a score (DEPARTMENT= or EMPLOYEE=, PDF=file); packs of all heads (OUT=); who moves under another policy or pool, written nowhere (POLICY=file POOL=); both PERIOD= WAREHOUSE= LANG=
	@$(IN) dashboard.$(subst -,_,$@) --period "$(PERIOD)" --warehouse "$(WAREHOUSE)" --lang "$(LANG)" $(if $(DEPARTMENT),--department "$(DEPARTMENT)") \
		$(if $(EMPLOYEE),--employee "$(EMPLOYEE)") $(if $(PDF),--pdf "$(PDF)") $(if $(POLICY),--policy "$(POLICY)") $(if $(POOL),--pool "$(POOL)") $(if $(OUT),--out "$(OUT)")

reconcile: run-env $(if $(findstring command,$(origin COMPANY)),etl) ## our verdicts beside the source's own, every difference with its receipt (WAREHOUSE=; COMPANY= runs the pipeline first)
	@$(IN) dashboard.reconcile --warehouse "$(WAREHOUSE)"

backup restore: run-env ## one file with all that a run does not make again, and back (WAREHOUSE= OUT=file or folder; FROM=file; KEY=file COMPANY= the pseudonyms' key, apart)
	@$(IN) warehouse.backup $@ "$(if $(filter backup,$@),$(OUT),$(FROM))" --warehouse "$(WAREHOUSE)" --company "$(COMPANY)" $(if $(KEY),--key "$(KEY)")

forget: run-env ## remove a person's data, and say what is yours to do and what the law lets stay (EMPLOYEE= BY= COMPANY= WAREHOUSE=)
	@$(IN) etl.forget "$(EMPLOYEE)" --company "$(COMPANY)" --warehouse "$(WAREHOUSE)"

test: dev-env ## run every test, those in a browser too; those on Spark where there is Java, and always in CI
	$(IN) tests.machine $(NEEDED) --may-lack $(LACKABLE)
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

bench-clock bench-load bench-pull bench-assessment bench-dashboard: dev-env ## the service clock, feeds of files, a pull over SQL (TICKETS=1_000_000), scores and money of 50,000 people, beside bare engines; or the dashboard with 50 people, beside Superset
	$(IN) tests.scale.$(subst -,_,$@) $(TICKETS)

torture: dev-env ## kill the pipeline at N moments and compare; 10,000 mangled rows of every feed (N=50)
	$(IN) tests.etl.torture $(or $(N),50)
	NEIKAN_FUZZ=10000 $(IN) pytest tests/etl/test_fuzz.py

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
