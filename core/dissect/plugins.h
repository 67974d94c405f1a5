/* SPDX-License-Identifier: Apache-2.0 */
/* The plugins of a folder: loaded, checked, and found by what they decode. */
#ifndef PLUGINS_H
#define PLUGINS_H

#include "catalog.pb-c.h"
#include "dissect/encode.h"

#include <netcap/plugin.h>

enum { PLUGINS_MAX = 256, REFUSALS_MAX = 64, DISPATCH_SIZE = 4096 };

struct plugin {
    struct nc_plugin is; /* our copy of what it says of itself */
    char *file;
    struct encoder *encoder; /* NULL for a carrier */
    void *options;           /* values of is.options */
    bool enabled;            /* its records are written */
};

struct dispatch_entry {
    uint32_t space;
    uint32_t plugin; /* index + 1; 0: free */
    uint64_t value;
};

struct plugins {
    struct plugin list[PLUGINS_MAX];
    size_t n;
    char *refused[REFUSALS_MAX]; /* one sentence each */
    size_t n_refused;
    bool context;
    size_t n_keys;
    struct dispatch_entry dispatch[DISPATCH_SIZE];
};

/* Loads every .so of the folder (and of its .libs, as a build tree has them).  `loading`, of
 * PATH_MAX bytes, names the file being loaded, for whoever finds us dead. */
void plugins_load(struct plugins *, const char *folder, char *loading);

/* Loads one file. */
void plugins_load_file(struct plugins *, const char *path, char *loading);

/* What there is, for the process that must not touch plugins; free with catalog__catalog__free_unpacked(). */
Catalog__Catalog *plugins_catalog(const struct plugins *);

/* Switches, keys and option values.  The settings have been checked against the catalog. */
void plugins_apply(struct plugins *, const Catalog__Settings *);

/* Where in the dispatch table the search for a key begins. */
static inline size_t
plugins_slot(uint32_t space, uint64_t value)
{
    return (size_t)(((value ^ (uint64_t)space << 40) * UINT64_C(0x9e3779b97f4a7c15)) >> 52);
}

/* Index of the plugin that decodes the key, or -1. */
static inline int
plugins_find(const struct plugins *plugins, uint32_t space, uint64_t value)
{
    for (size_t i = plugins_slot(space, value);; i = (i + 1) % DISPATCH_SIZE) {
        const struct dispatch_entry *e = &plugins->dispatch[i];

        if (!e->plugin)
            return -1;
        if (e->space == space && e->value == value)
            return (int)e->plugin - 1;
    }
}

/* The name of one, counted from 1; "" when there is none. */
static inline const char *
plugins_name(const struct plugins *plugins, uint16_t by)
{
    return by && by <= plugins->n ? plugins->list[by - 1].is.name : "";
}

#endif
