/* SPDX-License-Identifier: Apache-2.0 */
/* TLS, RFC 5246 and RFC 8446: the hello of a client, and the one more that it says when the server
 * asks it to try again.  What the server says, and certificates, is handed on to others; all that
 * follows is encrypted. */
#include "tlsclienthello.h"

#include "netcap.pb-c.h"

/* Early data may stand between two hellos, RFC 8446 section 4.2.10; servers allow for a few
 * records. */
enum { EARLY_MAX = 64 };

struct state {
    struct {
        struct server server; /* what this side is, if it is one */
        bool hello;           /* this side has said one as a client */
        uint8_t early;        /* records of data behind it */
    } side[2];
};

/* Whether a client's hello begins here. */
static enum nc_answer
begins(struct nc_cursor bytes)
{
    struct nc_cursor header = nc_slice(&bytes, nc_left(&bytes) < 6 ? 0 : 5);
    struct record record = tlsclienthello_record(&header);

    if (!nc_ok(&header))
        return !nc_left(&bytes) || nc_peek(&bytes) == HANDSHAKE ? NC_MORE : NC_NO;
    return record.type == HANDSHAKE && tlsclienthello_is_sound(&record) &&
                   (record.version & 0xff) <= 4 && record.size && nc_peek(&bytes) == CLIENT_HELLO
               ? NC_YES
               : NC_NO;
}

static enum nc_answer
probe(const struct nc_stream *s, struct nc_cursor *first)
{
    enum nc_answer tls = begins(*first), ssl2 = tlsclienthello_ssl2_begins(*first),
                   server = tlsclienthello_server_begins(*first);

    (void)s;
    if (tls == NC_NO)
        tls = server;
    return tls == NC_NO ? ssl2 : tls;
}

/* Who said it is the client, also where the core had to guess. */
static void
address(struct nc_packet *pkt, const struct nc_stream *s, Types__TLSClientHello *hello)
{
    uint32_t from = s->side, to = !from;

    hello->srcip = nc_address_text(pkt, s->network_kind, s->network[from]);
    hello->dstip = nc_address_text(pkt, s->network_kind, s->network[to]);
    hello->srcmac = nc_address_text(pkt, s->link_kind, s->link[from]);
    hello->dstmac = nc_address_text(pkt, s->link_kind, s->link[to]);
    hello->srcport = s->port[from];
    hello->dstport = s->port[to];
    NC_JOINS_REPORT(pkt, s, hello);
    nc_server_name(pkt, hello->sni);
}

/* What a message lies in. */
struct pieces {
    size_t size; /* in bytes */
    size_t n_list;
    ProtobufCBinaryData *list;
};

static void
add_piece(struct nc_packet *pkt, struct pieces *to, ProtobufCBinaryData piece)
{
    nc_push(pkt, to, list, piece);
    to->size += piece.len;
}

/* The message goes on in the next record. */
static void
read_piece(struct nc_packet *pkt, struct nc_cursor *in, struct pieces *to)
{
    struct record record = tlsclienthello_record(in);

    nc_require(in, record.type == HANDSHAKE && tlsclienthello_is_sound(&record),
               "hello that breaks off");
    nc_require(in, record.size, "record of a hello without bytes");
    nc_require(in, to->n_list < RECORDS_MAX, "hello in more than 4096 records");
    add_piece(pkt, to, nc_bytes(in, record.size));
}

/* The message that begins with this piece, from however many records. */
static struct nc_cursor
read_message(struct nc_packet *pkt, struct nc_cursor *in, ProtobufCBinaryData first)
{
    struct pieces pieces = { 0, 0, NULL };
    struct nc_cursor message;
    size_t size;

    add_piece(pkt, &pieces, first);
    while (pieces.size < MESSAGE_HEADER && nc_ok(in))
        read_piece(pkt, in, &pieces);
    message = nc_join(pkt, pieces.list, pieces.n_list);
    nc_u8(&message);
    size = MESSAGE_HEADER + nc_u24(&message);
    nc_require(in, size <= MESSAGE_HEADER + MESSAGE_MAX, "hello longer than 64 KiB");
    while (pieces.size < size && nc_ok(in))
        read_piece(pkt, in, &pieces);
    if (nc_ok(in))
        pieces.list[pieces.n_list - 1].len -= pieces.size - size;
    return nc_join(pkt, pieces.list, pieces.n_list);
}

