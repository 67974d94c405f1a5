/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold for every packet, however damaged. */
#include "mutate.h"
#include "readable.h"
#include "shared/shared.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BEHIND = 64,
    WHY_MAX = 160,
    UNUSED = 0xa5,
    OTHER = 0x5a,
    STREAM_SLACK = 4096
};

/* Records are encoded here and read back. */
static struct {
    uint8_t room[RECORD_MAX];
    uint64_t digest; /* of all that was written */
    char why[WHY_MAX];
} back;

static uint8_t *
reserve(struct record_sink *sink, int plugin, size_t wanted, size_t *size)
{
    (void)sink;
    (void)plugin;
    *size = wanted < sizeof back.room ? wanted : sizeof back.room;
    return wanted <= sizeof back.room ? back.room : NULL;
}

static void
read_back(struct record_sink *sink, int plugin, size_t used)
{
    const char *why = unreadable(&probe_plugins()->list[plugin].is, back.room, used);

    (void)sink;
    if (why)
        snprintf(back.why, sizeof back.why, "%s", why);
}

/* As above; and remembers what was written. */
static void
read_back_and_count(struct record_sink *sink, int plugin, size_t used)
{
    for (size_t i = 0; i < used; i++)
        back.digest = (back.digest ^ back.room[i]) * UINT64_C(0x100000001b3);
    back.digest += (uint64_t)plugin;
    read_back(sink, plugin, used);
}

static bool
verdict_is_sound(const struct verdict *v)
{
    if (v->mark && (!*v->mark || v->marker < 0 || (size_t)v->marker >= probe_plugins()->n))
        return false;
    switch (v->outcome) {
    case PACKET_DECODED:
    case PACKET_UNKNOWN: return true;
    case PACKET_REFUSED:
        return v->reason && *v->reason && v->plugin >= 0 && (size_t)v->plugin < probe_plugins()->n;
    default: return false;
    }
}

static const char *
dissect_once(const struct packet *packet, const uint8_t *bytes, bool count)
{
    struct record_sink sink = { reserve, count ? read_back_and_count : read_back };
    const struct probed *was;

    back.why[0] = '\0';
    back.digest = 0;
    was = probe_run(packet, bytes, &sink);
    back.digest += was->verdict.outcome;
    if (!verdict_is_sound(&was->verdict))
        return "the verdict makes no sense";
    if (was->full)
        return "a record is too large to be written";
    if (was->verdict.remarks[REMARK_MENDED].text)
        return "a record has text that is not UTF-8, and was mended";
    return back.why[0] ? back.why : NULL;
}

static void
pass_over(struct record_sink *sink, int plugin, size_t used)
{
    (void)sink;
    (void)plugin;
    (void)used;
}

const char *
run_packet(const struct mutant *m)
{
    struct record_sink sink = { reserve, pass_over };
    struct packet packet = {
        .seconds = 1, .linktype = m->linktype, .captured = m->size, .length = m->size
    };

    probe_run(&packet, m->bytes, &sink);
    return NULL;
}

static void
fill(uint8_t byte, const uint8_t *end)
{
    uint8_t *arena = probe_dissector()->pkt.arena;

    memset(arena, byte, (size_t)(end - arena));
}

static bool
is_unused(const uint8_t *at)
{
    const uint8_t *last = probe_dissector()->pkt.scratch + NC_ALLOC_MAX;

    for (int i = 0; i < BEHIND && at + i < last; i++)
        if (at[i] != UNUSED)
            return false;
    return true;
}

/* A packet's memory holds UNUSED throughout before each packet. */
static void
setup(void)
{
    static bool done;

    if (!done)
        fill(UNUSED, probe_dissector()->pkt.scratch + NC_ALLOC_MAX);
    done = true;
}

static const char *
dissect_again(const struct packet *packet, const uint8_t *bytes, const uint8_t *end)
{
    uint64_t digest = back.digest;
    const char *why;

    fill(OTHER, end);
    why = dissect_once(packet, bytes, true);
    return why || back.digest == digest ? why : "its records are others the second time";
}

/* What a stream was given ends at no one place: a little behind it the core has had some too. */
static void
clean(const uint8_t *end)
{
    const struct probed *was = probe_last();
    const uint8_t *last = probe_dissector()->pkt.scratch + NC_ALLOC_MAX;

    if (end < was->used)
        end = was->used;
    if (was->streamed)
        end = (size_t)(last - end) < STREAM_SLACK ? last : end + STREAM_SLACK;
    fill(UNUSED, end);
}

const char *
check_packet(const struct mutant *m, bool thorough)
{
    struct packet packet = {
        .seconds = 1, .linktype = m->linktype, .captured = m->size, .length = m->size
    };
    uint8_t *bytes = malloc(m->size); /* no more: the address sanitizer sees a read behind them */
    const uint8_t *end;
    const char *why;

    setup();
    if (m->size)
        memcpy(bytes, m->bytes, m->size);
    why = dissect_once(&packet, bytes, thorough);
    end = probe_last()->used;
    if (!why && !probe_last()->streamed && !is_unused(end))
        why = "wrote behind the memory that it was given";
    if (!why && thorough)
        why = dissect_again(&packet, bytes, end);
    clean(end);
    free(bytes);
    return why;
}
