/* SPDX-License-Identifier: Apache-2.0 */
/* One packet: a byte on what the layer below says, then the bytes behind that.  It is dissected
 * twice, with other bytes in the memory that it is given, and must come to the same. */
#include "fuzz_plugin.h"

#include "dissect/dissect.h"

#include <string.h>

static struct dissector dissector;
static uint32_t below_bits;

void
below_says(uint32_t bits)
{
    below_bits = bits;
}

void
decode_below(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    static const uint8_t link[2][6] = { { 2, 0, 0, 0, 0, 1 }, { 2, 0, 0, 0, 0, 2 } };
    static const uint8_t network[2][16] = { { 32, 1, 13, 184, 1 }, { 32, 1, 13, 184, 2 } };
    static const uint8_t kinds[] = { NC_ENDPOINT_IPV4, NC_ENDPOINT_IPV6 };
    static const uint8_t protocols[] = { 6, 17, 58, 132 };
    uint8_t kind = kinds[below_bits >> 1 & 1];
    size_t size = kind == NC_ENDPOINT_IPV4 ? 4 : 16;

    (void)record;
    if (below_bits & 4)
        nc_link(pkt, NC_ENDPOINT_MAC, link[0], link[1], sizeof link[0]);
    if (below_bits & 1) {
        nc_addresses(pkt, nc_address_text(pkt, kind, network[0]),
                     nc_address_text(pkt, kind, network[1]));
        nc_network(pkt, kind, network[0], network[1], size, protocols[below_bits >> 4 & 3]);
    }
    if (below_bits & 8)
        nc_transport(pkt, NC_ENDPOINT_UDP, 40000, 53, in);
    nc_next(pkt, FIRST_SPACE, FIRST_VALUE);
}

static bool
is_ours(int index)
{
    return index >= 0 && (size_t)index < tested.n;
}

static uint64_t
text_digest(uint64_t so_far, const char *text)
{
    return text ? digest(so_far, text, strlen(text)) : so_far;
}

/* Sound in itself; its digest. */
static uint64_t
verdict_digest(const struct verdict *v)
{
    bool refused = v->outcome == PACKET_REFUSED;

    if (v->outcome > PACKET_REFUSED)
        broken("an outcome that a packet cannot have here");
    if (refused && (!is_ours(v->plugin) || !v->reason || !*v->reason))
        broken("a verdict that makes no sense");
    if (v->mark && (!*v->mark || !is_ours(v->marker)))
        broken("a mark that makes no sense");
    return text_digest(text_digest(DIGEST + v->outcome, refused ? v->reason : NULL), v->mark);
}

/* What is reported to reassembly is of the packet. */
static void
check_event(const struct nc_packet *pkt, const uint8_t *bytes, size_t size)
{
    if (pkt->event != NC_EVENT_NONE &&
        (pkt->bytes < bytes || pkt->bytes > bytes + size ||
         pkt->n_bytes > (size_t)(bytes + size - pkt->bytes)))
        broken("bytes were reported that are not the packet's");
}

static uint64_t
dissect_once(const uint8_t *bytes, size_t size)
{
    const struct packet packet = { .seconds = 1,
                                   .linktype = FIRST_LINKTYPE,
                                   .captured = (uint32_t)size,
                                   .length = (uint32_t)size };
    struct record_digest sink = record_digest(&tested);
    volatile uint32_t at_work;
    struct verdict verdict = dissect(&dissector, &packet, bytes, &at_work);

    check_event(&dissector.pkt, bytes, size);
    if (!dissector_emit(&dissector, &sink.sink, &verdict))
        broken("a record is too large to be written");
    return sink.digest ^ verdict_digest(&verdict);
}

/* All that was handed out; what is used up goes on in the scratch behind it. */
static void
spoil_memory(void)
{
    struct nc_packet *pkt = &dissector.pkt;

    memset(pkt->arena, 0x5a, (size_t)(pkt->arena_at - pkt->arena));
}

void
fuzz_layer(struct taker *input)
{
    static const struct dissect_options options = { .context = true };
    uint64_t first;

    if (!dissector.plugins && !dissector_create(&dissector, &tested, &options))
        broken("no memory for a packet");
    below_says(take8(input));
    first = dissect_once(input->at, taker_left(input));
    spoil_memory();
    if (dissect_once(input->at, taker_left(input)) != first)
        broken("the second time the same packet comes to something else");
}
