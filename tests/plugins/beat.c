/* SPDX-License-Identifier: Apache-2.0 */
/* BEAT: what sensor stations send to port 4747 once in a while. */
#include <netcap/plugin.h>

#include "beat.pb-c.h"

enum { MAGIC = 0x42454154 }; /* "BEAT" */

struct options {
    bool payload;
    uint64_t most;
};

static const struct nc_option options[] = {
    NC_BOOL(struct options, payload, false, "write what follows the readings"),
    NC_UINT(struct options, most, 100, 1, 255, "refuse beats with more readings"),
    NC_OPTIONS_END
};

#define HEADER(_)          \
    _(UINT, magic, 32)     \
    _(UINT, version, 4)    \
    _(UINT, kind, 4)       \
    _(UINT, count, 8)      \
    _(UINT, sequence, 16)  \
    _(MAC, station, 48)

NC_HEADER(Beat__Beat, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const struct options *opts = nc_options(pkt);
    Beat__Beat *beat = record;

    nc_require(in, beat->magic == MAGIC, "does not begin with BEAT");
    nc_require(in, beat->count <= opts->most, "too many readings");
    for (uint32_t i = 0; i < beat->count && nc_ok(in); i++) {
        Beat__Reading *reading = nc_add(pkt, beat, readings, beat__reading);

        reading->sensor = nc_u8(in);
        reading->value = (int16_t)nc_u16(in);
    }
    if (opts->payload)
        beat->payload = nc_rest(in);
    if (beat->kind)
        nc_next(pkt, NC_SPACE('b', 'e', 'a', 't'), beat->kind);
}

NC_SCHEMA(beat);

NC_PLUGIN(beat,
    .name         = "Beat",
    .about        = "Heartbeats of sensor stations",
    .type         = 10001,
    .record       = &beat__beat__descriptor,
    .schema       = &beat_schema,
    .on           = NC_ON(NC_KEY(NC_UDP_PORT, 4747)),
    .fields       = header,
    .read         = read_header,
    .options      = options,
    .options_size = sizeof(struct options),
    .decode       = decode);
