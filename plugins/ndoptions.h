/* SPDX-License-Identifier: Apache-2.0 */
/* The options of neighbor discovery, RFC 4861 section 4.6, that four of its messages have behind
 * their fixed part. */
#ifndef NDOPTIONS_H
#define NDOPTIONS_H

#include <netcap/plugin.h>

#include "icmpv6option.pb-c.h"

struct nd_options {
    size_t n_options;
    Types__ICMPv6Option **options;
};

/* All that are left, up to the first that cannot be. */
static inline struct nd_options
read_nd_options(struct nc_packet *pkt, struct nc_cursor *in)
{
    struct nc_cursor list = nc_slice(in, nc_left(in));
    struct nd_options read = { 0, NULL };

    while (nc_left(&list)) {
        uint8_t type = nc_u8(&list), units = nc_u8(&list);
        ProtobufCBinaryData data;
        Types__ICMPv6Option *option;

        nc_require(&list, units > 0 || !nc_ok(&list), "option of length 0");
        data = nc_bytes(&list, units ? units * 8u - 2 : 0);
        if (!nc_ok(&list))
            break;
        option = nc_add(pkt, &read, options, types__icmpv6_option);
        option->type = type;
        option->data = data;
    }
    if (nc_ok(in) && !nc_ok(&list))
        nc_malformed(pkt, nc_reason(&list));
    return read;
}

#endif
