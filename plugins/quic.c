/* SPDX-License-Identifier: Apache-2.0 */
/* QUIC, RFC 9000, RFC 9001 and RFC 9369: the hello of a client, which anybody can open, and what a
 * server may answer before it takes part.  All else is encrypted.
 *
 * The hello may lie in several frames of several datagrams, in any order (RFC 9001 section 4.1.3):
 * what came of it is kept until all is there. */
#include "quic.h"

#include <string.h>

#include "netcap.pb-c.h"
#include "quic.pb-c.h"
#include "tlsclienthello.h"

enum { PACKETS_MAX = 8, PIECES_MAX = 64, KEPT_MAX = 8, HELLO_MAX = 16384, PIECE_HEADER = 4,
       VERSIONS_MAX = 64 };

enum { PADDING = 0, PING = 1, ACK = 2, ACK_ECN = 3, CRYPTO = 6 };

struct state {
    uint8_t id[CID_MAX], id_size; /* that the keys are made of */
    bool opened;                  /* by it */
    uint8_t client;               /* the side that has said something with it */
    bool told;                    /* the hello is written */
    bool retried, negotiated;
    uint8_t kept;                 /* runs of pieces */
    uint32_t datagrams;           /* of the client */
};

/* What is there of the hello: pieces with their place. */
struct piece {
    uint64_t at;
    ProtobufCBinaryData bytes;
};

struct pieces {
    size_t n;
    struct piece list[PIECES_MAX * (KEPT_MAX + 1)];
};

static enum nc_answer
recognise(const struct nc_datagram *datagram, struct nc_cursor *first)
{
    struct nc_cursor header = nc_ahead(first);
    uint8_t byte = nc_u8(&header);
    uint32_t version = nc_u32(&header);
    uint8_t size = nc_u8(&header);

    (void)datagram;
    if (nc_ok(&header) && byte & 0x80 && byte & 0x40 && size <= CID_MAX && quic_knows(version))
        return NC_YES;
    nc_decline(first);
    return NC_NO;
}

/* ---- the hello's pieces ---- */

static void
add_piece(struct pieces *to, uint64_t at, ProtobufCBinaryData bytes)
{
    if (to->n < sizeof to->list / sizeof *to->list && bytes.len && at < HELLO_MAX)
        to->list[to->n++] = (struct piece){ at, bytes };
}

/* RFC 9000 section 19.3. */
static void
skip_ack(struct nc_cursor *in, bool ecn)
{
    uint64_t ranges;

    quic_number(in);
    quic_number(in);
    ranges = quic_number(in);
    quic_number(in);
    for (uint64_t i = 0; i < 2 * ranges && nc_ok(in); i++)
        quic_number(in);
    for (int i = 0; ecn && i < 3; i++)
        quic_number(in);
}

/* A frame that has no business in such a packet ends it. */
static void
read_frames(struct nc_cursor in, struct pieces *pieces)
{
    for (int n = 0; nc_left(&in) && n < PIECES_MAX;) {
        uint64_t type = quic_number(&in), at, size;

        switch (type) {
        case PADDING:
        case PING: break;
        case ACK:
        case ACK_ECN: skip_ack(&in, type == ACK_ECN); break;
        case CRYPTO:
            at = quic_number(&in);
            size = quic_number(&in);
            add_piece(pieces, at, nc_bytes(&in, size));
            n++;
            break;
        default: return;
        }
    }
}

/* What was kept: place and length of each, and its bytes. */
static void
add_kept(struct nc_packet *pkt, const struct state *state, struct pieces *pieces)
{
    for (uint32_t i = 0; i < state->kept; i++) {
        const ProtobufCBinaryData run = nc_kept(pkt, i);
        struct nc_cursor in = nc_join(pkt, &run, 1);

        while (nc_left(&in)) {
            uint16_t at = nc_u16(&in);

            add_piece(pieces, at, nc_bytes(&in, nc_u16(&in)));
        }
    }
}

/* Those of this call. */
static void
keep(struct nc_packet *pkt, struct state *state, const struct pieces *pieces)
{
    size_t size = 0;
    uint8_t *run, *to;

    for (size_t i = 0; i < pieces->n; i++)
        size += PIECE_HEADER + pieces->list[i].bytes.len;
    if (!size || size > NC_ALLOC_MAX || state->kept == KEPT_MAX)
        return;
    run = to = nc_alloc(pkt, size);
    for (size_t i = 0; i < pieces->n; i++) {
        const struct piece *one = &pieces->list[i];

        *to++ = (uint8_t)(one->at >> 8);
        *to++ = (uint8_t)one->at;
        *to++ = (uint8_t)(one->bytes.len >> 8);
        *to++ = (uint8_t)one->bytes.len;
        memcpy(to, one->bytes.data, one->bytes.len);
        to += one->bytes.len;
    }
    nc_keep(pkt, (ProtobufCBinaryData){ size, run });
    state->kept++;
}

