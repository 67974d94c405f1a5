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
PLUGINDIR ?= $(HOME)/.local/lib/netcap/plugins
FUZZ_SECONDS ?= 60

@stem@.so: @stem@.c
	$(CC) $(CFLAGS) -shared -fPIC -I. -o $@ @stem@.c \
		`$(PKG_CONFIG) --cflags --libs netcap-sdk` $(LDFLAGS)

check: @stem@.so
	$(NETCAP) plugin check ./@stem@.so seeds/*.pcap
	rm -rf out
	$(NETCAPD) --quiet --plugins=. -r seeds/@stem@.pcap -o out
	$(NETCAP) dump --json --select=@select@ out/UDP.ncap.gz | diff expected/inside.jsonl -

fuzz: @stem@.so
	$(NETCAP) plugin fuzz --seconds=$(FUZZ_SECONDS) ./@stem@.so seeds/*.pcap

doc: @stem@.so
	$(NETCAP) plugin doc --format=markdown ./@stem@.so > @stem@.md

install: @stem@.so
	mkdir -p "$(DESTDIR)$(PLUGINDIR)"
	cp @stem@.so "$(DESTDIR)$(PLUGINDIR)/"

clean:
	rm -rf @stem@.so @stem@.md @stem@-* out

.PHONY: check fuzz doc install clean
