/* SPDX-License-Identifier: Apache-2.0 */
/* Records of what one side of a conversation said: from whom to whom, and what joins them to
 * others, in members of the same names. */
#ifndef ENDS_H
#define ENDS_H

#include <netcap/plugin.h>

#define ENDS_REPORT(pkt, stream, from, record)                                                    \
    do {                                                                                          \
        const uint32_t from_ = (from), to_ = !from_;                                              \
                                                                                                  \
        (record)->srcip = nc_address_text(pkt, (stream)->network_kind, (stream)->network[from_]); \
        (record)->dstip = nc_address_text(pkt, (stream)->network_kind, (stream)->network[to_]);   \
        (record)->srcport = (stream)->port[from_];                                                \
        (record)->dstport = (stream)->port[to_];                                                  \
        NC_JOINS_REPORT(pkt, stream, record);                                                     \
    } while (0)

#endif
