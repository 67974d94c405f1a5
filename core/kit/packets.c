/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/packets.h"

#include "base/memory.h"
#include "base/say.h"
#include "capture/capture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC_NANOSECONDS 0xa1b23c4du

enum { ROUND = 4096, SNAPLEN = 262144 };

void
packets_add(struct packets *to, const struct packet *packet, const uint8_t *bytes)
{
    if (to->n == PACKETS_MOST || to->used + packet->captured > PACKETS_BYTES_MOST)
        return;
    if ((to->n & (to->n - 1)) == 0)
        to->list = grow(to->list, (to->n ? 2 * to->n : 1) * sizeof *to->list);
    to->list[to->n] = *packet;
    to->list[to->n].offset = (uint32_t)to->used;
    if (packet->captured) {
        to->bytes = grow(to->bytes, to->used + packet->captured);
        memcpy(to->bytes + to->used, bytes, packet->captured);
    }
    to->used += packet->captured;
    to->n++;
}

bool
packets_read(struct packets *to, char *const *paths, size_t n)
{
    const struct capture_options options = { .inputs = (const char *const *)paths, .n_inputs = n };
    struct capture_buffer buffer = { need(1, CAPTURE_BUFFER_MIN), CAPTURE_BUFFER_MIN,
                                     need(ROUND, sizeof(struct packet)), ROUND };
    int status;
    struct capture *capture = capture_open(&options, &status);
    long got = 0;

    while (capture && (got = capture_fill(capture, &buffer, -1)) != CAPTURE_END)
        for (long i = 0; i < got; i++)
            packets_add(to, &buffer.packets[i], buffer.data + buffer.packets[i].offset);
    if (capture)
        capture_close(capture);
    free(buffer.data);
    free(buffer.packets);
    return capture != NULL;
}

void
packets_free(struct packets *p)
{
    free(p->list);
    free(p->bytes);
    *p = (struct packets){ .n = 0 };
}

bool
packets_write(const struct packets *p, const char *path)
{
    const uint32_t type = p->n ? p->list[0].linktype : 1;
    const uint32_t head[6] = { MAGIC_NANOSECONDS, 4u << 16 | 2, 0, 0, SNAPLEN, type };
    FILE *to = fopen(path, "wbe");
    bool ok = to && fwrite(head, sizeof head, 1, to) == 1;

    for (size_t i = 0; ok && i < p->n; i++) {
        const struct packet *one = &p->list[i];
        const uint32_t record[4] = { (uint32_t)one->seconds, one->nanoseconds, one->captured,
                                     one->length };

        if (one->linktype == type)
            ok = fwrite(record, sizeof record, 1, to) == 1 &&
                 fwrite(p->bytes + one->offset, 1, one->captured, to) == one->captured;
    }
    if (to && fclose(to))
        ok = false;
    if (!ok)
        say_error("%s: cannot be written: %s", path, strerror(errno));
    return ok;
}
