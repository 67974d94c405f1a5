/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "dissect/dissect.h"
#include "harness_plugin.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA = 1 << 20, FILLED = 1 << 16, HEX_ROOM = 4096 };

const char *sound_header;
struct nc_datagram datagram;

static struct {
    struct dissector core;
    struct nc_cursor cursor;
    uint8_t *bytes; /* exactly as many as there are, so that the address sanitizer sees one more */
    void *record;
    struct options options;
} run;

size_t
from_hex(const char *hex, uint8_t *to, size_t capacity)
{
    size_t n = 0;
    unsigned byte;

    for (;; hex += 2) {
        hex += strspn(hex, " \n");
        if (!*hex || n == capacity)
            return n;
        if (sscanf(hex, "%2x", &byte) != 1 || strspn(hex, "0123456789abcdefABCDEF") < 2) {
            fprintf(stderr, "test: expected two hexadecimal digits, found \"%.8s\"\n", hex);
            exit(99);
        }
        to[n++] = (uint8_t)byte;
    }
}

void
use_arena(size_t size)
{
    nc_packet_destroy(&run.core.pkt);
    if (!nc_packet_create(&run.core.pkt, size)) {
        fprintf(stderr, "test: no memory for an arena of %zu bytes\n", size);
        exit(99);
    }
}

static void
default_options(void)
{
    options_default(&run.options);
    options_apply(&run.options, loaded);
}

void
with_option(const char *name, uint64_t value)
{
    options_set(&run.options, name, value);
    options_apply(&run.options, loaded);
}

static struct nc_cursor
exactly(const uint8_t *bytes, size_t size)
{
    free(run.bytes);
    run.bytes = malloc(size);
    if (size)
        memcpy(run.bytes, bytes, size);
    return (struct nc_cursor){ run.bytes, run.bytes, run.bytes + size, NULL };
}

struct nc_cursor
over(const char *hex)
{
    uint8_t bytes[HEX_ROOM];

    return exactly(bytes, from_hex(hex, bytes, sizeof bytes));
}

struct nc_packet *
fresh(struct nc_cursor *in)
{
    nc_packet_begin(&run.core.pkt);
    run.core.pkt.in = in;
    return &run.core.pkt;
}

const char *
why(const struct nc_cursor *in)
{
    return nc_ok(in) ? "" : nc_reason(in);
}

void *
run_read(const uint8_t *bytes, size_t size)
{
    run.cursor = exactly(bytes, size);
    run.record = nc_message(fresh(&run.cursor), plugin->record);
    plugin->read(&run.core.pkt, &run.cursor, run.record);
    return run.record;
}

/* Of a large arena the part that a record may come to. */
static void
fill_arena(struct nc_packet *pkt)
{
    size_t size = (size_t)(pkt->scratch - pkt->arena_at);

    memset(pkt->arena_at, ARENA_UNUSED, size < FILLED ? size : FILLED);
}

static struct {
    uint32_t space;
    uint64_t value;
    bool cut;
} led;

void
led_by(uint32_t space, uint64_t value)
{
    led.space = space;
    led.value = value;
}

void
led_cut(void)
{
    led.cut = true;
}

/* As the one layer of a packet. */
bool
run_bytes(const uint8_t *bytes, size_t size)
{
    bool decoded;

    run.cursor = exactly(bytes, size);
    fill_arena(fresh(&run.cursor));
    nc_next(&run.core.pkt, led.space, led.value);
    run.core.pkt.found = (struct nc_key)NC_KEY(led.space, led.value);
    run.core.pkt.sighting.captured = (uint32_t)size;
    run.core.pkt.sighting.length = (uint32_t)size + led.cut;
    memset(&led, 0, sizeof led);
    run.core.n_layers = 0;
    decoded = dissect_layer(&run.core, 0, &run.cursor);
    run.record = run.core.n_layers ? run.core.layers[0].record : NULL;
    nc_packet_entropy(&run.core.pkt);
    CU_ASSERT_EQUAL_FATAL(decoded, nc_ok(&run.cursor));
    CU_ASSERT_EQUAL_FATAL(run.record != NULL, decoded && plugin->record);
    default_options();
    return decoded;
}

