/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins found by port: asked, tried one after the other, and nothing left of who refuses.  A
 * packet is the destination's port, the source's, and what the plugins say and do. */
#include "dissect/dissect.h"
#include "every.pb-c.h"
#include "harness.h"
#include "static_plugins.h"

#include <string.h>

enum { ALPHA = 10, BETA = 20, OLD = 30, NOBODY = 99, ALPHAS_TOO = 11 };

/* What one of them says when asked, and why not; and for what its decoder refuses. */
struct part {
    enum nc_answer answer;
    const char *reason, *refusal;
    unsigned asked, tried;
    struct nc_datagram told;
};

static struct plugins plugins;
static struct dissector dissector;
static struct part alpha, beta, old;
static volatile uint32_t at_work;
static uint8_t bytes[] = { 0, 0, 'p', 'a', 'y', 'l', 'o', 'a', 'd' };

static void
decode_base(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    static const uint8_t ends[NC_NETWORK_ADDRESS] = "sent and got";
    uint8_t destination = nc_u8(in), source = nc_u8(in);

    (void)record;
    nc_network(pkt, NC_ENDPOINT_IPV4, ends, ends + 4, 4, 17);
    nc_addresses(pkt, (char *)"from", (char *)"to");
    nc_transport(pkt, NC_ENDPOINT_UDP, source, destination, in);
    nc_next_either(pkt, NC_UDP_PORT, destination, source);
}

/* Says all that a decoder can say of a packet. */
static void
wreck(struct nc_packet *pkt, struct nc_cursor *in, Every__Stamped *stamped)
{
    static const uint8_t ends[NC_NETWORK_ADDRESS] = "elsewhere";
    double *entropy = nc_alloc(pkt, sizeof *entropy);
    int32_t size;

    stamped->number = 666;
    nc_payload(pkt, in, entropy, &size);
    nc_network(pkt, NC_ENDPOINT_IPV6, ends, ends, 9, 6);
    nc_addresses(pkt, (char *)"false", (char *)"wrong");
    nc_transport(pkt, NC_ENDPOINT_TCP, 7, 8, in);
    nc_report_segment(pkt, &(struct nc_segment){ .sequence = 9 }, in);
    nc_malformed(pkt, "false mark");
    nc_note(pkt, "false note");
    nc_next(pkt, NC_ETHERTYPE, 0x0800);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, Every__Stamped *stamped, struct part *part)
{
    part->tried++;
    if (part->refusal && strcmp(part->refusal, "memory") == 0)
        while (nc_ok(in))
            nc_alloc(pkt, NC_ALLOC_MAX);
    if (part->refusal) {
        wreck(pkt, in, stamped);
        nc_fail(in, part->refusal == nc_declined
                        ? nc_declined
                        : nc_text(pkt, (ProtobufCBinaryData){ strlen(part->refusal),
                                                              (uint8_t *)part->refusal }));
        return;
    }
    memset(nc_alloc(pkt, 64), '#', 64); /* where a refusal's text was */
    stamped->number = part == &beta ? 2 : 1;
    nc_note(pkt, "true note");
    nc_skip(in, nc_left(in));
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first, struct part *part)
{
    part->asked++;
    part->told = *is;
    CU_ASSERT_EQUAL(nc_left(first), 7);
    CU_ASSERT_EQUAL(nc_tell(first), 0);
    if (part->reason)
        nc_fail(first, part->reason);
    return part->answer;
}

#define PLUGIN(NAME, part)                                                                        \
    static enum nc_answer recognise_##part(const struct nc_datagram *is, struct nc_cursor *first) \
    {                                                                                             \
        return recognise(is, first, &part);                                                       \
    }                                                                                             \
    static void decode_##part(struct nc_packet *pkt, struct nc_cursor *in, void *record)          \
    {                                                                                             \
        decode(pkt, in, record, &part);                                                           \
    }                                                                                             \
    static const struct nc_plugin part##_plugin = {                                               \
        .abi = NC_ABI,                                                                            \
        .size = sizeof(struct nc_plugin),                                                         \
        .name = #part,                                                                            \
        .about = "one of those that are found by port",                                           \
        .type = 10000 + NAME,                                                                     \
        .record = &every__stamped__descriptor,                                                    \
        .decode = decode_##part,                                                                  \
        .recognise = NAME == OLD ? NULL : recognise_##part,                                       \
        .on = NC_ON(NC_KEY(NC_UDP_PORT, NAME), NC_KEY(NC_UDP_PORT, NAME + 1)),                    \
    };

PLUGIN(ALPHA, alpha)
PLUGIN(BETA, beta)
PLUGIN(OLD, old)

static const struct nc_plugin base = {
    .abi = NC_ABI,
    .size = sizeof base,
    .name = "Base",
    .about = "where ports come from",
    .decode = decode_base,
    .on = NC_ON(NC_KEY(NC_LINKTYPE, 1)),
};

static struct verdict
between(uint8_t destination, uint8_t source)
{
    struct packet p = { .captured = sizeof bytes, .length = sizeof bytes, .linktype = 1 };

    bytes[0] = destination;
    bytes[1] = source;
    return dissect(&dissector, &p, bytes, &at_work);
}

