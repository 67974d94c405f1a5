/* SPDX-License-Identifier: Apache-2.0 */
/* What joins records of one conversation to each other: in their Context, from number 1000 on. */
#ifndef JOINS_H
#define JOINS_H

#include "host.h"

enum { JOINS_KEPT = 256, JOINS_MAX = 160 };

/* The ids of conversations met lately, each in the one place where it may be: most packets belong
 * to a few. */
struct joins {
    struct joined {
        struct nc_conversation talk;
        char connection_id[NC_CONNECTION_ID], community_id[NC_COMMUNITY_ID];
    } kept[JOINS_KEPT];
};

/* Whether a context has a place for what joins it, and for addresses and ports: members of these
 * names, numbers and types.  A plugin that was built before has one without the former. */
bool has_joins(const ProtobufCMessageDescriptor *);
bool has_ends(const ProtobufCMessageDescriptor *);

/* In wire format, at most JOINS_MAX bytes; how many it were. */
size_t joins_put(struct joins *, uint8_t *to, const struct nc_ends *);

#endif
