/* SPDX-License-Identifier: Apache-2.0 */
/* rle-run:        varint(length << 1), the number in whole bytes
 * bit-packed-run: varint(groups of 8 << 1 | 1), the numbers, lowest bit first */
#include "parquet/hybrid.h"

#include "base/wire.h"

#include <string.h>

unsigned
hybrid_width(uint32_t most)
{
    unsigned width = 0;

    for (; most; most >>= 1)
        width++;
    return width;
}

void
hybrid_begin(struct hybrid *hybrid, struct textbuf *to, unsigned width)
{
    hybrid->to = to;
    hybrid->width = width;
    hybrid->value = 0;
    hybrid->run = hybrid->n_waiting = 0;
}

static void
put_header(struct textbuf *to, uint64_t value)
{
    uint8_t *at = (uint8_t *)textbuf_space(to, WIRE_VARINT_MAX);

    to->used += (size_t)(wire_put_varint(at, value) - at);
}

/* What is waiting, which is whole groups. */
static void
put_packed(struct hybrid *hybrid)
{
    uint64_t bits = 0;
    unsigned n_bits = 0;
    char *at;

    if (hybrid->n_waiting == 0)
        return;
    put_header(hybrid->to, hybrid->n_waiting / HYBRID_GROUP << 1 | 1);
    at = textbuf_space(hybrid->to, hybrid->n_waiting * hybrid->width / 8);
    for (size_t i = 0; i < hybrid->n_waiting; i++) {
        bits |= (uint64_t)hybrid->waiting[i] << n_bits;
        for (n_bits += hybrid->width; n_bits >= 8; n_bits -= 8, bits >>= 8)
            *at++ = (char)bits;
    }
    hybrid->to->used = (size_t)(at - hybrid->to->data);
    hybrid->n_waiting = 0;
}

static void
put_run(struct hybrid *hybrid)
{
    put_header(hybrid->to, (uint64_t)hybrid->run << 1);
    for (unsigned shift = 0; shift < hybrid->width; shift += 8)
        text_char(hybrid->to, (char)(hybrid->value >> shift));
    hybrid->run = 0;
}

static void
wait_one(struct hybrid *hybrid)
{
    if (hybrid->n_waiting == HYBRID_LITERALS)
        put_packed(hybrid);
    hybrid->waiting[hybrid->n_waiting++] = hybrid->value;
    hybrid->run--;
}

/* A run begins only where a group ends: what that lacks comes out of the run. */
static void
end_run(struct hybrid *hybrid)
{
    while (hybrid->run && hybrid->n_waiting % HYBRID_GROUP)
        wait_one(hybrid);
    if (hybrid->run >= HYBRID_GROUP) {
        put_packed(hybrid);
        put_run(hybrid);
    }
    while (hybrid->run)
        wait_one(hybrid);
}

void
hybrid_put(struct hybrid *hybrid, uint32_t value)
{
    if (hybrid->run && value != hybrid->value)
        end_run(hybrid);
    hybrid->value = value;
    hybrid->run++;
}

void
hybrid_put_bytes(struct hybrid *hybrid, const uint8_t *values, size_t count)
{
    for (size_t i = 0, run; i < count; i += run) {
        for (run = 1; i + run < count && values[i + run] == values[i]; run++)
            ;
        hybrid_put(hybrid, values[i]);
        hybrid->run += run - 1;
    }
}

void
hybrid_end(struct hybrid *hybrid)
{
    end_run(hybrid);
    hybrid->value = 0;
    while (hybrid->n_waiting % HYBRID_GROUP) {
        hybrid->run = 1;
        wait_one(hybrid);
    }
    put_packed(hybrid);
}
