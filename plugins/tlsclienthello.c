/* SPDX-License-Identifier: Apache-2.0 */
/* TLS, RFC 5246 and RFC 8446: the hello of a client, and the one more that it says when the server
 * asks it to try again.  All that follows is encrypted, or the server's. */
#include "tlsclienthello.h"

#include "netcap.pb-c.h"

/* A record of TLS 1.2 may be 2048 bytes longer than what is in it, RFC 5246 section 6.2.3.  Early
 * data may stand between two hellos, RFC 8446 section 4.2.10; servers allow for a few records. */
enum { RECORD_MAX = 16384 + 2048, RECORDS_MAX = 4096, EARLY_MAX = 64 };

enum { CHANGE_CIPHER_SPEC = 20, ALERT = 21, HANDSHAKE = 22, APPLICATION_DATA = 23 };

enum { CLIENT_HELLO = 1, HELLO_HEADER = 4, HELLO_MAX = NC_ALLOC_MAX - HELLO_HEADER, RANDOM = 32 };

enum { STATUS_REQUEST = 5, GROUPS = 10, POINTS = 11, SIGNATURES = 13, VERSIONS = 43 };

enum { HOST_NAME = 0, OCSP = 1 };

struct state {
    struct {
        bool hello;    /* this side has said one */
        uint8_t early; /* records of data behind it */
    } side[2];
};

struct record {
    uint8_t type;
    uint16_t version, size;
};

/* What a message lies in. */
struct pieces {
    size_t size; /* in bytes */
    size_t n_list;
    ProtobufCBinaryData *list;
};

static struct record
read_record(struct nc_cursor *in)
{
    struct record record = { .type = nc_u8(in) };

    record.version = nc_u16(in);
    record.size = nc_u16(in);
    return record;
}

static bool
is_sound(const struct record *record)
{
    return record->version >> 8 == 3 && record->size <= RECORD_MAX;
}

/* Whether a client's hello begins here. */
static enum nc_answer
begins(struct nc_cursor bytes)
{
    struct nc_cursor header = nc_slice(&bytes, nc_left(&bytes) < 6 ? 0 : 5);
    struct record record = read_record(&header);

    if (!nc_ok(&header))
        return !nc_left(&bytes) || nc_peek(&bytes) == HANDSHAKE ? NC_MORE : NC_NO;
    return record.type == HANDSHAKE && is_sound(&record) && (record.version & 0xff) <= 4 &&
                   record.size && nc_peek(&bytes) == CLIENT_HELLO
               ? NC_YES
               : NC_NO;
}

static enum nc_answer
probe(const struct nc_stream *s, struct nc_cursor *first)
{
    enum nc_answer tls = begins(*first), ssl2 = tlsclienthello_ssl2_begins(*first);

    (void)s;
    return tls == NC_NO ? ssl2 : tls;
}

static struct numbers
read_numbers(struct nc_packet *pkt, struct nc_cursor list, size_t width)
{
    struct numbers numbers = { 0, NULL };

    while (nc_left(&list) >= width)
        nc_push(pkt, &numbers, list, (int32_t)nc_uint(&list, width));
    return numbers;
}

/* A list behind its length, which may not have half a number at its end. */
static struct nc_cursor
list_of(struct nc_cursor *in, size_t length_bytes, size_t width)
{
    size_t size = nc_uint(in, length_bytes);

    nc_require(in, size % width == 0, "list with half a number");
    return nc_slice(in, size);
}

/* RFC 6066 section 3: names of one kind, of which only the first counts. */
static void
read_names(struct nc_packet *pkt, struct nc_cursor list, struct nc_cursor *in,
           Types__TLSClientHello *hello)
{
    bool found = false;

    while (nc_left(&list)) {
        uint8_t kind = nc_u8(&list);
        ProtobufCBinaryData name = nc_bytes(&list, nc_u16(&list));

        nc_require(in, nc_ok(&list), "server name longer than its list");
        if (kind != HOST_NAME || found || !nc_ok(in))
            continue;
        hello->sni = nc_text(pkt, name);
        found = true;
    }
}

/* RFC 7301 section 3.1. */
static void
read_protocols(struct nc_packet *pkt, struct nc_cursor list, struct nc_cursor *in,
               Types__TLSClientHello *hello, struct offer *offer)
{
    while (nc_left(&list)) {
        ProtobufCBinaryData name = nc_bytes(&list, nc_u8(&list));

        nc_require(in, nc_ok(&list), "protocol name longer than its list");
        if (!nc_ok(in))
            return;
        if (!hello->n_alpns)
            offer->alpn = name;
        nc_push(pkt, hello, alpns, nc_text(pkt, name));
    }
}

static void
read_versions(struct nc_cursor list, struct offer *offer)
{
    while (nc_left(&list)) {
        uint16_t version = nc_u16(&list);

        if (!tlsclienthello_is_grease(version) && version > offer->highest)
            offer->highest = version;
    }
}

