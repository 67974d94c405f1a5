# Builds the plugin against the installed SDK of netcap, and nothing else:
#
#     make          @stem@.so
#     make check    tries it, and compares the records of seeds/ with expected/
#     make fuzz     looks for input that it does not stand; FUZZ_SECONDS=600 for longer
#     make doc      @stem@.md
#     make install  for this user; PLUGINDIR=/usr/lib/netcap/plugins for all
CFLAGS ?= -O2 -g
CFLAGS += -Wall -Wextra
NETCAP ?= netcap
NETCAPD ?= netcapd
PKG_CONFIG ?= pkg-config
PROTOC_C ?= protoc-c
PLUGINDIR ?= $(HOME)/.local/lib/netcap/plugins
FUZZ_SECONDS ?= 60

@stem@.so: @stem@.c @stem@.pb-c.c
	$(CC) $(CFLAGS) -shared -fPIC -I. -o $@ @stem@.c @stem@.pb-c.c \
		`$(PKG_CONFIG) --cflags --libs netcap-sdk` $(LDFLAGS)

# The code of the record, and the description that the plugin carries.
@stem@.pb-c.c: @stem@.proto
	$(PROTOC_C) -I. `$(PKG_CONFIG) --variable=protocflags netcap-sdk` --c_out=. \
		--descriptor_set_out=@stem@.desc @stem@.proto

check: @stem@.so
	$(NETCAP) plugin check ./@stem@.so seeds/*.pcap
	rm -rf out
	$(NETCAPD) --quiet --plugins=. -r seeds/@stem@.pcap -o out
	$(NETCAP) dump --json --select=@select@ out/@shown@.ncap.gz | diff expected/@shown@.jsonl -

fuzz: @stem@.so
	$(NETCAP) plugin fuzz --seconds=$(FUZZ_SECONDS) ./@stem@.so seeds/*.pcap

doc: @stem@.so
	$(NETCAP) plugin doc --format=markdown ./@stem@.so > @stem@.md

install: @stem@.so
	mkdir -p "$(DESTDIR)$(PLUGINDIR)"
	cp @stem@.so "$(DESTDIR)$(PLUGINDIR)/"

clean:
	rm -rf @stem@.so @stem@.pb-c.c @stem@.pb-c.h @stem@.desc @stem@.md @stem@-* out

.PHONY: check fuzz doc install clean
