# SPDX-License-Identifier: Apache-2.0
# For GNU make, run by ../Makefile.am, which says where what lies (TOP, BUILD), the plugins (STEMS), compiler
# and flags.  Everything is compiled once, with the fuzzer's eyes in it; a target links what it needs.
O = fuzz-build
core_targets = anonymize capture defrag dissect exchange ini labels ncap query source stages streams
plugin_targets = $(STEMS:%=plugin_%)
targets = $(core_targets:%=$(O)/fuzz_%) $(plugin_targets:%=$(O)/fuzz_%)

all: $(targets)

compiled = $(wildcard $(TOP)/core/*/*.c $(TOP)/sdk/*.c $(TOP)/plugins/*.c) $(TOP)/tests/harness/readable.c \
	$(TOP)/tests/harness/static_plugins.c
generated = $(wildcard $(BUILD)/proto/*.pb-c.c) $(BUILD)/sdk/netcap/context.pb-c.c
own = fuzz fuzz_all fuzz_plugin fuzz_plugin_layer fuzz_plugin_stream fuzz_plugin_flow fuzz_streams_reader \
	$(core_targets:%=fuzz_%)
library = $(compiled:$(TOP)/%.c=$(O)/%.o) $(generated:$(BUILD)/%.c=$(O)/made/%.o)
objects = $(library) $(own:%=$(O)/tests/fuzz/%.o)
compile = $(CC) $(FLAGS) -fsanitize=fuzzer-no-link,$(SANITIZERS) -MMD -MP $(INCLUDES) -c
link = $(CC) $(FLAGS) -fsanitize=fuzzer,$(SANITIZERS) -o $@

-include $(objects:.o=.d)
.SECONDARY:

$(O)/%.o: $(TOP)/%.c
	@mkdir -p $(@D)
	$(compile) -o $@ $<
$(O)/made/%.o: $(BUILD)/%.c
	@mkdir -p $(@D)
	$(compile) -o $@ $<
$(O)/tests/fuzz/fuzz_all.o: $(TOP)/plugins/list.am
$(O)/tests/fuzz/fuzz_all.o: override INCLUDES += '-DFUZZ_PLUGINS=${STEMS:%=PLUGIN(%)}'
$(O)/one/%.o: $(TOP)/tests/fuzz/fuzz_one.c
	@mkdir -p $(@D)
	$(compile) -DFUZZ_STEM=$* -o $@ $<

$(O)/libfuzzed.a: $(library)
	@rm -f $@
	$(AR) crs $@ $^

here = $(O)/tests/fuzz
$(O)/fuzz_ini $(O)/fuzz_dissect $(O)/fuzz_stages: $(here)/fuzz_all.o
$(O)/fuzz_streams: $(here)/fuzz_streams_reader.o
$(core_targets:%=$(O)/fuzz_%): $(O)/fuzz_%: $(here)/fuzz_%.o $(here)/fuzz.o $(O)/libfuzzed.a
	$(link) $(filter %.o,$^) $(O)/libfuzzed.a $(LIBS)
$(plugin_targets:%=$(O)/fuzz_%): $(O)/fuzz_plugin_%: $(O)/one/%.o $(here)/fuzz_plugin.o $(here)/fuzz_plugin_layer.o \
		$(here)/fuzz_plugin_stream.o $(here)/fuzz_plugin_flow.o $(here)/fuzz.o $(O)/libfuzzed.a
	$(link) $(filter %.o,$^) $(O)/libfuzzed.a $(LIBS)
