/* SPDX-License-Identifier: Apache-2.0 */
/* Anything in Anything, draft-massar-v6ops-ayiya section 3: who sends, a signature, a packet. */
#include "foreign.h"
#include "inner.h"

enum { WORD = 4, FORWARD = 1, FORWARD_AND_ECHO = 3, MOST_OPERATION = 7, EPOCH = 4 };
enum { IPV4 = 4, IPV6 = 41, NOTHING = 59, LEAST_IDENTITY = 2, MOST_KIND = 2, MOST_PROOF = 2,
       METHODS = 3 };

struct head {
    uint8_t identity, kind, signature, method, proof, operation, next;
};

/* Two halves of a byte each: power and kind of the identity, words of the signature and how it was
 * made, authentication and operation. */
static struct head
read_head(struct nc_cursor *in)
{
    uint8_t one = nc_u8(in), two = nc_u8(in), three = nc_u8(in);
    struct head head = {
        .identity = one >> 4, .kind = one & 15, .signature = two >> 4, .method = two & 15,
        .proof = three >> 4, .operation = three & 15, .next = nc_u8(in)
    };

    nc_skip(in, EPOCH);
    nc_skip(in, (size_t)1 << head.identity);
    nc_skip(in, (size_t)head.signature * WORD);
    return head;
}

static bool
carries(const struct head *head)
{
    bool forwards = head->operation == FORWARD || head->operation == FORWARD_AND_ECHO;

    return forwards && head->next != NOTHING;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    struct head head = read_head(in);

    (void)record;
    if (carries(&head) && nc_left(in))
        nc_next(pkt, NC_IPPROTO, head.next);
}

/* A signature is as long as its method makes it: none, MD5, SHA-1. */
static bool
is_signed(const struct head *head)
{
    static const uint8_t words[METHODS] = { 0, 4, 5 };

    return head->method < METHODS && head->signature == words[head->method];
}

static enum nc_answer
looks_right(uint8_t next, struct nc_cursor in, bool cut)
{
    switch (next) {
    case IPV4: return inner_ipv4(in, cut);
    case IPV6: return inner_ipv6(in, cut);
    default: return nc_left(&in) || cut ? NC_MORE : NC_NO;
    }
}

static enum nc_answer
claim(const struct nc_datagram *is, struct nc_cursor *first)
{
    struct head head = read_head(first);
    enum nc_answer inside = NC_MORE;

    nc_require(first, head.operation <= MOST_OPERATION, "operation that is not known");
    nc_require(first, head.kind <= MOST_KIND, "identity of an unknown kind");
    nc_require(first, is_signed(&head), "signature of another length than its hash");
    nc_require(first, head.proof <= MOST_PROOF, "authentication that is not known");
    nc_require(first, head.identity >= LEAST_IDENTITY, "identity shorter than an address");
    if (carries(&head))
        inside = looks_right(head.next, *first, is->cut);
    nc_require(first, inside != NC_NO, "not inside what the header says");
    return inside;
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    return foreign_or(claim, is, first);
}

NC_PLUGIN(ayiya,
    .name   = "AYIYA",
    .about  = "Anything in Anything, tunnels of IPv6 through NATs",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 5072)),
    .decode = decode,
    .recognise = recognise);
