/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold for every packet, however damaged. */
#include "mutate.h"
#include "shared/shared.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEAP = 16 << 20,
    BEHIND = 64,
    WHY_MAX = 160,
    UNUSED = 0xa5,
    OTHER = 0x5a,
    STREAM_SLACK = 4096
};

/* Records are encoded here and read back. */
static struct {
    uint8_t room[RECORD_MAX];
    uint8_t *heap; /* of the messages unpacked */
    size_t heap_used;
    uint64_t digest; /* of all that was written */
    char why[WHY_MAX];
} back;

static void *
get_memory(void *unused, size_t size)
{
    void *at = back.heap + back.heap_used;

    (void)unused;
    if (size > HEAP - back.heap_used)
        return NULL;
    back.heap_used += (size + 15) & ~(size_t)15;
    return at;
}

static void
return_memory(void *unused, void *memory)
{
    (void)unused;
    (void)memory;
}

/* RFC 3629, read by what a character may be rather than by what its bytes may be. */
static bool
is_utf8(const char *text)
{
    static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
    const uint8_t *at = (const uint8_t *)text;

    while (*at) {
        int more = *at < 0x80       ? 0
                   : *at >> 5 == 6  ? 1
                   : *at >> 4 == 14 ? 2
                   : *at >> 3 == 30 ? 3
                                    : -1;
        uint32_t c = more < 0 ? 0 : *at & (more ? 0x3fu >> more : 0x7fu);

        if (more < 0)
            return false;
        at++;
        for (int i = 0; i < more; i++, at++) {
            if (*at >> 6 != 2)
                return false;
            c = c << 6 | (*at & 0x3f);
        }
        if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
            return false;
    }
    return true;
}

/* The name of a member that holds text which is not UTF-8; NULL for none. */
static const char *
bad_text(const ProtobufCMessage *m)
{
    for (unsigned f = 0; f < m->descriptor->n_fields; f++) {
        const ProtobufCFieldDescriptor *field = &m->descriptor->fields[f];
        const uint8_t *member = (const uint8_t *)m + field->offset;
        size_t n = 1;
        void *const *list = (void *const *)member;

        if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            n = *(const size_t *)((const uint8_t *)m + field->quantifier_offset);
            list = *(void *const *const *)member;
        }
        for (size_t i = 0; i < n; i++) {
            const char *name = NULL;

            if (field->type == PROTOBUF_C_TYPE_STRING)
                name = list[i] && !is_utf8(list[i]) ? field->name : NULL;
            else if (list[i])
                name = bad_text(list[i]);
            if (name)
                return name;
        }
    }
    return NULL;
}

static uint8_t *
reserve(struct record_sink *sink, int plugin, size_t wanted, size_t *size)
{
    (void)sink;
    (void)plugin;
    *size = wanted < sizeof back.room ? wanted : sizeof back.room;
    return wanted <= sizeof back.room ? back.room : NULL;
}

/* What was encoded is a length and a message of that length. */
static void
read_back(struct record_sink *sink, int plugin, size_t used)
{
    static ProtobufCAllocator allocator = { get_memory, return_memory, NULL };
    const struct plugin *p = &probe_plugins()->list[plugin];
    ProtobufCMessage *message;
    size_t length = 0, n = 0;
    const char *name;

    (void)sink;
    do
        length |= (size_t)(back.room[n] & 127) << (7 * n);
    while (back.room[n++] > 127 && n < used);
    back.heap_used = 0;
    message = length == used - n
                  ? protobuf_c_message_unpack(p->is.record, &allocator, length, back.room + n)
                  : NULL;
    if (!message)
        snprintf(back.why, sizeof back.why, "a record of %s cannot be read back", p->is.name);
    else if ((name = bad_text(message)))
        snprintf(back.why, sizeof back.why, "a record of %s has text in %s that is not UTF-8",
                 p->is.name, name);
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
    back.heap = malloc(HEAP);
    if (!back.heap) {
        perror("mutate");
        exit(EXIT_FAILURE);
    }
    fill(UNUSED, probe_dissector()->pkt.scratch + NC_ALLOC_MAX);
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

    if (!back.heap)
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
