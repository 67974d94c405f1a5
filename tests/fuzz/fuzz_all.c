/* SPDX-License-Identifier: Apache-2.0 */
/* FUZZ_PLUGINS lists them: PLUGIN(arp) PLUGIN(dns) and so on. */
#include "fuzz_all.h"

#include "static_plugins.h"

#define PLUGIN(stem) extern const struct nc_plugin stem##_LTX_netcap_plugin;
FUZZ_PLUGINS
#undef PLUGIN
#define PLUGIN(stem) &stem##_LTX_netcap_plugin,
static const struct nc_plugin *const all[] = { FUZZ_PLUGINS NULL };

static struct plugins plugins;

struct plugins *
all_plugins(void)
{
    if (!plugins.n)
        static_plugins(&plugins, all);
    return &plugins;
}
