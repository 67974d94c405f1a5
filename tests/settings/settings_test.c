/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a mistake is for ini_test.sh to see; here it counts that there was one. */
#include "settings/binding.h"
#include "settings/resolve.h"
#include "settings/show.h"

#include "harness.h"
#include "settings/options.h"

#include <stdlib.h>
#include <string.h>

/* Base with a switch and a number, a carrier that decodes port 53, and another. */
static const Catalog__Catalog *
catalog(void)
{
    static Catalog__Option flag = CATALOG__OPTION__INIT, number = CATALOG__OPTION__INIT;
    static Catalog__Option *options[] = { &flag, &number };
    static Catalog__Key port = CATALOG__KEY__INIT, private = CATALOG__KEY__INIT;
    static Catalog__Key *keys[] = { &port, &private };
    static Catalog__Plugin base = CATALOG__PLUGIN__INIT, carrier = CATALOG__PLUGIN__INIT;
    static Catalog__Plugin other = CATALOG__PLUGIN__INIT;
    static Catalog__Plugin *plugins[] = { &base, &carrier, &other };
    static Catalog__Catalog all = CATALOG__CATALOG__INIT;

    flag.name = (char *)"flag", flag.kind = NC_OPTION_BOOL, flag.initial = 1;
    number.name = (char *)"number", number.kind = NC_OPTION_UINT;
    number.initial = 5, number.least = 2, number.most = 9;
    base.name = (char *)"Base", base.type = 10001, base.option = options, base.n_option = 2;
    port.space = NC_UDP_PORT, port.value = 53;
    private.space = NC_SPACE('b', 'a', 's', 'e'), private.value = 1;
    carrier.name = (char *)"Carrier", carrier.on = keys, carrier.n_on = 2;
    other.name = (char *)"Other", other.type = 10002;
    all.plugin = plugins, all.n_plugin = 3;
    return &all;
}

static Catalog__Settings *resolved;
static struct settings read; /* of these words; its texts are gone */

/* Resolves what these words of a command line say; NULL when they are refused. */
static const Catalog__Settings *
resolve(const char *first, const char *second)
{
    char *words[] = { (char *)"netcapd", (char *)"--read=x", (char *)first, (char *)second, NULL };
    struct settings settings;

    if (resolved)
        catalog__settings__free_unpacked(resolved, NULL);
    resolved = NULL;
    if (settings_read(&settings, !first ? 2 : second ? 4 : 3, words))
        resolved = settings_resolve(&settings, catalog());
    read = settings;
    settings_free(&settings);
    return resolved;
}

