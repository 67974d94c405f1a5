/* SPDX-License-Identifier: Apache-2.0 */
/* Anything in Anything, draft-massar-v6ops-ayiya section 3: who sends, a signature, a packet. */
#include "inner.h"

enum { WORD = 4, FORWARD = 1, MOST_OPERATION = 6, MOST_METHOD = 3, EPOCH = 4 };
enum { IPV4 = 4, IPV6 = 41, LEAST_IDENTITY = 2 };

struct head {
    uint8_t identity, signature, method, operation, next;
};

/* Two halves of a byte each: power and kind of the identity, words of the signature and how it was
 * made, authentication and operation. */
static struct head
read_head(struct nc_cursor *in)
{
    uint8_t one = nc_u8(in), two = nc_u8(in), three = nc_u8(in);
    struct head head = { one >> 4, two >> 4, two & 15, three & 15, nc_u8(in) };

    nc_skip(in, EPOCH);
    nc_skip(in, (size_t)1 << head.identity);
    nc_skip(in, (size_t)head.signature * WORD);
    return head;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    struct head head = read_head(in);

    (void)record;
    if (head.operation == FORWARD && nc_left(in))
        nc_next(pkt, NC_IPPROTO, head.next);
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    struct head head = read_head(first);
    enum nc_answer inside = NC_MORE;

    nc_require(first, head.operation <= MOST_OPERATION, "operation that is not known");
    nc_require(first, head.method <= MOST_METHOD, "hash that is not known");
    nc_require(first, head.identity >= LEAST_IDENTITY, "identity shorter than an address");
    if (head.operation == FORWARD && head.next == IPV6)
        inside = inner_ipv6(*first, is->cut);
    else if (head.operation == FORWARD && head.next == IPV4)
        inside = inner_ipv4(*first, is->cut);
    nc_require(first, inside != NC_NO, "not inside what the header says");
    return inside;
}

NC_PLUGIN(ayiya,
    .name   = "AYIYA",
    .about  = "Anything in Anything, tunnels of IPv6 through NATs",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 5072)),
    .decode = decode,
    .recognise = recognise);