/* Once a side has said a hello its handshake may be encrypted, and look like anything. */
static bool
is_another_hello(struct nc_cursor bytes)
{
    uint8_t type = nc_u8(&bytes);
    uint32_t size = nc_u24(&bytes);
    uint16_t version = nc_u16(&bytes);

    return type == CLIENT_HELLO && (!nc_ok(&bytes) || (size <= MESSAGE_MAX && version >> 8 == 3));
}

static void
read_handshake(struct nc_packet *pkt, const struct nc_stream *s, struct nc_cursor *in,
               const struct record *record, bool *seen)
{
    struct nc_cursor piece = nc_slice(in, record->size), message;
    Types__TLSClientHello *hello;
    struct offer offer = { 0 };

    if (*seen ? !is_another_hello(piece) : nc_peek(&piece) != CLIENT_HELLO) {
        nc_pass(pkt, UINT64_MAX);
        return;
    }
    message = read_message(pkt, in, nc_rest(&piece));
    if (!nc_ok(in))
        return;
    hello = nc_new(pkt, types__tlsclient_hello);
    hello->type = record->type;
    hello->version = record->version;
    hello->messagelen = record->size;
    tlsclienthello_read(pkt, &message, hello, &offer);
    if (!nc_ok(&message))
        nc_fail(in, nc_reason(&message));
    if (!nc_ok(in))
        return;
    hello->ja3 = tlsclienthello_ja3(pkt, &offer);
    hello->ja4 = tlsclienthello_ja4(pkt, &offer, OVER_TCP);
    address(pkt, s, hello);
    *seen = true;
    nc_write(pkt, hello, s->time);
}

/* No second hello follows: what asks for one, TLS 1.3, has none of this kind. */
static void
read_ssl2(struct nc_packet *pkt, const struct nc_stream *s, struct nc_cursor *in)
{
    Types__TLSClientHello *hello = tlsclienthello_ssl2_read(pkt, in);

    if (!nc_ok(in))
        return;
    address(pkt, s, hello);
    nc_write(pkt, hello, s->time);
    nc_pass(pkt, UINT64_MAX);
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *s, struct nc_cursor *in, void *memory)
{
    struct state *state = memory;
    struct server *server = &state->side[s->side].server;
    bool *seen = &state->side[s->side].hello, lost = s->gap && begins(*in) == NC_NO;
    struct record record;

    switch (tlsclienthello_is_server(*in, server, *seen)) {
    case NC_YES: tlsclienthello_server(pkt, s, in, server); return;
    case NC_MORE: nc_fail(in, nc_truncated); return;
    case NC_NO: break;
    }
    if (!*seen && tlsclienthello_ssl2_begins(*in) != NC_NO) {
        read_ssl2(pkt, s, in);
        return;
    }
    record = tlsclienthello_record(in);
    if (lost || (!*seen && (record.type != HANDSHAKE || !tlsclienthello_is_sound(&record)))) {
        nc_pass(pkt, UINT64_MAX);
        return;
    }
    nc_require(in, tlsclienthello_is_sound(&record), "no record behind a hello");
    switch (record.type) {
    case HANDSHAKE: read_handshake(pkt, s, in, &record, seen); break;
    case CHANGE_CIPHER_SPEC:
    case ALERT: nc_pass(pkt, record.size); break;
    case APPLICATION_DATA:
        nc_pass(pkt, ++state->side[s->side].early < EARLY_MAX ? record.size : UINT64_MAX);
        break;
    default: nc_pass(pkt, UINT64_MAX);
    }
}

NC_SCHEMA(tlsclienthello);

NC_PLUGIN(tlsclienthello, .name = "TLSClientHello", .protocol = "TLS",
          .about = "Client Hello of Transport Layer Security",
          .type = TYPES__TYPE__NC_TLSClientHello, .record = &types__tlsclient_hello__descriptor,
          .schema = &tlsclienthello_schema, .hands_on = TLS_MESSAGES,
          .probe = probe, .stream = stream, .state_size = sizeof(struct state));
