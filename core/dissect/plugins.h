/* SPDX-License-Identifier: Apache-2.0 */
/* The plugins there are, as the core works with them. */
#ifndef PLUGINS_H
#define PLUGINS_H

#include "catalog.pb-c.h"
#include "dissect/dispatch.h"
#include "dissect/encoder.h"

#include <netcap/plugin.h>
#include <stdatomic.h>

enum { PLUGINS_MAX = 256, REFUSALS_MAX = 64 };

struct plugin {
    struct nc_plugin is; /* our copy of what it says of itself */
    char *file, *path;   /* its name; where it was found, or the name */
    struct encoder *encoder; /* NULL for a carrier */
    uint8_t *schema;         /* of its record, as it goes into files; NULL for a carrier */
    size_t schema_size;
    void *options;           /* values of is.options */
    bool enabled;            /* its records are written */
    bool needed;             /* by one of those that it hands messages on to */
    const _Atomic uint8_t *off; /* whether it was switched off in mid-run; NULL: it never is */
};

/* Switched off because it failed too often: as if it were not there. */
static inline bool
plugin_is_off(const struct plugin *p)
{
    return p->off && atomic_load_explicit(p->off, memory_order_relaxed);
}

/* Whether it is to be run; one whose records are not wanted is not, unless it never has any or
 * others have theirs by way of it. */
static inline bool
plugin_is_wanted(const struct plugin *p)
{
    return (p->enabled || p->needed || !p->is.record) && !plugin_is_off(p);
}

struct plugins {
    struct plugin list[PLUGINS_MAX];
    size_t n;
    uint16_t probing[PLUGINS_MAX]; /* those that look for their streams on any port, */
    size_t n_probing;              /* so many */
    char *refused[REFUSALS_MAX]; /* one sentence each */
    size_t n_refused;
    const char *path; /* of the file that is added; NULL: nobody knows */
    struct dispatch dispatch;
    int lifeline; /* a descriptor that no plugin may take away when it is loaded */
    uint64_t lifeline_inode; /* what it leads to; 0: there is none */
};

/* Takes over what both sides know of the vtable, which may be older or newer than ours, or refuses
 * it. */
void plugins_add(struct plugins *, const char *file, const struct nc_plugin *theirs);

/* One more sentence on why a plugin is not among them. */
void plugins_refuse(struct plugins *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Switches, keys and option values.  The settings have been checked against the catalog. */
void plugins_apply(struct plugins *, const Catalog__Settings *);

/* Each is off from when its byte of PLUGINS_MAX is not 0. */
void plugins_watch(struct plugins *, const _Atomic uint8_t *off);

/* All that the plugins hold, and they themselves; their files stay loaded. */
void plugins_free(struct plugins *);

/* What flows call the protocol of one, counted from 1; "" when there is none. */
static inline const char *
plugins_name(const struct plugins *plugins, uint16_t by)
{
    const struct nc_plugin *is = &plugins->list[by ? by - 1 : 0].is;

    if (!by || by > plugins->n)
        return "";
    return is->protocol ? is->protocol : is->name;
}

#endif
