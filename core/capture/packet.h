/* SPDX-License-Identifier: Apache-2.0 */
/* One captured packet, as the reader leaves it in a batch. */
#ifndef PACKET_H
#define PACKET_H

#include <stdint.h>

struct packet {
    int64_t seconds;      /* capture time since 1970-01-01 UTC */
    uint64_t number;      /* from 1, through all that one run reads */
    uint64_t clock;       /* nanoseconds of the capture's own clock, which never goes back */
    uint32_t nanoseconds; /* 0 to 999,999,999 */
    uint32_t offset;      /* of its bytes in the batch's data */
    uint32_t captured;    /* bytes that are there */
    uint32_t length;      /* bytes it had on the wire */
    uint16_t linktype;    /* LINKTYPE_ number, as capture files have it */
    uint8_t fine_time;    /* time resolution finer than a microsecond */
    uint8_t reserved[5];
};

/* Longest packet taken from a capture; libpcap's own limit for ordinary link types. */
#define PACKET_MAX 262144u

#endif
