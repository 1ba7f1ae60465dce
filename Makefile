# Everything a person does with this repository. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X appointment-manager/internal/buildinfo.Version=$(VERSION)
TOOL    := go tool -modfile=scripts/tools.mod
# Tests look for data races where there is a C compiler to build the detector with.
CGO     := $(shell go env CGO_ENABLED)
RACE    := $(if $(filter 1,$(CGO)),-race,)
# They look at every page in a browser, one after the other: the detector would double their time and sees no
# two things at once.
SWEEPS  := ^(TestEveryScreenIsAccessible|TestEveryPageKeepsItsBudget|TestPagesPaintSoonOnSlowPhones|TestLongWordsAndRightToLeftFit|TestGallery)$$

.PHONY: help run demo-data build test test-purego lint fmt ci demo chaos model mutants bench gallery up down clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: ## start everything in one process, no set-up needed
	@mkdir -p bin
	@go build -ldflags "$(LDFLAGS)" -o bin/appointments ./cmd/appointments
	@./bin/appointments

demo-data: ## fill an empty calendar with a believable practice
	@go run ./cmd/backend demo-data

build: ## build the four programs into bin/
	@mkdir -p bin
	go build -trimpath -ldflags "$(LDFLAGS)" -o bin/ ./cmd/...

# -count=1: some tests build and start the programs, which the test cache does not see.
test: ## run all tests; those that need a browser or a redis-server say so when there is none
	go vet ./...
	RAPID_STEPS=50 go test -count=1 $(RACE) -skip '$(SWEEPS)' ./...
	go test -count=1 -run '$(SWEEPS)' ./internal/ui
	@$(MAKE) --no-print-directory test-purego

test-purego: ## run the storage suite on the pure-Go SQLite too
	CGO_ENABLED=0 go test ./internal/store/...

lint: ## format, vet, staticcheck, dead code, shell scripts
	@test -z "$$($(TOOL) gofumpt -l cmd internal web)" || { $(TOOL) gofumpt -d cmd internal web; exit 1; }
	go vet ./...
	$(TOOL) staticcheck ./...
	@test -z "$$($(TOOL) deadcode -test ./...)" || { $(TOOL) deadcode -test ./...; exit 1; }
	shellcheck scripts/*.sh .ci/run

fmt: ## format the source
	$(TOOL) gofumpt -w cmd internal web

demo: ## walk through the whole system from the outside
	./scripts/demo.sh

ci: lint test ## what the gate runs

chaos: ## break everything on purpose, in full size, and print what was lost, doubled, and how long recovery took
	go test -count=1 -timeout 3h -v -run '$(RUN)' ./internal/chaos -long
	$(if $(RUN),,@$(MAKE) --no-print-directory model)

# A file system in memory spares the disk a million calls of fsync, which are made all the same.
model: ## hold a million random changes against a calendar that is searched the slow way
	TMPDIR=$(firstword $(wildcard /dev/shm) /tmp) RAPID_CHECKS=20000 RAPID_STEPS=50 \
		go test -count=1 -timeout 1h -v -run TestSQLiteAgreesWithTheModel ./internal/store

# RUN=queue tries only the guards whose name or file matches.
mutants: ## take away each guard in a copy of the source, and see that a test notices
	go run ./internal/mutants -run '$(RUN)'

gallery: ## draw every page in every state into bin/gallery, to be looked at
	GALLERY=$(CURDIR)/bin/gallery go test -count=1 -run TestGallery ./internal/ui
	@echo "open bin/gallery/index.html"

bench: ## measure start-up, memory, sign-in, create, list and job times
	./scripts/bench.sh

up: ## start the containers
	docker compose up -d --build

down: ## stop the containers; data stays
	docker compose down

clean: ## remove what was built
	rm -rf bin
