/* SPDX-License-Identifier: Apache-2.0 */
/* The PROXY protocol, versions 1 and 2 (haproxy.org, proxy-protocol.txt): what a proxy says first
 * to tell whom it speaks for.  What it speaks follows at once, often in the same segment, which is
 * why waiting for the next one would not do. */
#include "begins.h"

enum { LINE_MOST = 107, SIGNATURE = 12, LENGTH_AT = 14, VERSION = 2 };

static const uint8_t signature[SIGNATURE] = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
};

static enum nc_answer
begins_line(ProtobufCBinaryData bytes)
{
    static const char *const lines[] = { "PROXY TCP4 ", "PROXY TCP6 ", "PROXY UNKNOWN" };
    enum nc_answer answer = NC_NO;

    for (size_t i = 0; i < sizeof lines / sizeof *lines && answer == NC_NO; i++)
        answer = begins_with(bytes, lines[i], strlen(lines[i]));
    return answer;
}

/* Command and version share a byte, section 2.2. */
static enum nc_answer
begins_header(ProtobufCBinaryData bytes)
{
    enum nc_answer answer = begins_with(bytes, signature, SIGNATURE);

    if (answer != NC_YES)
        return answer;
    if (bytes.len == SIGNATURE)
        return NC_MORE;
    return bytes.data[SIGNATURE] >> 4 == VERSION ? NC_YES : NC_NO;
}

static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    ProtobufCBinaryData bytes = nc_rest(first);
    enum nc_answer line = begins_line(bytes);

    (void)is;
    return line != NC_NO ? line : begins_header(bytes);
}

static void
read_line(struct nc_packet *pkt, struct nc_cursor *in)
{
    ProtobufCBinaryData rest = nc_rest(in);
    size_t most = rest.len < LINE_MOST ? rest.len : LINE_MOST;
    const uint8_t *end = rest.data ? memchr(rest.data, '\n', most) : NULL;

    if (!end) {
        nc_require(in, rest.len < LINE_MOST, "PROXY line of more than 107 bytes");
        return;
    }
    nc_skip(in, (size_t)(end + 1 - rest.data));
    nc_handover(pkt);
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    ProtobufCBinaryData bytes = nc_rest(in);

    (void)is;
    (void)state;
    switch (begins_line(bytes)) {
    case NC_YES: read_line(pkt, in); return;
    case NC_MORE: return;
    case NC_NO: break;
    }
    switch (begins_header(bytes)) {
    case NC_YES:
        nc_skip(in, LENGTH_AT);
        nc_skip(in, nc_u16(in));
        nc_handover(pkt);
        break;
    case NC_MORE: break;
    case NC_NO: nc_decline(in); break;
    }
}

NC_PLUGIN(proxyprotocol,
    .name   = "ProxyProtocol",
    .about  = "PROXY protocol, versions 1 and 2, before what a proxy passes on",
    .probe  = probe,
    .stream = stream);