enum nc_answer
run_recognise(const uint8_t *bytes, size_t size)
{
    enum nc_answer answer;

    run.cursor = exactly(bytes, size);
    answer = plugin->recognise(&datagram, &run.cursor);
    CU_ASSERT(run.cursor.pos <= run.cursor.end && run.cursor.end == run.bytes + size);
    return nc_ok(&run.cursor) ? answer : NC_NO;
}

enum nc_answer
recognised(const char *hex)
{
    uint8_t bytes[HEX_ROOM];

    return run_recognise(bytes, from_hex(hex, bytes, sizeof bytes));
}

const char *
unrecognised(const char *hex)
{
    CU_ASSERT_EQUAL(recognised(hex), NC_NO);
    return why(&run.cursor);
}

const char *
refusal(const char *hex)
{
    uint8_t bytes[HEX_ROOM];

    run_bytes(bytes, from_hex(hex, bytes, sizeof bytes));
    return why(&run.cursor);
}

void *
decoded(const char *hex)
{
    CU_ASSERT_STRING_EQUAL_FATAL(refusal(hex), "");
    return run.record;
}

size_t
left(void)
{
    return nc_left(&run.cursor);
}

uint32_t
next_space(void)
{
    return run.core.pkt.next_space;
}

uint64_t
next_value(void)
{
    return run.core.pkt.next[0];
}

uint64_t
next_other(void)
{
    return run.core.pkt.next[1];
}

const char *
malformed(void)
{
    return run.core.pkt.malformed ? run.core.pkt.malformed : "";
}

const char *
bytes_refused(void)
{
    return run.core.pkt.refused ? run.core.pkt.refused : "";
}

const struct nc_ends *
ends(void)
{
    return &run.core.pkt.ends;
}

const struct nc_packet *
packet(void)
{
    return &run.core.pkt;
}

const struct nc_cursor *
cursor(void)
{
    return &run.cursor;
}

const uint8_t *
input(void)
{
    return run.bytes;
}

void *
record(void)
{
    return run.record;
}

bool
holds(ProtobufCBinaryData bytes, const char *hex)
{
    uint8_t expected[HEX_ROOM];
    size_t n = from_hex(hex, expected, sizeof expected);

    return bytes.len == n && (n == 0 || memcmp(bytes.data, expected, n) == 0);
}

bool
spells(ProtobufCBinaryData bytes, const char *text)
{
    return bytes.len == strlen(text) && (!bytes.len || memcmp(bytes.data, text, bytes.len) == 0);
}

static void
add_sentences(CU_pSuite suite, const struct sentence *list)
{
    for (; list->text; list++)
        if (!CU_add_test(suite, list->text, list->test)) {
            fprintf(stderr, "test: %s cannot be added: %s\n", list->text, CU_get_error_msg());
            exit(99);
        }
}

static void
fresh_datagram(void)
{
    datagram = (struct nc_datagram){ .network_kind = NC_ENDPOINT_IPV4 };
    if (plugin && plugin->on)
        datagram.key = plugin->on[0];
}

static int
run_all(const char *name, const struct sentence *first, const struct sentence *second)
{
    CU_pSuite suite;
    unsigned failures;

    if (CU_initialize_registry() != CUE_SUCCESS ||
        !(suite = CU_add_suite_with_setup_and_teardown(name, NULL, NULL, fresh_datagram, NULL))) {
        fprintf(stderr, "test: %s\n", CU_get_error_msg());
        return 99;
    }
    add_sentences(suite, first);
    add_sentences(suite, second);
    CU_basic_set_mode(CU_BRM_NORMAL);
    CU_basic_run_tests();
    failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failures != 0;
}

int
sentences(const char *suite, const struct sentence *own)
{
    static const struct sentence none = SENTENCES_END;
    int status;

    nc_entropy_setup();
    use_arena(ARENA);
    status = run_all(suite, own, &none);
    free(run.bytes);
    nc_packet_destroy(&run.core.pkt);
    return status;
}

int
plugin_sentences(const char *stem, const char *sound, const struct sentence *own)
{
    int status;

    load_plugin(stem);
    sound_header = sound;
    nc_entropy_setup();
    use_arena(ARENA);
    run.core.plugins = loaded;
    default_options();
    status = run_all(stem, own, free_sentences);
    free(run.bytes);
    nc_packet_destroy(&run.core.pkt);
    return status;
}
