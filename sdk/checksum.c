/* SPDX-License-Identifier: Apache-2.0 */
/* Internet checksums, RFC 1071: whether they are right, and if not, what they look like.
 *
 * What is not known to be wrong is not judged.  Wireshark, too, tells a partial checksum from a
 * wrong one ("unverified"): the card of the capturing host was to fill it in, or has merged what
 * it stands in. */
#include "host.h"

#include <netcap/checksum.h>

#include <string.h>

enum { FRAME = 1500 - 20 }; /* what a packet of Ethernet has for a transport at most */

static const char *const reasons[] = {
    [NC_SUM_PARTIAL] = "partial checksum (offload)",
    [NC_SUM_ZERO] = "no checksum (offload)",
    [NC_SUM_MERGED] = "wrong checksum, longer than a frame, so merged (offload)",
    [NC_SUM_WRONG] = "wrong checksum",
};

typedef uint64_t lanes __attribute__((vector_size(16)));

static inline lanes
load(const uint8_t *at)
{
    lanes l;

    memcpy(&l, at, sizeof l);
    return l;
}

/* Less than 16 bytes: by the bits of how many they are, for a loop costs more than the rest.  One
 * alone stands for two, of which the second is zero. */
static inline uint64_t
sum_rest(const uint8_t *at, size_t size)
{
    uint64_t sum = 0, eight;
    uint32_t four;
    uint16_t two;

    if (size & 8) {
        memcpy(&eight, at, 8);
        sum = (eight & 0xffffffff) + (eight >> 32);
        at += 8;
    }
    if (size & 4) {
        memcpy(&four, at, 4);
        sum += four;
        at += 4;
    }
    if (size & 2) {
        memcpy(&two, at, 2);
        sum += two;
        at += 2;
    }
    if (size & 1) {
        two = 0;
        memcpy(&two, at, 1);
        sum += two;
    }
    return sum;
}

/* In the byte order of the machine, which does not matter to whether it is right (section 2 B).
 * Each lane takes words of 32 bits, two at a time: those at the top are summed besides, and taken
 * away from what is the sum of all but for what has overflowed. */
static inline uint64_t
sum_words(const uint8_t *at, size_t size)
{
    lanes all = { 0, 0 }, top = { 0, 0 }, low;

    for (; size >= 32; size -= 32, at += 32) {
        lanes one = load(at), two = load(at + 16);

        all += one;
        top += one >> 32;
        all += two;
        top += two >> 32;
    }
    if (size >= 16) {
        lanes one = load(at);

        all += one;
        top += one >> 32;
        at += 16;
        size -= 16;
    }
    low = all - (top << 32);
    return low[0] + low[1] + top[0] + top[1] + sum_rest(at, size);
}

uint64_t
nc_sum_words(const uint8_t *at, size_t size)
{
    return sum_words(at, size);
}

uint16_t
nc_sum_fold(uint64_t sum)
{
    sum = (sum & 0xffffffff) + (sum >> 32);
    sum = (sum & 0xffff) + (sum >> 16 & 0xffff) + (sum >> 32);
    sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)((sum & 0xffff) + (sum >> 16));
}

/* A number as it stands in the packet, whatever the machine's byte order. */
static uint16_t
on_wire(uint64_t number)
{
    const uint8_t bytes[2] = { (uint8_t)(number >> 8), (uint8_t)number };
    uint16_t word;

    memcpy(&word, bytes, sizeof word);
    return word;
}

/* Zero has two forms. */
static bool
is_equal(uint64_t sum, uint16_t word)
{
    return nc_sum_fold(sum) % 0xffff == word % 0xffff;
}

/* The pseudo header of RFC 9293 3.1, RFC 768 and RFC 8200 8.1, without the length: what a host
 * leaves to its card that is to cut the segment, or with it where it need not. */
static uint64_t
pseudo(const struct nc_packet *pkt, uint8_t protocol)
{
    return sum_words(pkt->tails.network[0], sizeof pkt->tails.network) + on_wire(protocol);
}

static uint64_t
length_sum(size_t size)
{
    return (uint64_t)on_wire(size >> 16 & 0xffff) + on_wire(size & 0xffff);
}

