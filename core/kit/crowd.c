/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/crowd.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { NOISE_MOST = 256, DAY = 86400 };

void
crowd_add_bytes(struct packets *to, const uint8_t *bytes, size_t size)
{
    const struct packet packet = { .seconds = 1 + (int64_t)to->n,
                                   .captured = (uint32_t)size,
                                   .length = (uint32_t)size,
                                   .linktype = CROWD_LINKTYPE };

    packets_add(to, &packet, bytes);
}

static void
add_noise(struct packets *to, struct mutation *m, size_t about)
{
    uint8_t bytes[NOISE_MOST];

    while (to->n < about) {
        size_t size = mutation_below(m, NOISE_MOST);

        mutation_noise(m, bytes, size);
        crowd_add_bytes(to, bytes, size);
    }
}

/* All packets once more, of later days each time: what was open then has ended. */
static void
add_copy(struct packets *to, const struct packets *from, const struct seeds *seeds,
         struct mutation *m, int64_t later)
{
    uint8_t *bytes = need(1, PACKET_MAX);
    size_t next = 0;

    for (size_t i = 0; i < from->n; i++) {
        struct packet packet = from->list[i];

        packet.seconds += later;
        memcpy(bytes, from->bytes + packet.offset, packet.captured);
        for (; next < seeds->n && seeds->list[next].packet <= i; next++)
            if (seeds->list[next].packet == i && mutation_below(m, 2))
                mutation_make(m, bytes + seeds->list[next].begins, seeds->list[next].size);
        packets_add(to, &packet, bytes);
    }
    free(bytes);
}

void
crowd_make(struct packets *to, const struct packets *from, const struct seeds *seeds,
           struct mutation *m, size_t about)
{
    if (!from->n)
        add_noise(to, m, about);
    for (int64_t days = 0; from->n && (to->n < about || !days) && to->n < PACKETS_MOST; days++)
        add_copy(to, from, seeds, m, days * DAY);
}
