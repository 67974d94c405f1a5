/* SPDX-License-Identifier: Apache-2.0 */
/* Packets that were read and wait for others behind them. */
#ifndef HELD_H
#define HELD_H

#include "capture/capture.h"

struct held {
    size_t n, size;         /* packets; most there can be */
    struct packet *packets; /* their offsets are into data, where they lie one behind the other */
    uint8_t *data;
};

/* Holds these too; with those that are held there are at most `most`, the same each time. */
void held_add(struct held *, const struct capture_buffer *buffer, size_t from, size_t n,
              size_t most);

/* Where more can be read behind them; held_grow() with their number then makes them held. */
struct capture_buffer held_space(const struct held *);
void held_grow(struct held *, size_t n);

/* Moves the first n into the buffer, or as many of them as fit, at least one; how many. */
size_t held_give(struct held *, size_t n, const struct capture_buffer *buffer);
void held_free(struct held *);

#endif
