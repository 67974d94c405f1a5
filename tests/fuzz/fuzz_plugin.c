/* SPDX-License-Identifier: Apache-2.0 */
/* The first byte of an input switches the plugin's options, and says which of its hooks is meant
 * when it decodes packets and reads streams. */
#include "fuzz_plugin.h"

#include "static_plugins.h"

#include <string.h>

enum { KEYS_OWN = 128 };

struct plugins tested;

static const struct nc_plugin below = {
    .abi = NC_ABI,
    .size = sizeof below,
    .name = "Below",
    .about = "What stands below the plugin",
    .on = NC_ON(NC_KEY(NC_LINKTYPE, FIRST_LINKTYPE)),
    .decode = decode_below,
};

/* Its own keys, and those where it is found first. */
static void
add_keys(struct nc_plugin *plugin)
{
    static const struct nc_key first[] = { NC_KEY(FIRST_SPACE, FIRST_VALUE),
                                           NC_KEY(NC_TCP_PORT, STREAM_PORT) };
    static struct nc_key keys[KEYS_OWN + 3];
    size_t n = 0;

    while (plugin->on && plugin->on[n].space) {
        if (n == KEYS_OWN)
            broken("more than %d keys", KEYS_OWN);
        keys[n] = plugin->on[n];
        n++;
    }
    if (plugin->read || plugin->decode)
        keys[n++] = first[0];
    if (plugin->stream)
        keys[n++] = first[1];
    plugin->on = keys;
}

static void
setup(void)
{
    static struct nc_plugin copy;
    static const struct nc_plugin *const list[] = { &below, &copy, NULL };

    memcpy(&copy, the_plugin, the_plugin->size < sizeof copy ? the_plugin->size : sizeof copy);
    if (!copy.id)
        add_keys(&copy);
    static_plugins(&tested, list);
    nc_entropy_setup();
}

/* Numbers are as they are at first, the least, or the most they may be. */
static void
switch_options(uint32_t bits)
{
    uint8_t *to = tested.list[TESTED].options;

    for (const struct nc_option *o = the_plugin->options; o && o->kind != NC_OPTION_END; o++)
        if (o->kind == NC_OPTION_BOOL)
            *(bool *)(to + o->member) = bits & 1;
        else
            *(uint64_t *)(void *)(to + o->member) = bits & 2   ? o->initial
                                                    : bits & 4 ? o->most
                                                               : o->least;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct taker input = { bytes, bytes + size };
    uint32_t bits = take8(&input);

    if (!tested.n)
        setup();
    if (size < 2)
        return 0;
    switch_options(bits);
    if (the_plugin->id)
        fuzz_flow(&input);
    else if (the_plugin->stream && (bits & 128 || !(the_plugin->read || the_plugin->decode)))
        fuzz_stream(&input);
    else
        fuzz_layer(&input);
    return 0;
}
