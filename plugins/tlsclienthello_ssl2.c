/* SPDX-License-Identifier: Apache-2.0 */
/* The hello of SSL 2.0, in which clients also offer its successors: RFC 5246 appendix E.2. */
#include "tlsclienthello.h"

enum { FRAMED = 0x80, ESCAPE = 0x40, SSL2 = 2, TLS = 3, HEADER = 2, HEAD = 9,
       SPEC = 3 };
enum { SESSION = 16, LEAST_CHALLENGE = 16, MOST_CHALLENGE = 32 };

struct head {
    uint16_t size; /* of the message */
    uint8_t padding;
    uint16_t version, ciphers, session, challenge;
};

/* The header of a record is two bytes long, and says so in the first bit; or three, with a bit for
 * what is no data, and how many bytes of padding there are behind the message. */
static bool
is_padded(uint8_t first)
{
    return !(first & (FRAMED | ESCAPE));
}

static enum nc_answer
read_head(struct nc_cursor *in, struct head *head)
{
    uint8_t first = nc_u8(in), second = nc_u8(in), kind;
    uint16_t size = (uint16_t)((first & ~FRAMED) << 8 | second);

    head->padding = is_padded(first) ? nc_u8(in) : 0;
    head->size = size > head->padding ? (uint16_t)(size - head->padding) : 0;
    kind = nc_u8(in);
    head->version = nc_u16(in);
    head->ciphers = nc_u16(in);
    head->session = nc_u16(in);
    head->challenge = nc_u16(in);
    return (first & FRAMED || is_padded(first)) && kind == CLIENT_HELLO ? NC_YES : NC_NO;
}

/* The four lengths say the same thing twice, which nothing else does. */
static bool
is_sound(const struct head *head)
{
    return (head->version == SSL2 || head->version >> 8 == TLS)
           && head->ciphers && head->ciphers % SPEC == 0
           && (head->session == 0 || head->session == SESSION)
           && head->challenge >= LEAST_CHALLENGE && head->challenge <= MOST_CHALLENGE
           && head->size == HEAD + head->ciphers + head->session + head->challenge;
}

/* Only the first bytes are looked at while there are no more. */
static bool
may_begin(struct nc_cursor bytes)
{
    size_t left = nc_left(&bytes);
    uint8_t first = nc_u8(&bytes);
    size_t header = HEADER + is_padded(first);

    nc_skip(&bytes, header - 1);
    return left <= header ? first & FRAMED || is_padded(first) : nc_u8(&bytes) == CLIENT_HELLO;
}

enum nc_answer
tlsclienthello_ssl2_begins(struct nc_cursor bytes)
{
    struct head head;

    if (nc_left(&bytes) < HEADER + HEAD + (size_t)is_padded(nc_peek(&bytes)))
        return may_begin(bytes) ? NC_MORE : NC_NO;
    return read_head(&bytes, &head) == NC_YES && is_sound(&head) ? NC_YES : NC_NO;
}

Types__TLSClientHello *
tlsclienthello_ssl2_read(struct nc_packet *pkt, struct nc_cursor *in)
{
    Types__TLSClientHello *hello = nc_new(pkt, types__tlsclient_hello);
    struct head head;

    nc_require(in, read_head(in, &head) == NC_YES && is_sound(&head), "hello that breaks off");
    if (!nc_ok(in))
        return hello;
    hello->version = SSL2;
    hello->messagelen = head.size;
    hello->handshaketype = CLIENT_HELLO;
    hello->handshakelen = head.size - 1u;
    hello->handshakeversion = head.version;
    hello->ciphersuitelen = head.ciphers;
    hello->sessionidlen = head.session;
    for (size_t i = 0; i < head.ciphers && nc_ok(in); i += SPEC)
        nc_push(pkt, hello, ciphersuites, (int32_t)nc_u24(in));
    hello->sessionid = nc_bytes(in, head.session);
    hello->random = nc_bytes(in, head.challenge);
    nc_skip(in, head.padding);
    return hello;
}