static void
without_settings_there_are_the_defaults(void)
{
    const Catalog__Settings *s = resolve(NULL, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    CU_ASSERT_EQUAL_FATAL(s->n_plugin, 3);
    CU_ASSERT_TRUE(read.limits.dissect.context && s->plugin[0]->enabled);
    CU_ASSERT_FALSE(s->plugin[1]->enabled); /* has no record */
    CU_ASSERT_EQUAL_FATAL(s->plugin[0]->n_option, 2);
    CU_ASSERT_EQUAL(s->plugin[0]->option[0], 1);
    CU_ASSERT_EQUAL(s->plugin[0]->option[1], 5);
}

static void
options_are_set_by_name(void)
{
    const Catalog__Settings *s = resolve("--set=Base.number=9", "--set=base.flag=off");

    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    CU_ASSERT_EQUAL(s->plugin[0]->option[0], 0);
    CU_ASSERT_EQUAL(s->plugin[0]->option[1], 9);
}

static void
a_setting_is_set_once(void)
{
    CU_ASSERT_PTR_NULL(resolve("--set=Base.number=9", "--set=base.number=3"));
    CU_ASSERT_PTR_NULL(resolve("--set=netcapd.count=9", "--set=netcapd.count=9"));
    CU_ASSERT_PTR_NOT_NULL(resolve("--set=netcapd.include=Base", "--set=netcapd.include=Other"));
}

static void
keys_add_up(void)
{
    const Catalog__Settings *s =
        resolve("--set=Base.on=udp.port:1,, tcp.port:0x2", "--set=Base.on=base:3");

    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    CU_ASSERT_EQUAL_FATAL(s->plugin[0]->n_on, 3);
    CU_ASSERT_EQUAL(s->plugin[0]->on[1]->space, NC_TCP_PORT);
    CU_ASSERT_EQUAL(s->plugin[0]->on[1]->value, 2);
    CU_ASSERT_EQUAL(s->plugin[0]->on[2]->space, NC_SPACE('b', 'a', 's', 'e'));
}

static void
wrong_keys_are_refused(void)
{
    static const char *const words[] = {
        "--set=Base.on=udp.port",    "--set=Base.on=udp.port:",
        "--set=Base.on=:5",          "--set=Base.on=udp:5",
        "--set=Base.on=none:5",      "--set=Base.on=udp.port:-1",
        "--set=Base.on=udp.port:53", "--set=Base.on=udp.port:1 udp.port:1",
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        CU_ASSERT_PTR_NULL(resolve(words[i], NULL));
}

static void
wrong_settings_are_refused(void)
{
    static const char *const words[] = {
        "--set=Nobody.flag=on",
        "--set=Base.nothing=on",
        "--set=Base.flag=2",
        "--set=Base.flag=",
        "--set=Base.enabled=maybe",
        "--set=Base.number=1",
        "--set=Base.number=10",
        "--set=Base.number=",
        "--set=.flag=on",
        "--set=Base.=on",
        "--set=Base",
        "--set=netcapd.nothing=1",
        "--include=Nobody",
        "--exclude=Base,Nobody",
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        CU_ASSERT_PTR_NULL(resolve(words[i], NULL));
}

static void
records_that_are_off_are_written_when_asked_for(void)
{
    Catalog__Plugin *other = catalog()->plugin[2];

    other->off_by_default = 1;
    CU_ASSERT_FALSE(resolve(NULL, NULL)->plugin[2]->enabled);
    CU_ASSERT_TRUE(resolve("--set=Other.enabled=on", NULL)->plugin[2]->enabled);
    CU_ASSERT_TRUE(resolve("--include=Other", NULL)->plugin[2]->enabled);
    CU_ASSERT_PTR_NULL(resolve("--exclude=Base", NULL));
    other->off_by_default = 0;
}

static void
the_beginning_of_a_name_is_no_name(void)
{
    CU_ASSERT_PTR_NULL(resolve("--include=Bas", NULL));
    CU_ASSERT_PTR_NULL(resolve("--set=Bas.flag=on", NULL));
    CU_ASSERT_PTR_NULL(resolve("--set=Base.fla=on", NULL));
}

static void
include_goes_before_sections_and_exclude_before_include(void)
{
    const Catalog__Settings *s = resolve("--include=base", "--set=Base.enabled=off");

    CU_ASSERT_TRUE(s && s->plugin[0]->enabled);
    s = resolve("--include=Base,Other", "--exclude=BASE");
    CU_ASSERT_TRUE(s && !s->plugin[0]->enabled && s->plugin[2]->enabled);
}

static void
a_run_that_would_write_no_type_is_refused(void)
{
    CU_ASSERT_PTR_NULL(resolve("--include=Base", "--exclude=BASE"));
    CU_ASSERT_PTR_NULL(resolve("--exclude=Base,Other", NULL));
    CU_ASSERT_PTR_NULL(resolve("--set=Base.enabled=off", "--set=Other.enabled=off"));
    CU_ASSERT_PTR_NOT_NULL(resolve("--set=Base.enabled=off", NULL));
}

static void
a_list_without_a_type_is_refused_but_not_nothing_at_all(void)
{
    CU_ASSERT_PTR_NULL(resolve("--include=,", NULL));
    CU_ASSERT_PTR_NULL(resolve("--exclude= ,", NULL));
    CU_ASSERT_PTR_NULL(resolve("--include=Base,Carrier", NULL)); /* which has no records */
    CU_ASSERT_PTR_NOT_NULL(resolve("--exclude=Carrier", "--include="));
    CU_ASSERT_PTR_NOT_NULL(resolve("--include=,Base,", NULL));
}

static void
settings_of_netcapd_may_be_set_like_others(void)
{
    const Catalog__Settings *s = resolve("--set=netcapd.context=off", NULL);

    CU_ASSERT_TRUE(s && !read.limits.dissect.context);
}

static void
only_what_differs_from_its_default_is_told_as_changed(void)
{
    char *words[] = { (char *)"netcapd",
                      (char *)"-rx",
                      (char *)"--set=Base.number=9",
                      (char *)"--set=Base.flag=on",
                      (char *)"--set=Base.on=udp.port:7",
                      (char *)"--context=off" };
    static const char *const expected[] = { "netcapd.context=off", "Base.on=udp.port:7",
                                            "Base.number=9" };
    struct settings settings;
    char **changed = NULL;
    size_t n = 0;

    resolve(NULL, NULL);
    catalog__settings__free_unpacked(resolved, NULL);
    CU_ASSERT_TRUE_FATAL(settings_read(&settings, 6, words));
    resolved = settings_resolve(&settings, catalog());
    CU_ASSERT_PTR_NOT_NULL_FATAL(resolved);
    changed = settings_changed(&settings, catalog(), resolved);
    for (; changed[n]; n++) {
        CU_ASSERT_TRUE(n < 3 && strcmp(changed[n], expected[n]) == 0);
        free(changed[n]);
    }
    CU_ASSERT_EQUAL(n, 3);
    free(changed);
    settings_free(&settings);
}

/* Of a setting that only a call understands. */
static void
is_taken(const struct arg_setting *setting)
{
    char value[128];
    char *words[] = { (char *)"netcapd", (char *)"-rx", value };
    struct settings settings;

    snprintf(value, sizeof value, "--set=netcapd.%s=%s", setting->ini, setting->initial);
    CU_ASSERT_TRUE(settings_read(&settings, 3, words));
    settings_free(&settings);
}

/* Else --print-config would print what cannot be given back. */
static void
every_default_is_told_as_it_is_taken(void)
{
    char *words[] = { (char *)"netcapd", (char *)"-rx" }, buffer[32];
    struct settings settings;
    int n = 0;

    CU_ASSERT_TRUE_FATAL(settings_read(&settings, 2, words));
    for (size_t i = 0; i < netcapd_table.count; i++) {
        const struct arg_row *row = &netcapd_table.rows[i];
        const char *text;

        if (!row->setting->ini)
            continue;
        text = binding_text(row, &settings, buffer, sizeof buffer);
        if (text) {
            CU_ASSERT_STRING_EQUAL(text, row->setting->initial);
        } else {
            is_taken(row->setting);
        }
        n++;
    }
    CU_ASSERT(n > 20);
    settings_free(&settings);
}

/* The limits that these words of a command line set; the rest as it is without them. */
static struct stage_limits
limits_of(const char *first, const char *second)
{
    char *words[] = { (char *)"netcapd", (char *)"-rx", (char *)first, (char *)second, NULL };
    struct settings settings;
    struct stage_limits limits = { 0 };

    if (settings_read(&settings, !first ? 2 : second ? 4 : 3, words))
        limits = settings.limits;
    settings_free(&settings);
    return limits;
}

static void
limits_of_reassembly_are_in_the_units_they_say(void)
{
    struct stage_limits l = limits_of("--fragment-timeout=7", "--fragment-memory=3");

    CU_ASSERT_EQUAL(l.defrag.timeout, UINT64_C(7000000000));
    CU_ASSERT_EQUAL(l.defrag.memory, 3 << 20);
    l = limits_of("--stream-buffer=9", "--gap-wait=250");
    CU_ASSERT_EQUAL(l.streams.side, 9 << 10);
    CU_ASSERT_EQUAL(l.streams.gap_wait, 250000000);
    l = limits_of("--max-streams=5", "--set=netcapd.max_datagrams=6");
    CU_ASSERT(l.streams.connections == 5 && l.defrag.datagrams == 6);
    l = limits_of("--closed-wait=7", "--fragment-timeout=0");
    CU_ASSERT(l.streams.closed_wait == UINT64_C(7000000000) && l.defrag.timeout == 0);
    l = limits_of("--set=netcapd.closed_wait=8", "--set=netcapd.fragment_timeout=9");
    CU_ASSERT_EQUAL(l.streams.closed_wait, UINT64_C(8000000000));
    CU_ASSERT_EQUAL(l.defrag.timeout, UINT64_C(9000000000));
    l = limits_of(NULL, NULL);
    CU_ASSERT(l.streams.closed_wait == UINT64_C(60000000000) && l.defrag.timeout == 0);
}

static void
what_is_done_with_packets_is_chosen_by_option_and_by_key(void)
{
    struct stage_limits l = limits_of(NULL, NULL);

    CU_ASSERT(l.dissect.checksums == CHECKSUMS_AUTO && !l.dissect.packet_numbers);
    CU_ASSERT_FALSE(l.dissect.ignores_tags);
    l = limits_of("--checksums=on", "--packet-numbers=on");
    CU_ASSERT(l.dissect.checksums == CHECKSUMS_ON && l.dissect.packet_numbers);
    l = limits_of("--checksums=off", "--ignore-tags=on");
    CU_ASSERT(l.dissect.checksums == CHECKSUMS_OFF && l.dissect.ignores_tags);
    l = limits_of("--set=netcapd.checksums=on", "--set=netcapd.packet_numbers=on");
    CU_ASSERT(l.dissect.checksums == CHECKSUMS_ON && l.dissect.packet_numbers);
    l = limits_of("--checksums=auto", "--set=netcapd.ignore_tags=on");
    CU_ASSERT(l.dissect.checksums == CHECKSUMS_AUTO && l.dissect.ignores_tags);
}

static void
overlaps_are_chosen_by_name(void)
{
    struct stage_limits l = limits_of("--fragment-overlap=discard", "--stream-overlap=last");

    CU_ASSERT_EQUAL(l.defrag.overlap, OVERLAP_DISCARD);
    CU_ASSERT_EQUAL(l.streams.overlap, OVERLAP_LAST);
    l = limits_of(NULL, NULL);
    CU_ASSERT(l.defrag.overlap == OVERLAP_FIRST && l.streams.overlap == OVERLAP_FIRST);
}

static void
limits_out_of_bounds_are_refused(void)
{
    static const char *const words[] = {
        "--fragment-timeout=-1",  "--fragment-memory=0",   "--fragment-memory=4097",
        "--max-datagrams=0",      "--max-streams=4000001", "--stream-overlap=discard",
        "--fragment-overlap=all", "--gap-wait=-1",         "--stream-memory=1e3",
        "--stream-timeout=",      "--closed-wait=0",       "--closed-wait=60s",
        "--fragment-timeout=31536001", "--checksums=yes",  "--checksums=",
        "--packet-numbers=1",     "--ignore-tags=all",     "--set=netcapd.checksums=none",
        "--set=netcapd.ignore_tags=", "--set=netcapd.packet_numbers=auto",
        "--set=netcapd.closed_wait=31536001",
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        CU_ASSERT_EQUAL(limits_of(words[i], NULL).streams.connections, 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(without_settings_there_are_the_defaults),
        SENTENCE(options_are_set_by_name),
        SENTENCE(a_setting_is_set_once),
        SENTENCE(keys_add_up),
        SENTENCE(wrong_keys_are_refused),
        SENTENCE(wrong_settings_are_refused),
        SENTENCE(records_that_are_off_are_written_when_asked_for),
        SENTENCE(the_beginning_of_a_name_is_no_name),
        SENTENCE(include_goes_before_sections_and_exclude_before_include),
        SENTENCE(a_run_that_would_write_no_type_is_refused),
        SENTENCE(a_list_without_a_type_is_refused_but_not_nothing_at_all),
        SENTENCE(settings_of_netcapd_may_be_set_like_others),
        SENTENCE(only_what_differs_from_its_default_is_told_as_changed),
        SENTENCE(every_default_is_told_as_it_is_taken),
        SENTENCE(limits_of_reassembly_are_in_the_units_they_say),
        SENTENCE(what_is_done_with_packets_is_chosen_by_option_and_by_key),
        SENTENCE(overlaps_are_chosen_by_name),
        SENTENCE(limits_out_of_bounds_are_refused),
        SENTENCES_END
    };
    int status = sentences("settings", own);

    if (resolved)
        catalog__settings__free_unpacked(resolved, NULL);
    return status;
}
