/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of the two capture formats have in common: they go through bytes in memory,
 * one header, record or block at a step, and ask for more when those do not suffice. */
#ifndef FRAMING_H
#define FRAMING_H

#include "capture/packet.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum step_result {
    STEP_PACKET, /* the packet is filled in, its offset counted from the step's first byte */
    STEP_OTHER,  /* a header or a block without a packet, or a part of one */
    STEP_SHORT,
    STEP_DAMAGED,
};

struct step {
    size_t used;      /* PACKET, OTHER: bytes that are done with */
    size_t need;      /* SHORT: bytes needed to get on, at most STEP_MAX */
    uint64_t missing; /* SHORT: how many the file lacks should it end here; 0: it may */
    bool cut;         /* PACKET: bytes beyond PACKET_MAX were left out of it */
    bool no_time;     /* PACKET: its time cannot be said, and it is taken to have none */
    char why[192];    /* DAMAGED: what is wrong and what was expected */
};

/* A step never needs more bytes at once than the smallest buffer holds. */
#define STEP_MAX ((size_t)2 * PACKET_MAX)

static inline uint16_t
load16(const uint8_t *at, int swapped)
{
    uint16_t value;

    memcpy(&value, at, sizeof value);
    return swapped ? __builtin_bswap16(value) : value;
}

static inline uint32_t
load32(const uint8_t *at, int swapped)
{
    uint32_t value;

    memcpy(&value, at, sizeof value);
    return swapped ? __builtin_bswap32(value) : value;
}

static inline enum step_result
step_short(struct step *step, size_t need, size_t have)
{
    step->need = need;
    step->missing = have ? need - have : 0;
    return STEP_SHORT;
}

/* The same, of something of `length` bytes that is not held as a whole. */
static inline enum step_result
step_lacks(struct step *step, size_t need, size_t have, uint32_t length)
{
    step->need = need;
    step->missing = length - have;
    return STEP_SHORT;
}

/* Sets step->why. */
enum step_result step_damaged(struct step *step, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