static void
everybody(enum nc_answer answer)
{
    alpha = beta = old = (struct part){ .answer = answer };
}

/* Whose record there is; NULL: nobody's. */
static const char *
taken_by(void)
{
    return dissector.n_layers ? dissector.layers[0].plugin->is.name : NULL;
}

static void
the_destination_goes_before_the_source(void)
{
    everybody(NC_YES);
    between(ALPHA, BETA);
    CU_ASSERT_STRING_EQUAL(taken_by(), "alpha");
    between(BETA, ALPHA);
    CU_ASSERT_STRING_EQUAL(taken_by(), "beta");
    CU_ASSERT_EQUAL(alpha.tried + beta.tried, 2);
}

static void
who_is_certain_goes_before_who_is_not(void)
{
    everybody(NC_YES);
    alpha.answer = NC_MORE;
    between(ALPHA, BETA);
    CU_ASSERT_STRING_EQUAL(taken_by(), "beta");
    between(OLD, BETA);
    CU_ASSERT_STRING_EQUAL(taken_by(), "beta");
    between(OLD, ALPHA);
    CU_ASSERT_STRING_EQUAL(taken_by(), "old");
    CU_ASSERT_EQUAL(alpha.tried, 0);
}

static void
who_says_no_is_not_tried(void)
{
    everybody(NC_YES);
    alpha.answer = NC_NO;
    between(ALPHA, BETA);
    CU_ASSERT_STRING_EQUAL(taken_by(), "beta");
    alpha.answer = NC_YES;
    alpha.reason = "not met";
    between(ALPHA, BETA);
    CU_ASSERT_STRING_EQUAL(taken_by(), "beta");
    alpha.reason = NULL;
    alpha.answer = (enum nc_answer)77;
    between(ALPHA, BETA);
    CU_ASSERT_STRING_EQUAL(taken_by(), "beta");
    CU_ASSERT_EQUAL(alpha.tried, 0);
}

static void
they_are_told_what_led_to_them(void)
{
    struct packet cut = { .captured = sizeof bytes, .length = 100, .linktype = 1 };

    everybody(NC_NO);
    between(ALPHAS_TOO, BETA);
    CU_ASSERT(alpha.told.key.space == NC_UDP_PORT && alpha.told.key.value == ALPHAS_TOO);
    CU_ASSERT(!alpha.told.by_source && !alpha.told.cut);
    CU_ASSERT(alpha.told.port[0] == BETA && alpha.told.port[1] == ALPHAS_TOO);
    CU_ASSERT_EQUAL(alpha.told.network_kind, NC_ENDPOINT_IPV4);
    CU_ASSERT(beta.told.by_source && beta.told.key.value == BETA);
    dissect(&dissector, &cut, bytes, &at_work);
    CU_ASSERT(alpha.told.cut && beta.told.cut);
}

static void
who_is_found_by_both_ports_is_asked_once(void)
{
    everybody(NC_NO);
    between(ALPHA, ALPHAS_TOO);
    CU_ASSERT_EQUAL(alpha.asked, 1);
}

static bool
same_traffic(const struct nc_packet *a, const struct nc_packet *b)
{
    return memcmp(&a->sighting, &b->sighting, sizeof a->sighting) == 0 &&
           memcmp(&a->tails, &b->tails, sizeof a->tails) == 0 && a->event == b->event &&
           a->ends.source == b->ends.source && a->ends.destination == b->ends.destination &&
           a->ends.source_port == b->ends.source_port &&
           a->ends.destination_port == b->ends.destination_port;
}

/* What B makes of the packet is the same whether or not somebody was wrong about it before. */
static void
nothing_is_left_of_who_refuses(void)
{
    static struct nc_packet alone;
    struct verdict v;

    everybody(NC_YES);
    between(NOBODY, BETA);
    alone = dissector.pkt;
    alpha.refusal = "wrong guess";
    v = between(ALPHA, BETA);
    CU_ASSERT_EQUAL(alpha.tried, 1);
    CU_ASSERT_STRING_EQUAL(taken_by(), "beta");
    CU_ASSERT_EQUAL(dissector.n_layers, 1);
    CU_ASSERT_EQUAL(((Every__Stamped *)dissector.layers[0].record)->number, 2);
    CU_ASSERT_EQUAL(v.outcome, PACKET_DECODED);
    CU_ASSERT_PTR_NULL(v.mark);
    CU_ASSERT_STRING_EQUAL(v.remarks[0].text, "true note");
    alone.sighting.port[1] = alone.tails.port[1] = ALPHA;
    alone.ends.destination_port = ALPHA;
    CU_ASSERT(same_traffic(&alone, &dissector.pkt));
    CU_ASSERT_EQUAL(alone.n_pending, dissector.pkt.n_pending);
    CU_ASSERT_EQUAL(alone.networks, dissector.pkt.networks);
    CU_ASSERT_EQUAL(alone.ticks, dissector.pkt.ticks);
    CU_ASSERT_EQUAL(alone.elements, dissector.pkt.elements);
    CU_ASSERT_PTR_EQUAL(alone.arena_at, dissector.pkt.arena_at);
}

