/* SPDX-License-Identifier: Apache-2.0 */
/* The whole way of packets made up here, with workers as threads: what comes out is the same for
 * any number of workers and any batches, although rooms are full now and then. */
#include "harness.h"

#include "dissect/catalog.h"
#include "core_helper.h"
#include "crew_helper.h"
#include "dissect/dissect.h"
#include "every.pb-c.h"
#include "output/header.h"
#include "stages/stage_models.h"
#include "stages/stages_setup.h"
#include "static_plugins.h"
#include "run/dispatcher.h"
#include "run/supervisor.h"
#include "run/worker.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PACKETS = 1500, PAIRS = 20, LONGEST = 900000, FILE_MAX = 64 << 20, INNER = 7 };

static struct plugins plugins;
static struct supervisor s;
static uint32_t given, per_fill; /* packets so far; at a time */
static uint32_t too_large;       /* the pair whose flow's record is; PAIRS for none */

/* What a packet holds. */
struct content {
    uint8_t pair, fragment; /* 0: whole; 1, 2: the first and the last piece of a datagram */
    uint16_t datagram;
    uint32_t length; /* of its record */
    uint8_t piece[8];
};

static void
put_text(struct nc_packet *pkt, Every__Every *every, uint32_t size)
{
    uint8_t *text = nc_alloc(pkt, NC_ALLOC_MAX);

    memset(text, 'x', NC_ALLOC_MAX);
    for (uint32_t n; size; size -= n) {
        n = size < NC_ALLOC_MAX ? size : NC_ALLOC_MAX;
        nc_push(pkt, every, bytes, ((ProtobufCBinaryData){ n, text }));
    }
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    ProtobufCBinaryData bytes = nc_bytes(in, offsetof(struct content, piece));
    struct content c = { 0 };
    uint8_t from[4] = { 10, 0, 0, 0 }, to[4] = { 10, 0, 1, 0 };

    nc_require(in, nc_ok(in), nc_truncated);
    memcpy(&c, bytes.data, offsetof(struct content, piece));
    from[3] = to[3] = c.pair;
    nc_network(pkt, NC_ENDPOINT_IPV4, from, to, 4, INNER);
    put_text(pkt, record, c.length);
    if (c.fragment)
        nc_report_fragment(pkt,
                    &(struct nc_fragment){ .id = c.datagram,
                                           .offset = c.fragment == 2 ? 8 : 0,
                                           .next = INNER,
                                           .more = c.fragment == 1 },
                    in);
}

static void
decode_inner(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    put_text(pkt, record, nc_u8(in) * 1000u);
}

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
    key->size = 4;
    memcpy(key->bytes, sighting->network[0], 4);
    return sighting->network_kind;
}

struct counts {
    uint32_t packets;
    uint8_t pair;
};

static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *state)
{
    struct counts *counts = state;

    (void)flow;
    counts->packets++;
    counts->pair = sighting->network[0][3];
    return NC_FLOW_OPEN;
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *state, void *record)
{
    const struct counts *counts = state;

    (void)flow;
    put_text(pkt, record, counts->pair == too_large ? RECORD_MAX : 1 + counts->packets * 10000u);
}

struct options {
    struct nc_flow_limits limits;
};

static const struct nc_option options[] = { NC_FLOW_LIMITS(struct options, limits, 1, 2, 15),
                                            NC_OPTIONS_END };

static const struct nc_plugin layer = {
    .abi = NC_ABI,
    .size = sizeof layer,
    .name = "Layer",
    .about = "a layer",
    .type = 10000,
    .record = &every__every__descriptor,
    .decode = decode,
    .on = NC_ON(NC_KEY(NC_LINKTYPE, 1)),
};

static const struct nc_plugin inner = {
    .abi = NC_ABI,
    .size = sizeof inner,
    .name = "Inner",
    .about = "what datagrams hold",
    .type = 10001,
    .record = &every__every__descriptor,
    .decode = decode_inner,
    .on = NC_ON(NC_KEY(NC_IPPROTO, INNER)),
};

