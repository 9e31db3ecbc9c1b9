# ossbss: one plain GNU Makefile. `make demo` and `make check` are all that a
# new user needs; `make help` lists the rest. All output lands in $(BUILD).

VERSION	:= 0.1.0
BUILD	?= build
# the same folder has one name: it stands in flags that are compared
override BUILD := $(patsubst $(CURDIR)/%,%,$(BUILD))
PREFIX	?= /usr/local
DESTDIR	?=
BINDIR	?= $(PREFIX)/bin
DATADIR	?= $(PREFIX)/share/ossbss
MANDIR	?= $(PREFIX)/share/man
DOCDIR	?= $(PREFIX)/share/doc/ossbss
BASHCOMPDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMPDIR ?= $(PREFIX)/share/zsh/site-functions
FISHCOMPDIR ?= $(PREFIX)/share/fish/vendor_completions.d

CC	?= cc
OPT	?= -O3 -g
# The tools are optimised as a whole, a tenth less time on the hot path (for a
# fast build: make LTO=); tests link the same objects one by one.
LTO	?= -flto=2 -ffat-lto-objects
# warnings stop us, but not a packager with another compiler
WERROR	?= $(if $(wildcard .git),-Werror)
WARN	:= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wpointer-arith -Wwrite-strings -Wvla -Wformat=2 $(WERROR)
HARDEN	?= -fPIE -fstack-protector-strong -fstack-clash-protection \
	   -D_FORTIFY_SOURCE=2
LDHARDEN ?= -pie -Wl,-z,relro,-z,now,-z,noexecstack
SAN	?=
ALL_CFLAGS = -std=gnu11 $(OPT) $(LTO) $(WARN) $(HARDEN) $(SAN) -D_GNU_SOURCE \
	   -Ilib -I$(BUILD)/gen -include lib/base/banned.h \
	   -DOSSBSS_VERSION='"$(VERSION)"' -MMD -MP $(CFLAGS)
NO_LTO	= $(if $(LTO),-fno-lto)
ALL_LDFLAGS = $(LDHARDEN) $(SAN) -Wl,--as-needed $(LDFLAGS)

PKGS	:= sqlite3 jansson libzstd zlib libxxhash libcrypto
EXT_LIBS ?= $(shell pkg-config --libs $(PKGS)) -lcsv -lm

# Debian packages
DEPS_BUILD := gcc libc6-dev make pkg-config libcsv-dev \
	   libcurl4-openssl-dev libjansson-dev \
	   libsqlite3-dev libssl-dev libxxhash-dev libzstd-dev \
	   zlib1g-dev
# libcurl is loaded by the first web probe, so no link tells of it
DEPS_RUN := jq tzdata libcurl4
DEPS_TEST := bats parallel procps snmpd snmp sqlite3 xxhash zstd python3 \
	   miller openssl xxd time mandoc shellcheck zsh fish libxml2-utils \
	   freeradius freeradius-utils \
	   nfdump softflowd snmptrapd iproute2 util-linux bsdutils chromium cppcheck

# one short line a step; V=1 shows the commands
Q	:= $(if $(V),,@)
say	= $(if $(V),,@printf '  %-4s %s\n' $(1) $(patsubst $(BUILD)/%,%,$(2)))