static void
nothing_is_left_of_a_last_one_who_refuses(void)
{
    static struct nc_packet alone;
    struct verdict v;

    everybody(NC_YES);
    between(NOBODY, NOBODY);
    alone = dissector.pkt;
    alpha.refusal = "wrong guess";
    v = between(ALPHA, NOBODY);
    CU_ASSERT_EQUAL(v.outcome, PACKET_REFUSED);
    CU_ASSERT_EQUAL(dissector.n_layers, 0);
    CU_ASSERT(!v.mark && !verdict_remarks(&v));
    alone.sighting.port[1] = alone.tails.port[1] = ALPHA;
    alone.ends.destination_port = ALPHA;
    CU_ASSERT(same_traffic(&alone, &dissector.pkt));
    CU_ASSERT_EQUAL(dissector.pkt.sighting.application_by, 0);
}

static void
memory_that_one_used_up_is_there_for_the_next(void)
{
    everybody(NC_YES);
    alpha.refusal = "memory";
    CU_ASSERT_EQUAL(between(ALPHA, BETA).outcome, PACKET_DECODED);
    CU_ASSERT_STRING_EQUAL(taken_by(), "beta");
    beta.refusal = "second";
    CU_ASSERT_STRING_EQUAL(between(ALPHA, BETA).reason, nc_no_memory);
}

static void
when_all_refuse_the_first_refusal_stands(void)
{
    struct verdict v;

    everybody(NC_YES);
    alpha.refusal = "first";
    beta.refusal = "second";
    v = between(ALPHA, BETA);
    CU_ASSERT_EQUAL(v.outcome, PACKET_REFUSED);
    CU_ASSERT_STRING_EQUAL(v.reason, "first");
    CU_ASSERT_STRING_EQUAL(plugins.list[v.plugin].is.name, "alpha");
    v = between(BETA, ALPHA);
    CU_ASSERT_STRING_EQUAL(v.reason, "second");
    CU_ASSERT_STRING_EQUAL(plugins.list[v.plugin].is.name, "beta");
}

static void
the_refusal_of_who_was_tried_outweighs_a_no(void)
{
    struct verdict v;

    everybody(NC_NO);
    alpha.reason = "not met";
    v = between(ALPHA, BETA);
    CU_ASSERT_STRING_EQUAL(v.reason, "not met");
    CU_ASSERT_STRING_EQUAL(plugins.list[v.plugin].is.name, "alpha");
    v = between(BETA, ALPHA);
    CU_ASSERT_STRING_EQUAL(v.reason, "is no message of this protocol");
    beta.answer = NC_YES;
    beta.refusal = "cut short";
    v = between(ALPHA, BETA);
    CU_ASSERT_STRING_EQUAL(v.reason, "cut short");
    CU_ASSERT_STRING_EQUAL(plugins.list[v.plugin].is.name, "beta");
}

static void
a_packet_that_is_declined_first_is_decoded(void)
{
    everybody(NC_YES);
    alpha.refusal = nc_declined;
    beta.refusal = "second";
    CU_ASSERT_EQUAL(between(ALPHA, BETA).outcome, PACKET_DECODED);
    CU_ASSERT_PTR_NULL(taken_by());
    everybody(NC_NO);
    alpha.reason = nc_declined;
    CU_ASSERT_EQUAL(between(ALPHA, NOBODY).outcome, PACKET_DECODED);
}

static void
a_plugin_that_is_asked_is_the_one_at_work(void)
{
    everybody(NC_NO);
    between(NOBODY, BETA);
    CU_ASSERT_STRING_EQUAL(plugins.list[at_work].is.name, "beta");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_destination_goes_before_the_source),
        SENTENCE(who_is_certain_goes_before_who_is_not),
        SENTENCE(who_says_no_is_not_tried),
        SENTENCE(they_are_told_what_led_to_them),
        SENTENCE(who_is_found_by_both_ports_is_asked_once),
        SENTENCE(nothing_is_left_of_who_refuses),
        SENTENCE(nothing_is_left_of_a_last_one_who_refuses),
        SENTENCE(memory_that_one_used_up_is_there_for_the_next),
        SENTENCE(when_all_refuse_the_first_refusal_stands),
        SENTENCE(the_refusal_of_who_was_tried_outweighs_a_no),
        SENTENCE(a_packet_that_is_declined_first_is_decoded),
        SENTENCE(a_plugin_that_is_asked_is_the_one_at_work),
        SENTENCES_END
    };
    static const struct nc_plugin *const list[] = { &base, &alpha_plugin, &beta_plugin,
                                                    &old_plugin, NULL };
    int status;

    static_plugins(&plugins, list);
    if (!dissector_create(&dissector, &plugins, &(struct dissect_options){ .context = true }))
        return 99;
    status = sentences("guess", own);
    dissector_destroy(&dissector);
    static_plugins_free(&plugins);
    return status;
}