/* No card sums or merges what its host has cut into fragments. */
static enum nc_sum
kind_of_wrong(const struct nc_packet *pkt, uint8_t protocol, uint16_t checksum, size_t size)
{
    uint64_t sum = protocol ? pseudo(pkt, protocol) : 0;

    if (pkt->joined)
        return NC_SUM_WRONG;
    if (checksum == 0)
        return NC_SUM_ZERO;
    if (protocol && (is_equal(sum, on_wire(checksum)) ||
                     is_equal(sum + length_sum(size), on_wire(checksum))))
        return NC_SUM_PARTIAL;
    return size > FRAME ? NC_SUM_MERGED : NC_SUM_WRONG;
}

static void
say(struct nc_packet *pkt, enum nc_sum sum)
{
    if (pkt->sum_note)
        return;
    pkt->sum_note = reasons[sum];
    pkt->sum_note_by = pkt->by;
}

void
nc_sum_leave(struct nc_packet *pkt)
{
    if (pkt->tails.network_sum > NC_SUM_RIGHT || pkt->tails.transport_sum > NC_SUM_RIGHT)
        pkt->sum_note = NULL;
}

static void
mark(struct nc_packet *pkt, enum nc_sum sum, uint8_t wrong)
{
    say(pkt, sum);
    if (pkt->level)
        pkt->level->wrong |= wrong;
}

/* A tunnel may do without over IPv6, RFC 6935. */
void
nc_sum_forgive(struct nc_packet *pkt)
{
    pkt->bare->wrong &= (uint8_t)~NC_WRONG_TRANSPORT;
    pkt->tails.transport_sum = NC_SUM_UNKNOWN;
    if (pkt->sum_note_by == pkt->bare->transport_by)
        pkt->sum_note = NULL;
    pkt->bare = NULL;
}

uint8_t
nc_sum_around(const struct nc_tails *tails)
{
    uint8_t network = tails->network_sum, transport = tails->transport_sum;
    uint8_t worst = network > transport ? network : transport;

    if (worst <= NC_SUM_RIGHT)
        return NC_SUM_UNKNOWN;
    return worst == NC_SUM_PARTIAL ? NC_SUM_ZERO : worst;
}

void
nc_whole(struct nc_packet *pkt, const struct nc_cursor *in)
{
    pkt->whole_end = nc_ok(in) && !pkt->tails.unverified ? in->end : NULL;
}

void
nc_readdressed(struct nc_packet *pkt)
{
    pkt->tails.unverified = true;
    pkt->whole_end = NULL;
}

void
nc_verify_network(struct nc_packet *pkt, const struct nc_cursor *header, uint16_t checksum)
{
    enum nc_sum sum = NC_SUM_RIGHT;

    if (!pkt->verifies || !nc_ok(header))
        return;
    if (nc_sum_fold(nc_sum_words(header->pos, nc_left(header))) != 0xffff) {
        sum = checksum ? NC_SUM_WRONG : NC_SUM_ZERO;
        mark(pkt, sum, NC_WRONG_NETWORK);
    }
    if (sum > pkt->tails.network_sum)
        pkt->tails.network_sum = (uint8_t)sum;
}

void
nc_verify(struct nc_packet *pkt, const struct nc_cursor *in, uint8_t protocol, uint16_t checksum)
{
    size_t size = (size_t)(in->end - in->base);
    enum nc_sum sum = NC_SUM_RIGHT;
    uint64_t all;

    if (!pkt->verifies || !pkt->whole_end || !nc_ok(in) || in->end > pkt->whole_end)
        return;
    all = nc_sum_words(in->base, size) + (protocol ? pseudo(pkt, protocol) + length_sum(size) : 0);
    if (nc_sum_fold(all) != 0xffff) {
        sum = kind_of_wrong(pkt, protocol, checksum, size);
        mark(pkt, sum, NC_WRONG_TRANSPORT);
    }
    pkt->tails.transport_sum = (uint8_t)sum;
}

void
nc_verify_optional(struct nc_packet *pkt, const struct nc_cursor *in, uint8_t protocol,
                   uint16_t checksum)
{
    if (checksum == 0 && pkt->tails.network_kind != NC_ENDPOINT_IPV6)
        return;
    nc_verify(pkt, in, protocol, checksum);
    if (checksum == 0 && pkt->tails.transport_sum > NC_SUM_RIGHT)
        pkt->bare = pkt->level;
}