static const struct nc_plugin model = {
    .abi = NC_ABI,
    .size = sizeof model,
    .name = "Model",
    .about = "flows",
    .type = 10002,
    .record = &every__every__descriptor,
    .on = NC_ON({ 0, 0, 0 }),
    .options = options,
    .options_size = sizeof(struct options),
    .id = id,
    .observe = observe,
    .report = report,
    .state_size = sizeof(struct counts),
};

/* The packets: every fifth one is a piece of a datagram, of which some stay incomplete; some have
 * long records, and a few all there are in a row, so that rooms are full. */
static struct content
content_of(uint32_t i)
{
    struct content c = { .pair = (uint8_t)(i * 7 % PAIRS), .length = 10 + i % 300 };

    if (i % 50 == 0 || (i > 700 && i < 730))
        c.length = LONGEST - i * 100;
    if (i % 5 == 0) {
        c.fragment = (uint8_t)(1 + i / 5 % 2);
        c.datagram = (uint16_t)(i / 10);
        c.pair = (uint8_t)(i / 10 % PAIRS);
        c.piece[0] = (uint8_t)i;
        if (i % 70 == 5)
            c.fragment = 0;
    }
    return c;
}

long
capture_fill(struct capture *unused, const struct capture_buffer *to, int wait_ms)
{
    uint32_t n = 0;

    (void)unused, (void)wait_ms;
    for (; n < per_fill && given < PACKETS; n++, given++) {
        struct content c = content_of(given);
        uint32_t size = sizeof c, offset = n * size;

        memcpy(to->data + offset, &c, size);
        to->packets[n] = (struct packet){ .seconds = given / 200,
                                            .nanoseconds = given % 200 * 5000000,
                                            .clock = given * UINT64_C(5000000),
                                            .offset = offset,
                                            .captured = size,
                                            .length = size,
                                            .linktype = 1 };
    }
    return n ? (long)n : CAPTURE_END;
}

static Catalog__Settings *
settings_of(const Catalog__Catalog *catalog)
{
    static Catalog__PluginSettings each[3], *list[3];
    static uint64_t values[3] = { 1, 2, 15 };
    static Catalog__Settings all = CATALOG__SETTINGS__INIT;

    for (size_t i = 0; i < catalog->n_plugin; i++) {
        catalog__plugin_settings__init(&each[i]);
        each[i].enabled = 1;
        each[i].option = values;
        each[i].n_option = catalog->plugin[i]->n_option;
        list[i] = &each[i];
    }
    all.plugin = list;
    all.n_plugin = catalog->n_plugin;
    return &all;
}

static void *
worker(void *number)
{
    worker_run(s.tasks->shared, &plugins, *(uint32_t *)number, 0);
    return NULL;
}

static void
run(const char *folder_name, uint32_t workers, uint32_t at_a_time)
{
    struct stage_limits limits = {
        .dissect = { .context = true },
        .defrag = { .timeout = 1000000000, .memory = 1 << 20, .datagrams = 8 },
        .streams = { .connections = 10, .memory = 1 << 20, .side = 1 << 16 },
    };
    struct output_options of = { .folder = out_folder_in(folder_name),
                                 .formats = { &file_format_ncap },
                                 .style.compression.kind = COMPRESSION_NONE,
                                 .origin.source = "test" };
    Catalog__Catalog *catalog = catalog_of(&plugins);
    struct shared *shared =
        shared_create(2 * workers + 2, (struct block_sizes){ .small = 1 });
    struct dispatcher dispatcher;
    pthread_t threads[4];
    uint32_t numbers[4] = { 0, 1, 2, 3 };

    given = 0;
    crew_of(workers);
    per_fill = at_a_time;
    CU_ASSERT_PTR_NOT_NULL_FATAL(shared);
    s = (struct supervisor){ .tasks = tasks_create(shared),
                             .catalog = catalog,
                             .n_workers = workers };
    s.output = output_create(&of, s.tasks, catalog, settings_of(catalog), supervisor_wait, &s);
    CU_ASSERT_FATAL(limits_take_models(&limits, catalog, settings_of(catalog)));
    CU_ASSERT_FATAL(stages_setup(shared, &limits));
    for (uint32_t i = 0; i < workers; i++)
        CU_ASSERT_EQUAL_FATAL(pthread_create(&threads[i], NULL, worker, &numbers[i]), 0);
    CU_ASSERT_FATAL(dispatcher_start(&dispatcher, s.tasks));
    CU_ASSERT(supervisor_run(&s));
    CU_ASSERT(output_finish(s.output, true));
    dispatcher_stop(&dispatcher);
    orders_stop(shared);
    for (uint32_t i = 0; i < workers; i++)
        pthread_join(threads[i], NULL);
    output_destroy(s.output);
    supervisor_free(&s);
    catalog__catalog__free_unpacked(catalog, NULL);
}