LAYERS	:= base rec oss bss store net doc
TOOLS	:= $(patsubst cmd/%/main.c,%,$(wildcard cmd/*/main.c))
BINS	:= $(TOOLS:%=$(BUILD)/bin/%)
# users before providers: what a layer needs stands behind it
LIBS	:= $(foreach l,doc net store bss oss rec base,$(BUILD)/lib$(l).a)
UNITS	:= $(patsubst tests/unit/%.c,$(BUILD)/tests/%,\
	   $(wildcard tests/unit/test_*.c))
FUZZERS	:= $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,\
	   $(wildcard tests/fuzz/fuzz_*.c))
GEN	:= $(BUILD)/gen/reason_table.h
COMPLETIONS := $(foreach t,$(TOOLS),$(BUILD)/completions/bash/$(t) \
	   $(BUILD)/completions/zsh/_$(t) $(BUILD)/completions/fish/$(t).fish)

all: $(BINS)

.SUFFIXES:
.SECONDARY:
.DELETE_ON_ERROR:

help:		## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' \
	    Makefile

# ---- what is needed ---------------------------------------------------------

deps:		## install what building, running and testing need (apt-get)
	@share/make/deps.sh $(DEPS_BUILD) $(DEPS_RUN) $(DEPS_TEST)
deps-build:	## ... what building needs
	@share/make/deps.sh $(DEPS_BUILD)
deps-run:	## ... what the tools need
	@share/make/deps.sh $(DEPS_RUN)
deps-test:	## ... what the tests and the demo need
	@share/make/deps.sh $(DEPS_TEST)

# ---- building ---------------------------------------------------------------

# A stamp changes only when its text does: what depends on it is rebuilt when
# a flag is another or a source file came or went.
define stamp_rule
$(BUILD)/gen/$(1): FORCE
	@mkdir -p $$(@D)
	@printf '%s\n' $$($(2)) | cmp -s - $$@ || \
	    printf '%s\n' $$($(2)) > $$@
endef
CC_STAMP = '$(subst ','\'',$(CC) $(ALL_CFLAGS))'
LD_STAMP = '$(subst ','\'',$(CC) $(ALL_LDFLAGS) $(EXT_LIBS))'
$(eval $(call stamp_rule,cc.stamp,CC_STAMP))
$(eval $(call stamp_rule,ld.stamp,LD_STAMP))
$(eval $(call stamp_rule,datadir.stamp,DATADIR))

$(BUILD)/gen/reason_table.h: share/reasons.tsv lib/base/reason_table.awk
	@mkdir -p $(@D)
	$(call say,GEN,$@)
	$(Q)awk -f lib/base/reason_table.awk share/reasons.tsv > $@

$(BUILD)/obj/%.o: %.c $(BUILD)/gen/cc.stamp | $(GEN)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) $(DEFS) -c -o $@ $<

# only share_path() knows where the data is
$(BUILD)/obj/lib/base/file.o: DEFS = -DOSSBSS_DATADIR='"$(DATADIR)"'
$(BUILD)/obj/lib/base/file.o: $(BUILD)/gen/datadir.stamp

# private: not for what they depend on, the stamp of the flags above all
$(BUILD)/obj/tests/%.o: private OPT := -O1 -g
$(BUILD)/obj/tests/%.o: private LTO :=

objects	= $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard $(1)/*.c))

define layer_rule
OBJ_$(1) := $(call objects,lib/$(1))
$(call stamp_rule,$(1).stamp,OBJ_$(1))
$(BUILD)/lib$(1).a: $$(OBJ_$(1)) $(BUILD)/gen/$(1).stamp
	$$(call say,AR,$$@)
	@rm -f $$@
	$(Q)ar crs $$@ $$(OBJ_$(1))
endef
$(foreach l,$(LAYERS),$(eval $(call layer_rule,$(l))))

define tool_rule
OBJ_$(1) := $(call objects,cmd/$(1))
$(call stamp_rule,$(1).stamp,OBJ_$(1))
$(BUILD)/bin/$(1): $$(OBJ_$(1)) $(LIBS) $(BUILD)/gen/$(1).stamp \
    $(BUILD)/gen/ld.stamp
	@mkdir -p $$(@D)
	$$(call say,LD,$$@)
	$(Q)$$(CC) $$(OPT) $$(LTO) $$(ALL_LDFLAGS) -o $$@ $$(OBJ_$(1)) $(LIBS) \
	    $$(EXT_LIBS)
endef
$(foreach t,$(TOOLS),$(eval $(call tool_rule,$(t))))

$(BUILD)/tests/%: $(BUILD)/obj/tests/unit/%.o $(BUILD)/obj/tests/unit/tap.o \
    $(LIBS) $(BUILD)/gen/ld.stamp
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(NO_LTO) $(ALL_LDFLAGS) -o $@ $(filter %.o %.a,$^) $(EXT_LIBS)

units: $(UNITS)

-include $(patsubst %.o,%.d,$(foreach d,$(wildcard lib/* cmd/* tests/unit \
    tests/fuzz tests/bench),$(call objects,$(d))))

# ---- completions ------------------------------------------------------------

define completion_rule
$(BUILD)/completions/$(2): $(BUILD)/bin/$(1) share/make/completion-$(3).awk
	@mkdir -p $$(@D)
	@$(BUILD)/bin/$(1) --print-options > $$@.table
	$$(call say,GEN,$$@)
	$(Q)awk -f share/make/completion-$(3).awk -v tool=$(1) $$@.table > $$@
	@rm $$@.table
endef
$(foreach t,$(TOOLS),\
    $(eval $(call completion_rule,$(t),bash/$(t),bash))\
    $(eval $(call completion_rule,$(t),zsh/_$(t),zsh))\
    $(eval $(call completion_rule,$(t),fish/$(t).fish,fish)))

completions: $(COMPLETIONS)	## make completions/ again from the option tables
	rm -rf completions/bash completions/zsh completions/fish
	mkdir -p completions/bash completions/zsh completions/fish
	for f in $(COMPLETIONS:$(BUILD)/%=%); do cp $(BUILD)/$$f $$f; done

# ---- checks -----------------------------------------------------------------

# who says nothing of jobs waits for one compiler a processor, not for one
JOBS	= $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))

demo:		## poll a node, mediate, spool, rate, bill: the whole pipe
	@share/make/deps.sh $(DEPS_BUILD) $(DEPS_RUN) $(DEPS_TEST)
	@+$(MAKE) $(JOBS) --no-print-directory all
	@BUILD=$(BUILD) share/demo/run-demo.sh

story:		## a cut duct, a power loss, a silent port, planned work: on agents
	@share/make/deps.sh $(DEPS_BUILD) $(DEPS_RUN) $(DEPS_TEST)
	@+$(MAKE) $(JOBS) --no-print-directory all
	@BUILD=$(BUILD) share/demo/story.sh

check:		## run all tests; the last line is the sum over all suites
	@share/make/deps.sh $(DEPS_BUILD) $(DEPS_RUN) $(DEPS_TEST)
	@+$(MAKE) $(JOBS) --no-print-directory check-build
	@BUILD=$(BUILD) tests/run.sh units fuzz golden bats prop examples \
	    docs lint

check-build: all units fuzzers $(COMPLETIONS)
fuzzers: $(FUZZERS)

ASAN	:= -fsanitize=address,undefined -fno-sanitize-recover=all
check-asan:	## units, golden cases and bats under address and UB sanitizers
	@+$(MAKE) --no-print-directory BUILD=$(BUILD)-asan OPT='-O1 -g' LTO= \
	    WERROR= HARDEN=-fno-omit-frame-pointer LDHARDEN= SAN='$(ASAN)' \
	    check-build
	@BUILD=$(BUILD)-asan ASAN_OPTIONS=exitcode=99 \
	    UBSAN_OPTIONS=exitcode=99:print_stacktrace=1 \
	    tests/run.sh units fuzz golden bats

check-docs: all	## manual pages against option tables and reason codes
	@BUILD=$(BUILD) tests/run.sh examples docs

lint: all	## layers, sizes, shellcheck, cppcheck where it is installed
	@BUILD=$(BUILD) tests/run.sh lint

FUZZ_MAIN ?= $(BUILD)/obj/tests/fuzz/standalone.o
$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/obj/tests/fuzz/aid.o \
    $(FUZZ_MAIN) $(LIBS) $(BUILD)/gen/ld.stamp
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(NO_LTO) $(ALL_LDFLAGS) $(FUZZ_LDFLAGS) -o $@ $(filter %.o,$^) \
	    $(filter %.a,$^) $(EXT_LIBS)

# what a tool reads by itself
$(BUILD)/fuzz/fuzz_state: $(filter-out %/main.o,$(OBJ_bss-mediate))
$(BUILD)/fuzz/fuzz_nodes: $(filter-out %/main.o,$(OBJ_ossctl-poll))
$(BUILD)/fuzz/fuzz_targets: $(filter-out %/main.o,$(OBJ_ossctl-probe))
$(BUILD)/fuzz/fuzz_places: $(filter-out %/main.o,$(OBJ_ossctl-event))

FUZZ_TIME ?= 20
# pointer-overflow would tell of NULL + 0, the end of a slice that is missing
FUZZ_SAN := -fsanitize=address,undefined -fno-sanitize-recover=all \
	   -fno-sanitize=pointer-overflow -fsanitize=fuzzer-no-link \
	   -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
fuzz:		## fuzz each reader for FUZZ_TIME seconds (needs clang)
	@command -v clang >/dev/null || { \
	    echo 'make fuzz: no clang here; try: apt-get install clang'; \
	    exit 2; }
	@+$(MAKE) --no-print-directory BUILD=$(BUILD)-fuzz CC=clang WERROR= \
	    OPT='-O1 -g' LTO= HARDEN= LDHARDEN= SAN='$(FUZZ_SAN)' FUZZ_MAIN= \
	    FUZZ_LDFLAGS=-fsanitize=fuzzer fuzzers
	@BUILD=$(BUILD)-fuzz FUZZ_TIME=$(FUZZ_TIME) tests/fuzz/run.sh

BENCHES	:= $(patsubst tests/bench/%.c,$(BUILD)/bench/%,\
	   $(wildcard tests/bench/*.c))
$(BUILD)/bench/%: $(BUILD)/obj/tests/bench/%.o $(LIBS) $(BUILD)/gen/ld.stamp
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(NO_LTO) $(ALL_LDFLAGS) -o $@ $(filter %.o %.a,$^) $(EXT_LIBS)

bench: all $(BENCHES)	## records/s, MB/s and memory of each stage beside others
	@BUILD=$(BUILD) tests/bench/run.sh
	@BUILD=$(BUILD) tests/bench/oss.sh
	@BUILD=$(BUILD) tests/bench/poll.sh
bench-oss: all $(BENCHES)	## samples/s of alarms and of key figures
	@BUILD=$(BUILD) tests/bench/oss.sh
bench-poll: all $(BENCHES)	## SNMP objects/s of a pass over 5,000 nodes
	@BUILD=$(BUILD) tests/bench/poll.sh
bench-rca: all	## faults in real and made networks: precision and recall by class
	@PATH=$(abspath $(BUILD))/bin:$$PATH OSSBSS_SHARE=$(CURDIR)/share \
	    python3 tests/rca/score.py
bench-deps:	## install what the bench compares with, outside the tree
	@tests/bench/deps.sh

# ---- installing -------------------------------------------------------------

INSTALL_ENV = BUILD='$(BUILD)' DESTDIR='$(DESTDIR)' BINDIR='$(BINDIR)' \
	   DATADIR='$(DATADIR)' MANDIR='$(MANDIR)' DOCDIR='$(DOCDIR)' \
	   BASHCOMPDIR='$(BASHCOMPDIR)' ZSHCOMPDIR='$(ZSHCOMPDIR)' \
	   FISHCOMPDIR='$(FISHCOMPDIR)'

install: all $(COMPLETIONS)	## to DESTDIR and PREFIX (/usr/local)
	@$(INSTALL_ENV) share/make/install.sh install $(TOOLS)
uninstall:	## remove exactly what install put there
	@$(INSTALL_ENV) share/make/install.sh uninstall

dist:		## ossbss-VERSION.tar.gz in $(BUILD)
	@mkdir -p $(BUILD)
	@share/make/dist.sh ossbss-$(VERSION) $(BUILD)/ossbss-$(VERSION).tar.gz

clean:		## remove all that was built
	rm -rf $(BUILD) $(BUILD)-asan $(BUILD)-fuzz

FORCE:
.PHONY: all help deps deps-build deps-run deps-test units completions demo \
    story check check-build check-asan check-docs lint fuzzers fuzz bench \
    bench-oss bench-poll bench-rca \
    bench-deps install uninstall dist clean FORCE
