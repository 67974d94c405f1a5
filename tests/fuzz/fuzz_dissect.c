/* SPDX-License-Identifier: Apache-2.0 */
/* All plugins over one packet: two bytes of link type, one of switches, then the packet.  What is
 * written must be readable. */
#include "fuzz.h"

#include "dissect/dissect.h"
#include "fuzz_all.h"

static struct dissector dissector;

/* Every option that can be on is on: more code runs. */
static void
switch_options(struct plugins *plugins, bool on)
{
    for (size_t i = 0; i < plugins->n; i++)
        for (const struct nc_option *o = plugins->list[i].is.options; o && o->kind != NC_OPTION_END;
             o++)
            if (o->kind == NC_OPTION_BOOL)
                *((bool *)plugins->list[i].options + o->member) = on;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct dissect_options options = { .context = true };
    struct plugins *plugins = all_plugins();
    struct taker input = { bytes, bytes + size };
    struct record_digest sink = record_digest(plugins);
    struct packet p = { .seconds = 1, .linktype = (uint16_t)take16(&input) };
    uint32_t switches = take8(&input);
    struct verdict verdict;
    volatile uint32_t at_work;

    if (!dissector.plugins && !dissector_create(&dissector, plugins, &options))
        broken("no memory for a packet");
    if (size < 3)
        return 0;
    p.fine_time = switches & 1;
    p.captured = p.length = (uint32_t)taker_left(&input);
    switch_options(plugins, switches & 2);
    verdict = dissect(&dissector, &p, input.at, &at_work);
    if (!dissector_emit(&dissector, &sink.sink, &verdict))
        broken("a record is too large to be written");
    return 0;
}
