/* SPDX-License-Identifier: Apache-2.0 */
/* The one plugin of a test program, as the core has it: loaded, checked and set by the core. */
#ifndef HARNESS_PLUGIN_H
#define HARNESS_PLUGIN_H

#include "dissect/plugins.h"

/* The core's copy of what it says of itself. */
extern const struct nc_plugin *plugin;

/* It alone. */
extern struct plugins *loaded;

/* Loads ../plugins/STEM.so; ends the program, saying why, when the core refuses it. */
void load_plugin(const char *stem);

/* The same plugin a second time, with other hooks: what watches its own. */
struct plugins *plugin_with_hooks(const struct nc_plugin *);

/* Options by name, in settings as the supervisor sends them. */
enum { OPTIONS_MAX = 32 };

struct options {
    size_t n;
    uint64_t value[OPTIONS_MAX];
};

void options_default(struct options *);
void options_set(struct options *, const char *name, uint64_t value);
void options_apply(struct options *, struct plugins *);

#endif
