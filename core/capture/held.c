/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/held.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static size_t
used(const struct held *held)
{
    const struct packet *last;

    if (held->n == 0)
        return 0;
    last = &held->packets[held->n - 1];
    return (size_t)last->offset + last->captured;
}

static size_t
room(const struct held *held)
{
    return held->size * PACKET_MAX + CAPTURE_BUFFER_MIN;
}

/* Puts copies of packets behind those that a buffer holds. */
static void
copy(uint8_t *data, size_t *used, struct packet *to, const struct packet *from,
     const uint8_t *bytes)
{
    *to = *from;
    to->offset = (uint32_t)*used;
    memcpy(data + *used, bytes + from->offset, from->captured);
    *used += from->captured;
}

/* Most captures never hold any, and no memory is touched before it is used. */
void
held_add(struct held *held, const struct capture_buffer *buffer, size_t from, size_t n, size_t most)
{
    size_t end = used(held);

    if (!held->data) {
        held->size = most;
        held->packets = need(most, sizeof *held->packets);
        held->data = need(1, room(held));
    }
    for (size_t i = from; i < from + n; i++)
        copy(held->data, &end, &held->packets[held->n++], &buffer->packets[i], buffer->data);
}

struct capture_buffer
held_space(const struct held *held)
{
    size_t end = used(held);

    return (struct capture_buffer){ held->data + end, room(held) - end, held->packets + held->n,
                                    held->size - held->n };
}

/* What lay between them gives its space back, so that there always is enough. */
void
held_grow(struct held *held, size_t n)
{
    size_t start = used(held), end = start;

    for (; n > 0; n--) {
        struct packet *packet = &held->packets[held->n++];

        memmove(held->data + end, held->data + start + packet->offset, packet->captured);
        packet->offset = (uint32_t)end;
        end += packet->captured;
    }
}

/* What stays moves to the front. */
static void
leave(struct held *held, size_t n)
{
    size_t end = used(held), from = n < held->n ? held->packets[n].offset : end;

    memmove(held->data, held->data + from, end - from);
    memmove(held->packets, held->packets + n, (held->n - n) * sizeof *held->packets);
    held->n -= n;
    for (size_t i = 0; i < held->n; i++)
        held->packets[i].offset -= (uint32_t)from;
}

size_t
held_give(struct held *held, size_t n, const struct capture_buffer *buffer)
{
    size_t given = 0, end = 0;

    while (given < n && given < buffer->max_packets &&
           held->packets[given].captured <= buffer->size - end) {
        copy(buffer->data, &end, &buffer->packets[given], &held->packets[given], held->data);
        given++;
    }
    leave(held, given);
    return given;
}

void
held_free(struct held *held)
{
    free(held->packets);
    free(held->data);
}
