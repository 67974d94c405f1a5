/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect_helper.h"
#include "harness.h"
#include "static_plugins.h"

#include <string.h>

struct plugins plugins;
struct dissector dissector;
struct verdict verdict;
volatile uint32_t at_work;
struct written written[WRITTEN_MAX];
size_t n_written, sink_space = SINK_SPACE;

static uint8_t space[SINK_SPACE];

/* Endpoints and what is for reassembly: addresses begin with the letter that asked for them. */
static void
say_traffic(struct nc_packet *pkt, const struct nc_cursor *in, uint8_t what)
{
    static const uint8_t n[16] = "network from", o[16] = "other from", l[8] = "link";

    if (what == 'l')
        nc_link(pkt, NC_ENDPOINT_MAC, l, l + 1, 6);
    if (what == 'n' || what == 'N')
        nc_network(pkt, NC_ENDPOINT_IPV6, what == 'n' ? n : o, n, 16, what);
    if (what == 't' || what == 'u')
        nc_transport(pkt, NC_ENDPOINT_TCP, what, 80, in);
    if (what == 's')
        nc_report_segment(pkt, &(struct nc_segment){ .sequence = 7, .flags = NC_SYN }, in);
    if (what == 'f')
        nc_report_fragment(pkt, &(struct nc_fragment){ .id = 5, .next = 9 }, in);
    if (what == 'T') { /* transport and segment in one layer */
        nc_transport(pkt, NC_ENDPOINT_TCP, what, 80, in);
        nc_report_segment(pkt, &(struct nc_segment){ .sequence = 7, .flags = NC_SYN }, in);
    }
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *layer)
{
    Every__Stamped *stamped = layer;
    uint8_t next = nc_u8(in), what = nc_u8(in);

    if (stamped)
        stamped->number = next + 1;
    nc_next(pkt, OURS, next);
    if (what == 'r')
        nc_fail(in, "refused by test");
    if (what == 'd')
        nc_decline(in);
    if (what == '<')
        in->pos = in->base - 1;
    if (what == '>')
        in->end = in->base + 1000;
    if (what == 'm')
        nc_malformed(pkt, next == 9 ? "second" : "first");
    if (what == 'n')
        nc_note(pkt, next == 9 ? "second" : "first");
    if (what == 'o')
        nc_next(pkt, NC_UDP_PORT, next);
    if (what == 'O')
        nc_next(pkt, NC_TCP_PORT, next);
    if (what == 'e')
        nc_next_either(pkt, OURS, 200, next);
    if (what == 'a')
        nc_addresses(pkt, (char *)"from", (char *)"to");
    if (what == 'p')
        nc_ports(pkt, 65535, 0);
    if (what == 'E')
        nc_next(pkt, NC_NONE, 0);
    say_traffic(pkt, in, what);
    for (int i = 0; what == 'x' && i < 1000; i++)
        memset(nc_alloc(pkt, NC_ALLOC_MAX), 0xff, NC_ALLOC_MAX);
}

static const struct nc_plugin layer = {
    .abi = NC_ABI,
    .size = sizeof layer,
    .name = "Layer",
    .about = "a layer of the test",
    .type = 10000,
    .record = &every__stamped__descriptor,
    .decode = decode,
    .on = NC_ON(NC_KEY(NC_LINKTYPE, 1), NC_KEY(OURS, 1), NC_KEY(OURS, 9), NC_KEY(NC_IPPROTO, 1)),
};

static const struct nc_plugin carrier = {
    .abi = NC_ABI,
    .size = sizeof carrier,
    .name = "Carrier",
    .about = "a layer without a record",
    .decode = decode,
    .on = NC_ON(NC_KEY(OURS, 2)),
};

/* A plugin of streams, and nothing else; one that decodes packets too. */
static void
read_stream(struct nc_packet *pkt, const struct nc_stream *stream, struct nc_cursor *in,
            void *state)
{
    (void)pkt, (void)stream, (void)in, (void)state;
}

static const struct nc_plugin streams_only = {
    .abi = NC_ABI,
    .size = sizeof streams_only,
    .name = "Streams",
    .about = "reads streams",
    .type = 10002,
    .record = &every__stamped__descriptor,
    .stream = read_stream,
    .on = NC_ON(NC_KEY(NC_UDP_PORT, 3), NC_KEY(NC_TCP_PORT, 3)),
};

static const struct nc_plugin both = {
    .abi = NC_ABI,
    .size = sizeof both,
    .name = "Both",
    .about = "reads streams and packets",
    .type = 10003,
    .record = &every__stamped__descriptor,
    .stream = read_stream,
    .decode = decode,
    .on = NC_ON(NC_KEY(NC_UDP_PORT, 4), NC_KEY(NC_TCP_PORT, 4)),
};

static uint8_t *
reserve(struct record_sink *to, int index, size_t wanted, size_t *size)
{
    (void)to;
    (void)index;
    *size = wanted < sink_space ? wanted : sink_space;
    return sink_space ? space : NULL;
}

static void
commit(struct record_sink *to, int index, size_t used)
{
    size_t head = space[0] > 127 ? 2 : 1;

    (void)to;
    CU_ASSERT_FATAL(n_written < WRITTEN_MAX);
    written[n_written].plugin = index;
    written[n_written].stamped = every__stamped__unpack(NULL, used - head, space + head);
    CU_ASSERT_PTR_NOT_NULL_FATAL(written[n_written++].stamped);
}

struct record_sink sink = { reserve, commit };

void
forget(void)
{
    while (n_written)
        every__stamped__free_unpacked(written[--n_written].stamped, NULL);
}

void
packet_at(const char *bytes, size_t n, struct packet p)
{
    forget();
    p.captured = p.length = (uint32_t)n;
    p.linktype = p.linktype ? p.linktype : 1;
    verdict = dissect(&dissector, &p, (const uint8_t *)bytes, &at_work);
    CU_ASSERT(dissector_emit(&dissector, &sink, &verdict));
}

void
layers(const char *bytes, size_t n)
{
    packet_at(bytes, n, (struct packet){ .seconds = 1 });
}

int
with_layers(int (*run)(void))
{
    static const struct nc_plugin *const list[] = { &layer, &carrier, &streams_only, &both, NULL };
    int status;

    static_plugins(&plugins, list);
    if (!dissector_create(&dissector, &plugins, &(struct dissect_options){ .context = true }))
        return 99;
    status = run();
    forget();
    dissector_destroy(&dissector);
    static_plugins_free(&plugins);
    return status;
}
