/* SPDX-License-Identifier: Apache-2.0 */
/* What a packet said to the stages behind dissection. */
#ifndef EVENT_H
#define EVENT_H

#include "host.h"

/* What a layer reported for reassembly: a fragment, a segment, a datagram, or nothing. */
struct event {
    uint8_t kind;   /* enum nc_event */
    uint8_t joined; /* the bytes are among the batch's joined ones, not the packet's */
    uint8_t levels; /* that flows see: less than there are when the innermost is waited with, none
                       when the packet is quarantined */
    uint8_t n_levels; /* that there are */
    uint8_t level;  /* + 1, of what is reported; 0: none that flows see */
    uint8_t scale;  /* of a SYN's windows, + 1; 0: it says none */
    uint8_t wait;   /* seconds for a fragment's datagram; 0: not said */
    uint32_t offset, size;
    struct nc_tails between;
    union {
        struct nc_fragment fragment;
        struct nc_segment segment;
        uint32_t space; /* a datagram's: where its ports lead to plugins */
    };
};

/* The sighting of a packet of this or an earlier batch that was waited with: flows see it before
 * `packet`. */
struct late_sighting {
    uint32_t packet;
    struct nc_sighting is;
};

#endif
