/* SPDX-License-Identifier: Apache-2.0 */
/* The plugin that fuzz_plugin.c is about: FUZZ_STEM names it. */
#include "fuzz_plugin.h"

#define SYMBOL_OF(stem) stem##_LTX_netcap_plugin
#define SYMBOL(stem) SYMBOL_OF(stem)

extern const struct nc_plugin SYMBOL(FUZZ_STEM);
const struct nc_plugin *const the_plugin = &SYMBOL(FUZZ_STEM);