static void
read_extension(struct nc_packet *pkt, int32_t type, struct nc_cursor *in,
               Types__TLSClientHello *hello, struct offer *offer)
{
    switch (type) {
    case EXTENSION_SNI: read_names(pkt, list_of(in, 2, 1), in, hello); break;
    case STATUS_REQUEST: hello->oscp = nc_u8(in) == OCSP; break;
    case GROUPS: offer->groups = read_numbers(pkt, list_of(in, 2, 2), 2); break;
    case POINTS: offer->points = read_numbers(pkt, list_of(in, 1, 1), 1); break;
    case SIGNATURES: offer->signatures = read_numbers(pkt, list_of(in, 2, 2), 2); break;
    case EXTENSION_ALPN: read_protocols(pkt, list_of(in, 2, 1), in, hello, offer); break;
    case VERSIONS: read_versions(list_of(in, 1, 2), offer); break;
    }
}

static void
read_extensions(struct nc_packet *pkt, struct nc_cursor *in, Types__TLSClientHello *hello,
                struct offer *offer)
{
    uint16_t size = nc_u16(in);
    struct nc_cursor list;

    nc_require(in, size <= nc_left(in), "extensions longer than the hello");
    hello->extensionlen = size;
    list = nc_slice(in, size);
    while (nc_left(&list) && nc_ok(in)) {
        int32_t type = nc_u16(&list);
        struct nc_cursor value = nc_slice(&list, nc_u16(&list));

        nc_require(in, nc_ok(&list), "extension longer than the list of them");
        nc_push(pkt, &offer->extensions, list, type);
        if (!nc_left(&value))
            continue;
        read_extension(pkt, type, &value, hello, offer);
        if (!nc_ok(&value))
            nc_fail(in, nc_reason(&value) == nc_truncated ? "list longer than its extension"
                                                          : nc_reason(&value));
    }
}

/* RFC 8446 section 4.1.2; that extensions may be missing is from before TLS 1.3. */
static void
read_hello(struct nc_packet *pkt, struct nc_cursor *in, Types__TLSClientHello *hello,
           struct offer *offer)
{
    struct nc_cursor list;

    hello->handshaketype = nc_u8(in);
    hello->handshakelen = nc_u24(in);
    hello->handshakeversion = offer->version = nc_u16(in);
    nc_require(in, offer->version >> 8 == 3, "hello of an unknown version");
    hello->random = nc_bytes(in, RANDOM);
    hello->sessionidlen = nc_u8(in);
    hello->sessionid = nc_bytes(in, hello->sessionidlen);
    list = list_of(in, 2, 2);
    hello->ciphersuitelen = (int32_t)nc_left(&list);
    offer->ciphers = read_numbers(pkt, list, 2);
    list = list_of(in, 1, 1);
    while (nc_left(&list))
        nc_push(pkt, hello, compressmethods, nc_u8(&list));
    if (nc_left(in) >= 2)
        read_extensions(pkt, in, hello, offer);
}

static void
tell(struct nc_packet *pkt, Types__TLSClientHello *hello, const struct offer *offer)
{
    hello->n_ciphersuites = offer->ciphers.n_list;
    hello->ciphersuites = offer->ciphers.list;
    hello->n_extensions = offer->extensions.n_list;
    hello->extensions = offer->extensions.list;
    hello->n_supportedgroups = offer->groups.n_list;
    hello->supportedgroups = offer->groups.list;
    hello->n_supportedpoints = offer->points.n_list;
    hello->supportedpoints = offer->points.list;
    hello->n_signaturealgs = offer->signatures.n_list;
    hello->signaturealgs = offer->signatures.list;
    hello->ja3 = tlsclienthello_ja3(pkt, offer);
    hello->ja4 = tlsclienthello_ja4(pkt, offer);
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
    struct record record = read_record(in);

    nc_require(in, record.type == HANDSHAKE && is_sound(&record), "hello that breaks off");
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
    while (pieces.size < HELLO_HEADER && nc_ok(in))
        read_piece(pkt, in, &pieces);
    message = nc_join(pkt, pieces.list, pieces.n_list);
    nc_u8(&message);
    size = HELLO_HEADER + nc_u24(&message);
    nc_require(in, size <= HELLO_HEADER + HELLO_MAX, "hello longer than 64 KiB");
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

    return type == CLIENT_HELLO && (!nc_ok(&bytes) || (size <= HELLO_MAX && version >> 8 == 3));
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
    read_hello(pkt, &message, hello, &offer);
    if (!nc_ok(&message))
        nc_fail(in, nc_reason(&message) == nc_truncated ? "hello shorter than what it holds"
                                                        : nc_reason(&message));
    if (!nc_ok(in))
        return;
    tell(pkt, hello, &offer);
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
    bool *seen = &state->side[s->side].hello, lost = s->gap && begins(*in) == NC_NO;
    struct record record;

    if (!*seen && tlsclienthello_ssl2_begins(*in) != NC_NO) {
        read_ssl2(pkt, s, in);
        return;
    }
    record = read_record(in);
    if (lost || (!*seen && (record.type != HANDSHAKE || !is_sound(&record)))) {
        nc_pass(pkt, UINT64_MAX);
        return;
    }
    nc_require(in, is_sound(&record), "no record behind a hello");
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
          .schema = &tlsclienthello_schema,
          .probe = probe, .stream = stream, .state_size = sizeof(struct state));
