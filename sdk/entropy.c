/* SPDX-License-Identifier: Apache-2.0 */
/* Shannon entropy of the payloads of one packet, which lie one inside the other.
 *
 * With c the count of each byte value and n their sum, H = log2 n - (sum of c log2 c) / n.  The
 * terms are kept as whole multiples of 2^-40: sums are then exact, do not depend on the order of
 * the bytes, and an outer payload's sum is the inner one's plus what the bytes around it add. */
#include "host.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#define SCALE 1099511627776.0 /* 2^40; 2^18 bytes with 18 bits each still fit in 63 bits */

enum { TABLE = 2048, FEW = 128, WAYS = 6 };

static int64_t term_table[TABLE]; /* c log2 c */
static int64_t step_table[TABLE]; /* what one more byte adds to it */

struct histogram {
    uint32_t count[256];
    int64_t sum; /* of the terms of all counts */
};

static int64_t
term_slow(uint32_t c)
{
    return c < 2 ? 0 : (int64_t)llround((double)c * log2((double)c) * SCALE);
}

static inline int64_t
term(uint32_t c)
{
    return c < TABLE ? term_table[c] : term_slow(c);
}

static void
fill_tables(void)
{
    for (uint32_t c = 0; c < TABLE; c++) {
        term_table[c] = term_slow(c);
        step_table[c] = term_slow(c + 1) - term_table[c];
    }
}

void
nc_entropy_setup(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, fill_tables);
}

/* Few bytes: the sum follows each. */
static void
add_few(struct histogram *h, const uint8_t *bytes, size_t n)
{
    int64_t sum = h->sum;

    for (size_t i = 0; i < n; i++) {
        uint32_t c = h->count[bytes[i]]++;

        sum += c < TABLE ? step_table[c] : term_slow(c + 1) - term_slow(c);
    }
    h->sum = sum;
}

/* Many bytes: neighbours are counted in different tables, so that runs of one value do not wait
 * for each other; the terms come in a loop of their own, so that counts are added as vectors. */
static void
add_many(struct histogram *h, const uint8_t *bytes, size_t n)
{
    uint32_t part[WAYS - 1][256] = { 0 };
    int64_t sum = 0;
    size_t i = 0;

    for (; i + WAYS <= n; i += WAYS) {
        h->count[bytes[i]]++;
        part[0][bytes[i + 1]]++;
        part[1][bytes[i + 2]]++;
        part[2][bytes[i + 3]]++;
        part[3][bytes[i + 4]]++;
        part[4][bytes[i + 5]]++;
    }
    for (; i < n; i++)
        h->count[bytes[i]]++;
    for (int v = 0; v < 256; v++)
        h->count[v] += part[0][v] + part[1][v] + part[2][v] + part[3][v] + part[4][v];
    for (int v = 0; v < 256; v++)
        sum += term(h->count[v]);
    h->sum = sum;
}

static void
add(struct histogram *h, const uint8_t *bytes, size_t n)
{
    if (n <= FEW)
        add_few(h, bytes, n);
    else
        add_many(h, bytes, n);
}

static double
entropy(const struct histogram *h, size_t n)
{
    return n < 2 ? 0 : (double)(term((uint32_t)n) - h->sum) / SCALE / (double)n;
}

void
nc_packet_entropy(struct nc_packet *pkt)
{
    struct histogram h;
    const uint8_t *from = NULL, *to = NULL; /* the bytes counted in h */

    for (size_t i = pkt->n_pending; i-- > 0;) {
        const struct nc_pending *p = &pkt->pending[i];
        const uint8_t *end = p->bytes + p->size;

        if (from && p->bytes <= from && to <= end) {
            add(&h, p->bytes, (size_t)(from - p->bytes));
            add(&h, to, (size_t)(end - to));
        } else {
            memset(&h, 0, sizeof h);
            add(&h, p->bytes, p->size);
        }
        from = p->bytes;
        to = end;
        *p->entropy = entropy(&h, p->size);
        if (p->also)
            *p->also = *p->entropy;
    }
}