static void
forget(struct nc_packet *pkt, struct state *state)
{
    for (; state->kept; state->kept--)
        nc_forget(pkt);
}

/* The piece that goes on from there; NULL: none does yet. */
static const struct piece *
piece_at(const struct pieces *pieces, size_t at)
{
    for (size_t i = 0; i < pieces->n; i++)
        if (pieces->list[i].at <= at && pieces->list[i].at + pieces->list[i].bytes.len > at)
            return &pieces->list[i];
    return NULL;
}

/* All there is from the hello's first byte on, without a gap. */
static struct nc_cursor
join(struct nc_packet *pkt, const struct pieces *pieces)
{
    ProtobufCBinaryData *parts = nc_alloc(pkt, (pieces->n + 1) * sizeof *parts);
    const struct piece *one;
    size_t n = 0, at = 0;

    while (at < HELLO_MAX && (one = piece_at(pieces, at))) {
        size_t skip = at - (size_t)one->at;

        parts[n++] = (ProtobufCBinaryData){ one->bytes.len - skip, one->bytes.data + skip };
        at += one->bytes.len - skip;
    }
    return nc_join(pkt, parts, n);
}

/* ---- records ---- */

static Types__QUIC *
new_record(struct nc_packet *pkt, const struct nc_stream *s, const struct quic_packet *packet,
           const char *kind)
{
    Types__QUIC *record = nc_new(pkt, types__quic);
    uint32_t from = s->side, to = !from;

    record->kind = (char *)(uintptr_t)kind;
    record->version = packet->version;
    record->dcid = packet->dcid;
    record->scid = packet->scid;
    record->tokenlength = (uint32_t)packet->token.len;
    record->srcip = nc_address_text(pkt, s->network_kind, s->network[from]);
    record->dstip = nc_address_text(pkt, s->network_kind, s->network[to]);
    record->srcmac = nc_address_text(pkt, s->link_kind, s->link[from]);
    record->dstmac = nc_address_text(pkt, s->link_kind, s->link[to]);
    record->srcport = s->port[from];
    record->dstport = s->port[to];
    NC_JOINS_REPORT(pkt, s, record);
    return record;
}

static void
tell_hello(struct nc_packet *pkt, Types__QUIC *record, const Types__TLSClientHello *hello,
           const struct offer *offer)
{
    record->sni = hello->sni;
    record->n_alpns = hello->n_alpns;
    record->alpns = hello->alpns;
    record->ja3 = tlsclienthello_ja3(pkt, offer);
    record->ja4 = tlsclienthello_ja4(pkt, offer, OVER_QUIC);
    record->numciphersuites = (uint32_t)hello->n_ciphersuites;
    record->n_ciphersuites = hello->n_ciphersuites;
    record->ciphersuites = hello->ciphersuites;
    record->n_extensions = hello->n_extensions;
    record->extensions = hello->extensions;
    record->n_supportedgroups = hello->n_supportedgroups;
    record->supportedgroups = hello->supportedgroups;
    record->n_signaturealgs = hello->n_signaturealgs;
    record->signaturealgs = hello->signaturealgs;
    record->hellosize = MESSAGE_HEADER + hello->handshakelen;
    nc_server_name(pkt, hello->sni);
}

/* Writes the hello, if it is all there. */
static bool
read_hello(struct nc_packet *pkt, const struct nc_stream *s, struct nc_cursor *in,
           const struct quic_packet *packet, const struct state *state,
           const struct pieces *pieces)
{
    struct nc_cursor message = join(pkt, pieces), header = nc_ahead(&message);
    Types__TLSClientHello *hello;
    Types__QUIC *record;
    struct offer offer = { 0 };
    uint8_t type = nc_u8(&header);
    size_t size = nc_u24(&header);

    if (!nc_ok(&header) || (type == CLIENT_HELLO && size > nc_left(&header) && size <= HELLO_MAX))
        return false;
    nc_require(in, type == CLIENT_HELLO && size <= HELLO_MAX, "begins with no hello");
    nc_limit(&message, MESSAGE_HEADER + size);
    hello = nc_new(pkt, types__tlsclient_hello);
    tlsclienthello_read(pkt, &message, hello, &offer);
    if (!nc_ok(&message))
        nc_fail(in, nc_reason(&message));
    if (!nc_ok(in))
        return false;
    record = new_record(pkt, s, packet, "Initial");
    tell_hello(pkt, record, hello, &offer);
    record->numdatagrams = state->datagrams;
    record->retried = state->retried;
    record->negotiated = state->negotiated;
    nc_write(pkt, record, s->time);
    return true;
}

/* ---- packets ---- */

