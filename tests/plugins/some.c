/* SPDX-License-Identifier: Apache-2.0 */
/* A sound plugin that decodes nothing much, and whose members a test replaces one at a time:
 * cc -DSTEM=some -DINSTEAD='.name = NULL'. */
#include <netcap/plugin.h>

#include <netcap/context.pb-c.h>
#include <stdlib.h>

struct options {
    bool flag;
    uint64_t number;
};

static const struct nc_option options[] = {
#ifdef OPTION
    OPTION,
#endif
    NC_OPTIONS_END
};

#define HEADER(_) _(SKIP, all, 32)

NC_HEADER(Types__PacketContext, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt, (void)in, (void)record;
}

#ifdef AT_LOAD
static void __attribute__((constructor))
at_load(void)
{
    AT_LOAD;
}
#endif

#ifndef INSTEAD
#define INSTEAD .abi = NC_ABI
#endif

#define DEFINE(stem, ...) NC_PLUGIN(stem, __VA_ARGS__)
DEFINE(STEM,
    .name         = "Some",
    .about        = "A plugin for tests",
    .type         = 12345,
    .record       = &types__packet_context__descriptor,
    .on           = NC_ON(NC_KEY(NC_SPACE('s', 'o', 'm', 'e'), 1)),
    .fields       = header,
    .read         = read_header,
    .options      = options,
    .options_size = sizeof(struct options),
    .decode       = decode,
    INSTEAD);
