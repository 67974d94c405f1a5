/* SPDX-License-Identifier: Apache-2.0 */
/* One captured packet, as the reader leaves it in a batch. */
#ifndef PACKET_H
#define PACKET_H

#include <stdint.h>

struct packet {
    int64_t seconds;      /* capture time since 1970-01-01 UTC */
    uint64_t number;      /* from 1, through all that one run reads, out of range too */
    uint64_t clock;       /* nanoseconds of the capture's own clock, which never goes back */
    uint32_t nanoseconds; /* 0 to 999,999,999 */
    uint32_t offset;      /* of its bytes in the batch's data */
    uint32_t captured;    /* bytes that are there */
    uint32_t length;      /* bytes it had on the wire */
    uint16_t linktype;    /* LINKTYPE_ number, as capture files have it */
    uint8_t fine_time;    /* time resolution finer than a microsecond */
    uint8_t timeless;     /* the capture has no time of it */
    uint32_t interface;   /* the upper half: which section of which file, counted on; the lower: the
                             interface's number there; 0 in a live capture */
};

/* Of a longer packet the rest is cut off; libpcap's own limit for ordinary link types. */
#define PACKET_MAX 262144u

/* Longest packet that a capture file has, libpcap's limit for USB: what claims more is damaged. */
#define PACKET_CLAIMED_MAX (1u << 27)

#endif
