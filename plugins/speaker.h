/* SPDX-License-Identifier: Apache-2.0 */
/* Records of what one end of a conversation says to the other: who says it is the source. */
#ifndef SPEAKER_H
#define SPEAKER_H

#include <netcap/plugin.h>

#define SPEAKER_REPORT(pkt, is, record)                                                           \
    do {                                                                                          \
        const uint32_t from_ = (is)->side, to_ = !from_;                                          \
                                                                                                  \
        (record)->srcip = nc_address_text(pkt, (is)->network_kind, (is)->network[from_]);         \
        (record)->dstip = nc_address_text(pkt, (is)->network_kind, (is)->network[to_]);           \
        (record)->srcport = (is)->port[from_];                                                    \
        (record)->dstport = (is)->port[to_];                                                      \
        NC_JOINS_REPORT(pkt, is, record);                                                         \
    } while (0)

#endif
