/* SPDX-License-Identifier: Apache-2.0 */
/* A client's hello: RFC 5246 section 7.4.1.2, RFC 8446 section 4.1.2, and the extensions that are
 * looked into. */
#include "tlsclienthello.h"

enum { STATUS_REQUEST = 5, GROUPS = 10, POINTS = 11, SIGNATURES = 13 };

enum { HOST_NAME = 0, OCSP = 1 };

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
    case EXTENSION_VERSIONS: read_versions(list_of(in, 1, 2), offer); break;
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
    hello->random = nc_bytes(in, RANDOM_SIZE);
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

void
tlsclienthello_read(struct nc_packet *pkt, struct nc_cursor *message, Types__TLSClientHello *hello,
                    struct offer *offer)
{
    struct nc_cursor in = nc_ahead(message);

    read_hello(pkt, &in, hello, offer);
    if (!nc_ok(&in))
        nc_fail(message, nc_reason(&in) == nc_truncated ? "hello shorter than what it holds"
                                                        : nc_reason(&in));
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
}