static void
files_are_the_same(const char *one, const char *other, const char *name)
{
    static uint8_t *first, *second;
    char path[64];
    size_t n, m;

    first = first ? first : malloc(FILE_MAX);
    second = second ? second : malloc(FILE_MAX);
    snprintf(path, sizeof path, "%s/%s.ncap", one, name);
    n = load(path, first, FILE_MAX);
    snprintf(path, sizeof path, "%s/%s.ncap", other, name);
    m = load(path, second, FILE_MAX);
    CU_ASSERT(n > 1000 && n < FILE_MAX);
    CU_ASSERT(n == m && memcmp(first, second, n) == 0);
}

static void
writes_the_same(const char *name, uint32_t workers, uint32_t at_a_time)
{
    run(name, workers, at_a_time);
    files_are_the_same("one", name, "Layer");
    files_are_the_same("one", name, "Inner");
    files_are_the_same("one", name, "Model");
    CU_ASSERT_EQUAL(s.account.packets, PACKETS);
    CU_ASSERT_EQUAL(s.account.outcome[PACKET_DECODED] + s.account.outcome[PACKET_REFUSED], PACKETS);
}

static void
every_packet_is_taken_over_and_accounted(void)
{
    run("one", 1, PACKETS);
    CU_ASSERT_EQUAL(s.account.packets, PACKETS);
}

static void
output_does_not_depend_on_the_batches(void)
{
    writes_the_same("small", 1, 3);
    writes_the_same("middle", 1, 64);
}

static void
output_does_not_depend_on_the_workers(void)
{
    writes_the_same("two", 2, PACKETS);
    writes_the_same("four", 4, 100);
    writes_the_same("many", 4, 7);
}

/* It is lost, and counted; the others are not. */
static void
a_record_of_a_flow_that_is_too_large_costs_that_flow(void)
{
    too_large = 3;
    alarm(120); /* should it never end */
    run("large", 2, 100);
    alarm(0);
    too_large = PAIRS;
    CU_ASSERT_EQUAL(s.account.packets, PACKETS);
    CU_ASSERT(s.account.outcome[PACKET_REFUSED] + s.account.lost < PACKETS / PAIRS);
    files_are_the_same("one", "large", "Layer");
    files_are_the_same("one", "large", "Inner");
}

int
main(void)
{
    static const struct nc_plugin *const list[] = { &layer, &inner, &model, NULL };
    static const struct sentence own[] = {
        SENTENCE(every_packet_is_taken_over_and_accounted),
        SENTENCE(output_does_not_depend_on_the_batches),
        SENTENCE(output_does_not_depend_on_the_workers),
        SENTENCE(a_record_of_a_flow_that_is_too_large_costs_that_flow), SENTENCES_END
    };
    int failed;

    too_large = PAIRS;
    setenv("SOURCE_DATE_EPOCH", "1", 1);
    header_set_time();
    static_plugins(&plugins, list);
    failed = sentences("supervisor", own);
    static_plugins_free(&plugins);
    remove_folder();
    return failed;
}
