/* SPDX-License-Identifier: Apache-2.0 */
/* Payloads that nobody decodes, or whose plugins read conversations: what dissection leaves of
 * them to the stage behind.  A packet is the destination's port, the source's, and the payload. */
#include "dissect/dissect.h"
#include "every.pb-c.h"
#include "harness.h"
#include "static_plugins.h"

enum { DECODER = 10, READER = 20, PICKY = 30, STREAM = 40, NOBODY = 99 };

static struct plugins plugins;
static struct dissector dissector;
static volatile uint32_t at_work;
static uint8_t bytes[] = { 0, 0, 'p', 'a', 'y', 'l', 'o', 'a', 'd' };
static unsigned decodings;

static void
decode_base(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    static const uint8_t ends[NC_NETWORK_ADDRESS] = "sent and got";
    uint8_t destination = nc_u8(in), source = nc_u8(in);
    uint32_t space = destination == STREAM ? NC_TCP_PORT : NC_UDP_PORT;

    (void)record;
    nc_network(pkt, NC_ENDPOINT_IPV4, ends, ends + 4, 4, 17);
    nc_addresses(pkt, (char *)"from", (char *)"to");
    nc_transport(pkt, NC_ENDPOINT_UDP, source, destination, in);
    nc_next_either(pkt, space, destination, source);
}

/* What it leaves has no port of its own, though it says one. */
static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    decodings++;
    nc_skip(in, 3);
    nc_next(pkt, NC_UDP_PORT, NOBODY);
}

static void
read_datagram(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *own)
{
    (void)pkt, (void)conn, (void)in, (void)own;
}

static enum nc_answer
no(const struct nc_datagram *is, struct nc_cursor *first)
{
    (void)is, (void)first;
    return NC_NO;
}

#define PLUGIN(stem, number, ...)                                                                \
    static const struct nc_plugin stem = {                                                       \
        .abi = NC_ABI, .size = sizeof(struct nc_plugin), .name = #stem, .about = "for a test",   \
        .type = 10000 + (number), .record = &every__stamped__descriptor, __VA_ARGS__             \
    }

PLUGIN(base, 1, .decode = decode_base, .on = NC_ON(NC_KEY(NC_LINKTYPE, 1)));
PLUGIN(decoder, 2, .decode = decode, .on = NC_ON(NC_KEY(NC_UDP_PORT, DECODER)));
PLUGIN(picky, 3, .decode = decode, .recognise = no, .on = NC_ON(NC_KEY(NC_UDP_PORT, PICKY)));
PLUGIN(reader, 4, .decode = decode, .datagram = read_datagram,
       .on = NC_ON(NC_KEY(NC_UDP_PORT, READER), NC_KEY(NC_ETHERTYPE, READER)));

static struct verdict
between(uint8_t destination, uint8_t source)
{
    struct packet p = { .captured = sizeof bytes, .length = sizeof bytes, .linktype = 1 };

    bytes[0] = destination;
    bytes[1] = source;
    decodings = 0;
    return dissect(&dissector, &p, bytes, &at_work);
}

static bool
is_left(void)
{
    return dissector.pkt.event == NC_EVENT_DATAGRAM;
}

static void
what_nobody_decodes_is_left_with_its_ends_and_level(void)
{
    CU_ASSERT(between(NOBODY, NOBODY).outcome == PACKET_DECODED && is_left());
    CU_ASSERT(dissector.pkt.bytes == bytes + 2 && dissector.pkt.n_bytes == 7);
    CU_ASSERT(dissector.pkt.event_level == 1 && dissector.pkt.next_space == NC_UDP_PORT);
    CU_ASSERT_EQUAL(dissector.pkt.tails.port[1], NOBODY);
}

static void
who_reads_conversations_does_not_decode_what_its_port_leads_to(void)
{
    between(READER, NOBODY);
    CU_ASSERT(is_left() && !decodings);
    between(NOBODY, READER);
    CU_ASSERT(is_left() && !decodings);
}

static void
the_plugin_of_the_other_port_decodes_before_that(void)
{
    between(READER, DECODER);
    CU_ASSERT(!is_left() && decodings == 1);
}

static void
what_another_refuses_is_left_too(void)
{
    CU_ASSERT_EQUAL(between(PICKY, NOBODY).outcome, PACKET_REFUSED);
    CU_ASSERT(is_left() && dissector.pkt.bytes == bytes + 2 && dissector.pkt.n_bytes == 7);
}

static void
what_a_decoder_leaves_behind_a_port_is_none(void)
{
    between(DECODER, NOBODY);
    CU_ASSERT(!is_left() && decodings == 1);
}

static void
what_a_stream_carries_is_none(void)
{
    between(STREAM, NOBODY);
    CU_ASSERT(!is_left());
}

static void
nothing_is_left_where_no_plugin_reads_conversations(void)
{
    dissector.reads_datagrams = false;
    between(NOBODY, NOBODY);
    CU_ASSERT(!is_left());
    dissector.reads_datagrams = true;
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_nobody_decodes_is_left_with_its_ends_and_level),
        SENTENCE(who_reads_conversations_does_not_decode_what_its_port_leads_to),
        SENTENCE(the_plugin_of_the_other_port_decodes_before_that),
        SENTENCE(what_another_refuses_is_left_too),
        SENTENCE(what_a_decoder_leaves_behind_a_port_is_none),
        SENTENCE(what_a_stream_carries_is_none),
        SENTENCE(nothing_is_left_where_no_plugin_reads_conversations),
        SENTENCES_END
    };
    static const struct nc_plugin *const list[] = { &base, &decoder, &picky, &reader, NULL };
    int status;

    static_plugins(&plugins, list);
    if (!dissector_create(&dissector, &plugins, &(struct dissect_options){ .context = true }))
        return 99;
    status = sentences("datagram", own);
    dissector_destroy(&dissector);
    static_plugins_free(&plugins);
    return status;
}