/* The id that a client calls the server by first makes the keys; another one after a retry. */
static struct nc_cursor
open(struct nc_packet *pkt, const struct nc_stream *s, const struct quic_packet *packet,
     struct state *state)
{
    const ProtobufCBinaryData before = { state->id_size, state->id };
    struct nc_cursor frames = quic_open(pkt, packet, packet->dcid);

    if (!nc_ok(&frames))
        return state->opened && s->side == state->client ? quic_open(pkt, packet, before) : frames;
    memcpy(state->id, packet->dcid.data, packet->dcid.len);
    state->id_size = (uint8_t)packet->dcid.len;
    state->opened = true;
    state->client = (uint8_t)s->side;
    return frames;
}

/* Keys made of the version that the client spoke; who answers with others does not seal it. */
static void
read_retry(struct nc_packet *pkt, const struct nc_stream *s, const struct quic_packet *packet,
           struct state *state)
{
    const ProtobufCBinaryData id = { state->id_size, state->id };

    if (!state->opened || s->side == state->client || !quic_is_retry(pkt, packet, id))
        return;
    nc_write(pkt, new_record(pkt, s, packet, "Retry"), s->time);
    state->retried = true;
    state->told = false;
    forget(pkt, state);
}

/* RFC 9000 section 17.2.1: it calls the client by the id that it has given itself. */
static void
read_versions(struct nc_packet *pkt, const struct nc_stream *s, struct quic_packet *packet,
              struct nc_cursor *in, struct state *state)
{
    Types__QUIC *record;

    if (s->side == NC_CLIENT)
        return;
    nc_require(in, nc_left(&packet->rest) && nc_left(&packet->rest) % 4 == 0,
               "no versions to negotiate");
    if (!nc_ok(in))
        return;
    record = new_record(pkt, s, packet, "VersionNegotiation");
    for (int n = 0; nc_left(&packet->rest) && n < VERSIONS_MAX; n++)
        nc_push(pkt, record, supportedversions, nc_u32(&packet->rest));
    nc_write(pkt, record, s->time);
    state->negotiated = true;
    state->told = false;
    forget(pkt, state);
}

/* An Initial packet, and what it has of the hello. */
static void
read_initial(struct nc_packet *pkt, const struct nc_stream *s, struct nc_cursor *in,
             const struct quic_packet *packet, struct state *state, struct pieces *fresh)
{
    struct nc_cursor frames;
    struct pieces *all;

    if (state->told)
        return;
    frames = open(pkt, s, packet, state);
    if (!nc_ok(&frames))
        return;
    read_frames(frames, fresh);
    all = nc_alloc(pkt, sizeof *all);
    *all = *fresh;
    add_kept(pkt, state, all);
    state->told = read_hello(pkt, s, in, packet, state, all);
}

static void
read_packets(struct nc_packet *pkt, const struct nc_stream *s, struct nc_cursor *in,
             struct state *state)
{
    struct pieces *fresh = nc_alloc(pkt, sizeof *fresh);
    struct nc_cursor rest = nc_ahead(in);

    for (int n = 0; n < PACKETS_MAX && nc_ok(in) && nc_peek(&rest) & 0x80; n++) {
        struct quic_packet packet = quic_next(&rest);

        if (!nc_ok(&rest)) {
            nc_require(in, n, nc_reason(&rest));
            break;
        }
        switch (packet.type) {
        case QUIC_INITIAL: read_initial(pkt, s, in, &packet, state, fresh); break;
        case QUIC_RETRY: read_retry(pkt, s, &packet, state); break;
        case QUIC_NEGOTIATION: read_versions(pkt, s, &packet, in, state); break;
        case QUIC_ZERO_RTT:
        case QUIC_HANDSHAKE:
        case QUIC_UNKNOWN: break;
        }
    }
    if (state->told)
        forget(pkt, state);
    else if (fresh->n)
        keep(pkt, state, fresh);
}

static void
datagram(struct nc_packet *pkt, const struct nc_stream *s, struct nc_cursor *in, void *memory)
{
    struct state *state = memory;

    if (!(nc_peek(in) & 0x80))
        return;
    state->datagrams += s->side == NC_CLIENT;
    read_packets(pkt, s, in, state);
}

NC_SCHEMA(quic);

NC_PLUGIN(quic, .name = "QUIC", .about = "QUIC: hellos of clients, retries, versions",
          .type = TYPES__TYPE__NC_QUIC, .record = &types__quic__descriptor, .schema = &quic_schema,
          .on = NC_ON(NC_KEY(NC_UDP_PORT, 443), NC_KEY(NC_UDP_PORT, 80),
                      NC_KEY(NC_UDP_PORT, 8443), NC_KEY(NC_UDP_PORT, 4433),
                      NC_KEY(NC_UDP_PORT, 853)),
          .recognise = recognise, .datagram = datagram, .state_size = sizeof(struct state));
