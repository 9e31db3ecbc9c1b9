# ossbss: one plain GNU Makefile. `make demo` and `make check` are all that a
# new user needs; `make help` lists the rest. All output lands in $(BUILD).

VERSION	:= 0.1.0
BUILD	?= build
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
OPT	?= -O2 -g
WERROR	?= -Werror
WARN	:= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wpointer-arith -Wwrite-strings -Wvla -Wformat=2 $(WERROR)
HARDEN	?= -fPIE -fstack-protector-strong -fstack-clash-protection \
	   -D_FORTIFY_SOURCE=2
LDHARDEN ?= -pie -Wl,-z,relro,-z,now,-z,noexecstack
SAN	?=
ALL_CFLAGS = -std=gnu11 $(OPT) $(WARN) $(HARDEN) $(SAN) -D_GNU_SOURCE \
	   -Ilib -I$(BUILD)/gen -include lib/base/banned.h \
	   -DOSSBSS_VERSION='"$(VERSION)"' -DOSSBSS_DATADIR='"$(DATADIR)"' \
	   -MMD -MP $(CFLAGS)
ALL_LDFLAGS = $(LDHARDEN) $(SAN) -Wl,--as-needed $(LDFLAGS)

PKGS	:= sqlite3 jansson libzstd libxxhash libcrypto
EXT_LIBS ?= $(shell pkg-config --libs $(PKGS)) -lcsv -lnetsnmp -lm

LAYERS	:= base rec oss bss store net doc
TOOLS	:= $(patsubst cmd/%/main.c,%,$(wildcard cmd/*/main.c))
BINS	:= $(TOOLS:%=$(BUILD)/bin/%)
# users before providers: what a layer needs stands behind it
LIBS	:= $(foreach l,doc net store bss oss rec base,$(BUILD)/lib$(l).a)
UNITS	:= $(patsubst tests/unit/%.c,$(BUILD)/tests/%,\
	   $(wildcard tests/unit/test_*.c))
GEN	:= $(BUILD)/gen/reason_table.h

all: $(BINS)

.SUFFIXES:
.SECONDARY:
.DELETE_ON_ERROR:

$(BUILD)/gen/reason_table.h: share/reasons.tsv lib/base/reason_table.awk
	@mkdir -p $(@D)
	awk -f lib/base/reason_table.awk share/reasons.tsv > $@

$(BUILD)/obj/%.o: %.c $(GEN) Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

define layer_rule
$(BUILD)/lib$(1).a: $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard lib/$(1)/*.c))
	@rm -f $$@
	ar crs $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call layer_rule,$(l))))

define tool_rule
$(BUILD)/bin/$(1): $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard cmd/$(1)/*.c)) \
    $(LIBS)
	@mkdir -p $$(@D)
	$(CC) $(ALL_LDFLAGS) -o $$@ $$^ $(EXT_LIBS)
endef
$(foreach t,$(TOOLS),$(eval $(call tool_rule,$(t))))

$(BUILD)/tests/%: $(BUILD)/obj/tests/unit/%.o $(BUILD)/obj/tests/unit/tap.o \
    $(LIBS)
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(EXT_LIBS)

units: $(UNITS)

clean:
	rm -rf $(BUILD)

.PHONY: all units clean

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
