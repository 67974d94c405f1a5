/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/emit.h"

#include "base/digits.h"
#include "base/wire.h"
#include "dissect/encode.h"

#include <string.h>

const char emit_too_long[] = "longer than a record may be";
const char emit_mended[] = "text that is not UTF-8, mended";

enum { CONTEXT_TEXT_MAX = 128, TRY_FIRST = 512, TRY_LARGER = 8 };

/* "seconds.", kept while the second lasts. */
static void
format_seconds(struct emitter *e, int64_t second, const struct nc_time_parts *parts)
{
    char *to = e->timestamp;

    if (parts->early)
        *to++ = '-';
    to += digits_put(to, parts->seconds);
    *to++ = '.';
    e->second = second;
    e->seconds_length = (size_t)(to - e->timestamp);
}

void
emit_time(struct emitter *e, struct nc_time time)
{
    const struct nc_time_parts parts = nc_time_parts(time);

    e->has_context = false; /* other texts may stand where the last ones stood */
    if (!e->seconds_length || e->second != time.seconds || parts.early)
        format_seconds(e, time.seconds, &parts);
    digits_put_fraction(e->timestamp + e->seconds_length, parts.fraction, parts.digits);
    e->timestamp_length = e->seconds_length + (size_t)parts.digits;
}

static uint8_t *
put_text(uint8_t *to, uint8_t tag, const char *text)
{
    size_t n = text ? strlen(text) : 0;

    if (!n || n >= CONTEXT_TEXT_MAX) /* longer is no address, and the length takes one byte here */
        return to;
    *to++ = tag;
    *to++ = (uint8_t)n;
    memcpy(to, text, n); /* NOLINT(bugprone-not-null-terminated-result): n stands before it */
    return to + n;
}

static uint8_t *
put_port(uint8_t *to, uint8_t tag, int32_t port)
{
    if (port < 0)
        return to;
    to[0] = tag;
    to[1] = (uint8_t)digits_put((char *)to + 2, (uint64_t)port);
    return to + 2 + to[1];
}

/* A PacketContext in wire format: four strings, numbers 1 to 4. */
static size_t
put_context(uint8_t *to, const struct nc_ends *ends)
{
    uint8_t *at = to;

    at = put_text(at, 1 << 3 | WIRE_BYTES, ends->source);
    at = put_text(at, 2 << 3 | WIRE_BYTES, ends->destination);
    at = put_port(at, 3 << 3 | WIRE_BYTES, ends->source_port);
    at = put_port(at, 4 << 3 | WIRE_BYTES, ends->destination_port);
    return (size_t)(at - to);
}

static bool
is_same(const struct nc_ends *a, const struct nc_ends *b)
{
    return a->source == b->source && a->destination == b->destination &&
           a->source_port == b->source_port && a->destination_port == b->destination_port &&
           a->talk == b->talk && a->number == b->number;
}

/* The context changes seldom from one record to the next. */
static void
take_context(struct emitter *e, const struct nc_ends *ends, bool joins)
{
    if (e->has_context && joins <= e->has_joins && is_same(&e->ends, ends))
        return;
    e->ends = *ends;
    e->has_context = true;
    e->has_joins = joins;
    e->context_length = e->joined_length = put_context(e->context, ends);
    if (joins && ends->talk)
        e->joined_length += joins_put(&e->joins, e->context + e->context_length, ends);
}

/* Writes one, and looks at its length only then: what it comes to is not known before. */
static size_t
write_record(struct emitter *e, const struct plugin *plugin, int index, const void *record,
             const struct encoder_common *common, uint8_t *to, size_t space)
{
    size_t most = e->most && e->most + RECORD_ROOM < space ? e->most + RECORD_ROOM : space;
    size_t used = encoder_write(plugin->encoder, record, common, to, most);

    if (e->most && (used > e->most || (!used && most < space)))
        e->too_long = index + 1;
    return used;
}

bool
emit_record(struct emitter *e, const struct plugin *plugin, int index, const void *record,
            const struct nc_ends *ends, struct record_sink *sink)
{
    struct encoder_common common = { e->timestamp, e->timestamp_length, e->context, 0, 0,
                                     &e->mended };
    size_t wanted = TRY_FIRST, space, used;
    uint8_t *to;

    e->too_long = 0;
    e->mended = false;
    if (ends) {
        take_context(e, ends, plugin->encoder->joins);
        common.context_length = e->context_length;
        common.joined_length = e->joined_length;
    }
    while ((to = sink->reserve(sink, index, wanted, &space))) {
        used = write_record(e, plugin, index, record, &common, to, space);
        if (e->too_long)
            return true; /* what was reserved is not committed */
        if (used) {
            sink->commit(sink, index, used);
            return true;
        }
        if (space < wanted)
            break; /* no record can be longer */
        wanted = space * TRY_LARGER;
    }
    return false;
}
