/* SPDX-License-Identifier: Apache-2.0 */
/* Link layer discovery, IEEE 802.1AB clause 8: a frame is a list of values, of which one record
 * takes those that every frame has, another the rest. */
#ifndef LLDP_H
#define LLDP_H

#include <netcap/plugin.h>

#include "lldpvalue.pb-c.h"

enum lldp_type { LLDP_END, LLDP_CHASSIS, LLDP_PORT, LLDP_TTL, LLDP_PORT_DESCRIPTION, LLDP_NAME,
                 LLDP_DESCRIPTION, LLDP_CAPABILITIES, LLDP_MANAGEMENT, LLDP_ORGANISATION = 127 };

/* Where the values behind the first three are. */
#define LLDP_REST NC_KEY(NC_SPACE('L', 'L', 'D', 'P'), 0)

struct lldp_value {
    uint8_t type;
    uint16_t length;
    struct nc_cursor value;
};

/* The next value; false at the end, which fails the list when it comes too early. */
static inline bool
lldp_next(struct nc_cursor *list, struct lldp_value *next)
{
    uint16_t head;

    if (!nc_left(list))
        return false;
    head = nc_u16(list);
    next->type = (uint8_t)(head >> 9);
    next->length = head & 511;
    next->value = nc_slice(list, next->length);
    return nc_ok(list) && next->type != LLDP_END;
}

static inline void
lldp_copy(Types__LinkLayerDiscoveryValue *to, const struct lldp_value *from)
{
    to->type = from->type;
    to->length = from->length;
    to->value = nc_rest(&from->value);
}

#endif
