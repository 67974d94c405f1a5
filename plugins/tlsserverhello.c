/* SPDX-License-Identifier: Apache-2.0 */
/* The hello of a TLS server, RFC 5246 section 7.4.1.3 and RFC 8446 section 4.1.3, as the plugin
 * TLSClientHello hands it on. */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "tlsclienthello.h"
#include "tlsserverhello.pb-c.h"

enum { SESSION_MAX = 32 };

enum {
    STATUS_REQUEST = 5,
    TIMESTAMPS = 18,
    MASTER_SECRET = 23,
    SESSION_TICKET = 35,
    PRE_SHARED_KEY = 41,
    COOKIE = 44,
    KEY_SHARE = 51,
    NEXT_PROTOCOLS = 13172,
    RENEGOTIATION = 0xff01,
};

/* Names behind a length each, RFC 7301 section 3.1. */
static void
read_next_protocols(struct nc_packet *pkt, struct nc_cursor *in, Types__TLSServerHello *hello)
{
    while (nc_left(in)) {
        ProtobufCBinaryData name = nc_bytes(in, nc_u8(in));

        if (nc_ok(in))
            nc_push(pkt, hello, nextprotos, nc_text(pkt, name));
    }
}

/* RFC 6962 section 3.3: each behind its length. */
static void
read_timestamps(struct nc_packet *pkt, struct nc_cursor *in, Types__TLSServerHello *hello)
{
    struct nc_cursor list = nc_slice(in, nc_u16(in));

    while (nc_left(&list)) {
        ProtobufCBinaryData one = nc_bytes(&list, nc_u16(&list));

        if (nc_ok(&list))
            nc_push(pkt, hello, scts, one);
    }
    nc_require(in, nc_ok(&list), nc_truncated);
}

/* A server names one. */
static void
read_alpn(struct nc_packet *pkt, struct nc_cursor *in, Types__TLSServerHello *hello)
{
    struct nc_cursor list = nc_slice(in, nc_u16(in));
    ProtobufCBinaryData name = nc_bytes(&list, nc_u8(&list));

    nc_require(in, nc_ok(&list), nc_truncated);
    hello->alpnprotocol = nc_text(pkt, name);
}

/* That one is there says something, whatever is in it. */
static void
note_extension(int32_t type, Types__TLSServerHello *hello)
{
    switch (type) {
    case STATUS_REQUEST: hello->ocspstapling = true; break;
    case MASTER_SECRET: hello->ems = true; break;
    case SESSION_TICKET: hello->ticketsupported = true; break;
    case PRE_SHARED_KEY: hello->selectedidentitypresent = true; break;
    case NEXT_PROTOCOLS: hello->nextprotoneg = true; break;
    case RENEGOTIATION: hello->securerenegotiationsupported = true; break;
    }
}

static void
read_extension(struct nc_packet *pkt, int32_t type, struct nc_cursor *in,
               Types__TLSServerHello *hello)
{
    switch (type) {
    case EXTENSION_ALPN: read_alpn(pkt, in, hello); break;
    case TIMESTAMPS: read_timestamps(pkt, in, hello); break;
    case PRE_SHARED_KEY: hello->selectedidentity = nc_u16(in); break;
    case EXTENSION_VERSIONS: hello->supportedversion = nc_u16(in); break;
    case COOKIE: hello->cookie = nc_bytes(in, nc_u16(in)); break;
    case KEY_SHARE: hello->selectedgroup = nc_u16(in); break;
    case NEXT_PROTOCOLS: read_next_protocols(pkt, in, hello); break;
    case RENEGOTIATION: hello->securerenegotiation = nc_bytes(in, nc_u8(in)); break;
    }
}

static void
read_extensions(struct nc_packet *pkt, struct nc_cursor *in, Types__TLSServerHello *hello)
{
    uint16_t size = nc_u16(in);
    struct nc_cursor list;

    nc_require(in, size == nc_left(in), "extensions longer or shorter than the hello");
    list = nc_slice(in, size);
    while (nc_left(&list) && nc_ok(in)) {
        int32_t type = nc_u16(&list);
        struct nc_cursor value = nc_slice(&list, nc_u16(&list));

        nc_require(in, nc_ok(&list), "extension longer than the list of them");
        if (!nc_ok(in))
            return;
        nc_push(pkt, hello, extensions, type);
        note_extension(type, hello);
        if (nc_left(&value))
            read_extension(pkt, type, &value, hello);
        nc_require(in, nc_ok(&value), "list longer than its extension");
    }
}

/* The server speaks, whatever the core takes it for. */
static void
address(struct nc_packet *pkt, Types__TLSServerHello *hello)
{
    const struct nc_stream *s = nc_handed_by(pkt);
    uint32_t from = s ? s->side : 0, to = !from;

    if (!s)
        return;
    hello->srcip = nc_address_text(pkt, s->network_kind, s->network[from]);
    hello->dstip = nc_address_text(pkt, s->network_kind, s->network[to]);
    hello->srcmac = nc_address_text(pkt, s->link_kind, s->link[from]);
    hello->dstmac = nc_address_text(pkt, s->link_kind, s->link[to]);
    hello->srcport = s->port[from];
    hello->dstport = s->port[to];
    NC_JOINS_REPORT(pkt, s, hello);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__TLSServerHello *hello = record;
    struct numbers extensions;
    uint8_t session;

    nc_skip(in, 1); /* its type */
    nc_require(in, nc_u24(in) == nc_left(in), "length is not that of the hello");
    hello->version = nc_u16(in);
    nc_require(in, hello->version >> 8 == 3, "hello of an unknown version");
    hello->random = nc_bytes(in, RANDOM_SIZE);
    session = nc_u8(in);
    nc_require(in, session <= SESSION_MAX, "session id longer than 32 bytes");
    hello->sessionid = nc_bytes(in, session);
    hello->ciphersuite = nc_u16(in);
    hello->compressionmethod = nc_u8(in);
    if (nc_left(in))
        read_extensions(pkt, in, hello);
    if (!nc_ok(in))
        return;
    hello->retry = random_is_retry(hello->random.data);
    extensions = (struct numbers){ hello->n_extensions, hello->extensions };
    hello->ja3s = tlsclienthello_ja3s(pkt, hello->version, hello->ciphersuite, extensions);
    address(pkt, hello);
}

NC_SCHEMA(tlsserverhello);

NC_PLUGIN(tlsserverhello, .name = "TLSServerHello", .protocol = "TLS",
          .about = "Server Hello of Transport Layer Security",
          .type = TYPES__TYPE__NC_TLSServerHello, .record = &types__tlsserver_hello__descriptor,
          .schema = &tlsserverhello_schema,
          .on = NC_ON(NC_KEY(TLS_MESSAGES, SERVER_HELLO)), .decode = decode);
