/* SPDX-License-Identifier: Apache-2.0 */
/* Cisco discovery: a header and a list of values, which one record shows as they are and another
 * decoded. */
#ifndef CDP_H
#define CDP_H

#include <netcap/plugin.h>

#include "cdpvalue.pb-c.h"

enum { CDP_VALUE_HEADER = 4 };

/* Where the values are. */
#define CDP_VALUES NC_KEY(NC_SPACE('C', 'D', 'P', 'V'), 0)

struct cdp_value {
    uint16_t type, length; /* the length counts type and length too */
    struct nc_cursor value;
};

/* The next value; false at the end, which fails the list when it comes too early. */
static inline bool
cdp_next(struct nc_cursor *list, struct cdp_value *next)
{
    if (!nc_left(list))
        return false;
    next->type = nc_u16(list);
    next->length = nc_u16(list);
    nc_require(list, next->length >= CDP_VALUE_HEADER, "value length below 4");
    if (nc_ok(list))
        next->value = nc_slice(list, (size_t)next->length - CDP_VALUE_HEADER);
    return nc_ok(list);
}

static inline void
cdp_copy(Types__CiscoDiscoveryValue *to, const struct cdp_value *from)
{
    to->type = from->type;
    to->length = from->length;
    to->value = nc_rest(&from->value);
}

#endif
