/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "harness_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA = 1 << 20, PASSES = 6 };

/* One side as the core has it: what is unread, with the second in which each byte came. */
struct side {
    uint8_t *bytes;
    uint32_t *came;
    size_t size;
    uint64_t offset, gap, pass;
    bool ended;
};

static struct {
    void *options;
    struct nc_packet pkt;
    struct nc_cursor cursor;
    struct side side[2];
    void *state;
    size_t most_kept, unread[2];
    struct records records, fresh;
    bool detached, handed_over;
    const char *refused, *malformed;
} t;

static void
write_record(struct nc_packet *pkt, void *message, struct nc_time time)
{
    (void)pkt;
    copy_record(&t.fresh, message, time);
}

static const struct nc_host host = { .write = write_record, .kept = kept };

static void
begin_call(void)
{
    nc_packet_begin(&t.pkt);
    t.pkt.in = &t.cursor;
    t.pkt.options = t.options;
    t.pkt.host = &host;
    t.pkt.keep = (ProtobufCBinaryData){ 0, NULL };
    t.pkt.forgotten = 0;
    t.pkt.passed = 0;
    t.pkt.handed_over = false;
    memset(t.pkt.arena_at, ARENA_UNUSED, 4096);
}

/* What a call that counts has changed. */
static void
commit(void)
{
    for (size_t i = 0; i < t.fresh.n; i++)
        records_add(&t.records, t.fresh.list[i]);
    t.fresh.n = 0;
    free_records(&t.fresh);
    for (uint32_t i = 0; i < t.pkt.forgotten && n_kept(); i++)
        drop_oldest();
    if (t.pkt.keep.len && !keep(t.pkt.keep, STREAM_SIDE_MAX))
        t.refused = "more waits for an answer than may";
    if (kept_bytes() > t.most_kept)
        t.most_kept = kept_bytes();
    if (t.pkt.malformed && !*t.malformed)
        t.malformed = t.pkt.malformed;
}

static struct nc_stream
stream_of(uint32_t which)
{
    const struct side *side = &t.side[which];
    struct nc_stream is = *talk();

    is.side = which;
    is.ended = side->ended;
    is.offset = side->offset;
    is.gap = side->gap;
    is.time.seconds = side->size ? side->came[0] : 0;
    return is;
}

static void
detach(void)
{
    struct nc_stream is = stream_of(NC_CLIENT);
    bool again = !t.detached && plugin->end;

    t.detached = true;
    while (again) {
        begin_call();
        t.cursor = (struct nc_cursor){ nc_zeros, nc_zeros, nc_zeros, NULL };
        plugin->end(&t.pkt, &is, t.state);
        CU_ASSERT(nc_ok(&t.cursor));
        again = t.pkt.forgotten && n_kept() > t.pkt.forgotten;
        t.pkt.keep.len = 0;
        commit();
    }
    drop_all_kept();
}

static void
take_unread(struct side *side, size_t n)
{
    memmove(side->bytes, side->bytes + n, side->size - n);
    memmove(side->came, side->came + n, (side->size - n) * sizeof *side->came);
    side->size -= n;
    side->offset += n;
}

static void
pass_over(struct side *side)
{
    size_t n = side->pass < side->size ? (size_t)side->pass : side->size;

    take_unread(side, n);
    if (side->pass != UINT64_MAX)
        side->pass -= n;
}

/* What a call has left behind; whether it read or passed anything. */
static bool
settle(struct side *side, size_t read)
{
    bool moved = read || t.pkt.passed || side->gap;

    side->gap = 0;
    commit();
    take_unread(side, read);
    side->pass = t.pkt.passed;
    pass_over(side);
    if (t.pkt.handed_over) {
        t.handed_over = true;
        detach();
    }
    if (*t.refused)
        detach();
    return moved;
}

/* Offers what is unread, once; whether anything moved. */
static bool
call(uint32_t which)
{
    struct side *side = &t.side[which];
    struct nc_stream is = stream_of(which);
    uint8_t *bytes = copy_of(side->bytes, side->size);
    void *before = copy_of(t.state, plugin->state_size);
    bool moved = false;

    begin_call();
    t.cursor = (struct nc_cursor){ bytes, bytes, bytes + side->size, NULL };
    plugin->stream(&t.pkt, &is, &t.cursor, t.state);
    CU_ASSERT_FATAL(t.cursor.base == bytes && t.cursor.pos >= bytes &&
                    t.cursor.pos <= bytes + side->size);
    if (nc_ok(&t.cursor))
        moved = settle(side, nc_tell(&t.cursor));
    else {
        memcpy(t.state, before, plugin->state_size);
        free_records(&t.fresh);
        if (nc_reason(&t.cursor) != nc_truncated) {
            t.refused = nc_reason(&t.cursor);
            detach();
        }
    }
    free(bytes);
    free(before);
    return moved;
}

/* As long as the side reads; whether anything moved. */
static bool
run(uint32_t which)
{
    bool moved = false;

    while (!t.detached && t.side[which].size && call(which))
        moved = true;
    return moved;
}

/* Then the other side, which may have waited for that. */
static void
offer(uint32_t which)
{
    while (run(which))
        which = !which;
    for (int i = 0; i < 2 && !t.detached; i++)
        if (t.side[i].size > STREAM_SIDE_MAX) {
            t.refused = "more is unread than may be kept";
            detach();
        }
}

static void
arrive(uint32_t which, const uint8_t *bytes, size_t size, uint32_t second)
{
    struct side *side = &t.side[which];

    side->bytes = realloc(side->bytes, side->size + size + 1);
    side->came = realloc(side->came, (side->size + size + 1) * sizeof *side->came);
    memcpy(side->bytes + side->size, bytes, size);
    for (size_t i = 0; i < size; i++)
        side->came[side->size++] = second;
    pass_over(side);
    offer(which);
}

/* What is unread cannot be continued. */
static void
lose(struct side *side, uint64_t bytes)
{
    uint64_t passed = side->pass < bytes ? side->pass : bytes;

    if (side->pass != UINT64_MAX)
        side->pass -= passed;
    side->offset += bytes + side->size;
    if (side->pass != UINT64_MAX && (bytes > passed || side->size))
        side->gap += bytes - passed + side->size;
    side->size = 0;
}

static void
close_side(uint32_t which)
{
    if (t.detached || t.side[which].ended)
        return;
    t.side[which].ended = true;
    offer(which);
}

static uint64_t
random_number(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 11;
}

static void
play_one(const struct said *one, uint32_t second, size_t most, uint64_t *random)
{
    if (one->lost)
        lose(&t.side[one->side], one->lost);
    for (size_t at = 0, n; at < one->size && !t.detached; at += n) {
        n = !most ? one->size : *random ? 1 + (size_t)(random_number(random) % most) : most;
        if (n > one->size - at)
            n = one->size - at;
        arrive(one->side, one->bytes + at, n, second);
    }
    if (one->closed)
        close_side(one->side);
}

static void
forget_play(void)
{
    for (int i = 0; i < 2; i++) {
        t.unread[i] = t.side[i].size;
        free(t.side[i].bytes);
        free(t.side[i].came);
        t.side[i] = (struct side){ 0 };
    }
    free(t.state);
    drop_all_kept();
    nc_packet_destroy(&t.pkt);
}

static void
default_options(void)
{
    if (t.options)
        return;
    t.options = calloc(1, plugin->options_size + 1);
    for (const struct nc_option *o = plugin->options; o && o->kind != NC_OPTION_END; o++)
        with_stream_option(o->name, o->initial);
}

size_t
play_in_pieces(size_t most, uint64_t seed)
{
    size_t n;
    const struct said *said = all_said(&n);

    free_records(&t.records);
    default_options();
    if (!nc_packet_create(&t.pkt, ARENA))
        exit(99);
    t.state = calloc(1, plugin->state_size ? plugin->state_size : 1);
    t.detached = t.handed_over = false;
    t.refused = t.malformed = "";
    t.most_kept = 0;
    for (size_t i = 0; i < n && !t.detached; i++)
        play_one(&said[i], (uint32_t)i + 1, most, &seed);
    close_side(NC_CLIENT);
    close_side(NC_SERVER);
    detach();
    forget_play();
    return t.records.n;
}

size_t
play(void)
{
    struct records whole;
    const char *refused;

    for (uint64_t i = 0; i < PASSES; i++) {
        play_in_pieces(i ? 1 << (i - 1) * 2 : 1, i ? i * 88172645463325252u : 0);
        whole = t.records;
        refused = t.refused;
        t.records = (struct records){ 0, NULL };
        play_in_pieces(0, 0);
        CU_ASSERT(same_records(&whole, &t.records));
        CU_ASSERT_STRING_EQUAL(refused, t.refused);
        free_records(&whole);
    }
    return t.records.n;
}

void
with_stream_option(const char *name, uint64_t value)
{
    default_options();
    for (const struct nc_option *o = plugin->options; o && o->kind != NC_OPTION_END; o++)
        if (strcmp(o->name, name) == 0) {
            if (o->kind == NC_OPTION_BOOL)
                *((bool *)t.options + o->member) = value != 0;
            else
                memcpy((uint8_t *)t.options + o->member, &value, sizeof value);
            return;
        }
    CU_FAIL("the plugin has no such option");
}

void *
written(size_t n)
{
    CU_ASSERT_FATAL(n < t.records.n);
    return t.records.list[n].message;
}

struct nc_time
written_at(size_t n)
{
    CU_ASSERT_FATAL(n < t.records.n);
    return t.records.list[n].time;
}

const char *
stream_refusal(void)
{
    return t.refused ? t.refused : "";
}

const char *
stream_malformed(void)
{
    return t.malformed ? t.malformed : "";
}

bool
handed_over(void)
{
    return t.handed_over;
}

size_t
left_unread(int side)
{
    return t.unread[side];
}

size_t
most_kept(void)
{
    return t.most_kept;
}
