/* SPDX-License-Identifier: Apache-2.0 */
/* Secure Shell, RFC 4253: the line with which each side begins, section 4.2, and the algorithms of
 * its first key exchange, section 7.1.  The fingerprints are HASSH and HASSHServer, as
 * github.com/salesforce/hassh has them.  All that follows is keys and what they encrypt.  It is
 * long because an offer has ten lists, and because many a side says its identification alone. */
#include "begins.h"
#include "ends.h"
#include "texts.h"

#include <netcap/digest.h>

#include "netcap.pb-c.h"
#include "ssh.pb-c.h"

/* The line with its end, section 4.2; a packet, section 6.1.  Other messages may come before the
 * key exchange: that nothing is to be done, for debugging. */
enum { IDENT_MOST = 255, PACKET_MOST = 35000, PACKETS_MOST = 16 };

enum { LENGTH = 4, LEAST_PADDING = 4, COOKIE = 16, PORT_DIGITS = 5 };

/* Section 12: what both sides may say at any time but that they leave, and the key exchange. */
enum { FIRST_MESSAGE = 2, LAST_MESSAGE = 4, KEXINIT = 20 };

enum { KEX, HOST_KEY, CIPHERS, MACS = CIPHERS + 2, COMPRESSION = MACS + 2,
       LANGUAGES = COMPRESSION + 2, LISTS = LANGUAGES + 2 };

static const char identification[] = "SSH-";

struct side {
    struct nc_time begun;
    uint16_t size; /* of the identification; 0: it has not come */
    uint8_t packets;
    bool over;
    uint8_t ident[IDENT_MOST];
};

struct state {
    struct side side[2];
};

struct offer {
    ProtobufCBinaryData cookie, list[LISTS];
    bool follows;
};

struct pieces {
    size_t n_list;
    ProtobufCBinaryData *list;
};

struct names {
    size_t n_list;
    char **list;
};

/* Version 2.0, or 1.99 and others before it, section 5.1: a digit follows. */
static enum nc_answer
begins(ProtobufCBinaryData bytes)
{
    size_t n = sizeof identification - 1;
    enum nc_answer answer = begins_with(bytes, identification, n);

    if (answer != NC_YES)
        return answer;
    if (bytes.len == n)
        return NC_MORE;
    return bytes.data[n] == '1' || bytes.data[n] == '2' ? NC_YES : NC_NO;
}

static enum nc_answer
probe(const struct nc_stream *is_, struct nc_cursor *first)
{
    (void)is_;
    return begins(nc_rest(first));
}

static void
read_identification(const struct nc_stream *is_, struct nc_cursor *in, struct side *side)
{
    ProtobufCBinaryData bytes = nc_rest(in), line;
    const uint8_t *end = memchr(bytes.data, '\n', bytes.len);
    enum nc_answer answer = begins(bytes);

    if (answer == NC_NO) { /* the other side is not understood, and says so in its own way */
        side->over = true;
        return;
    }
    nc_require(in, end ? end - bytes.data < IDENT_MOST : bytes.len < IDENT_MOST,
               "identification longer than 255 bytes");
    if (answer == NC_MORE || !end || !nc_ok(in))
        return;
    line = without_end(nc_bytes(in, (size_t)(end - bytes.data)));
    nc_skip(in, 1);
    side->begun = is_->time;
    side->size = (uint16_t)line.len;
    memcpy(side->ident, line.data, line.len);
}

/* What the packet is: 0 while that is not known, or when what follows is none of version 2.  The
 * padding is of four bytes at least, section 6, and without keys the whole is a multiple of 8. */
static uint32_t
packet_size(struct nc_cursor ahead, uint8_t *message)
{
    uint32_t size = nc_u32(&ahead);
    uint8_t padding = nc_u8(&ahead);

    *message = nc_u8(&ahead);
    return size > PACKET_MOST || padding < LEAST_PADDING || padding + 2u > size ? 0 : size;
}

static bool
read_offer(struct nc_cursor *packet, struct offer *offer)
{
    uint8_t padding = nc_u8(packet);
    struct nc_cursor payload = nc_slice(packet, nc_left(packet) - padding);

    nc_u8(&payload);
    offer->cookie = nc_bytes(&payload, COOKIE);
    for (size_t i = 0; i < LISTS; i++)
        offer->list[i] = nc_bytes(&payload, nc_u32(&payload));
    offer->follows = nc_u8(&payload) != 0;
    nc_u32(&payload);
    return nc_ok(&payload);
}

static struct names
names(struct nc_packet *pkt, ProtobufCBinaryData list)
{
    struct names names = { 0, NULL };

    while (list.len)
        nc_push(pkt, &names, list, nc_text(pkt, cut(&list, ',')));
    return names;
}

#define TELL_NAMES(member, number)                                                                \
    do {                                                                                          \
        struct names names_ = names(pkt, offer->list[number]);                                    \
                                                                                                  \
        ssh->n_##member = names_.n_list;                                                          \
        ssh->member = names_.list;                                                                \
    } while (0)

static void
tell_offer(struct nc_packet *pkt, const struct offer *offer, Types__SSH *ssh)
{
    int to_client = !ssh->isclient;
    uint8_t semicolon = ';';
    ProtobufCBinaryData between = { 1, &semicolon };
    ProtobufCBinaryData pieces[] = {
        offer->list[KEX], between, offer->list[CIPHERS + to_client], between,
        offer->list[MACS + to_client], between, offer->list[COMPRESSION + to_client],
    };
    struct nc_cursor all = nc_join(pkt, pieces, sizeof pieces / sizeof *pieces);
    ProtobufCBinaryData algorithms = nc_rest(&all);

    ssh->algorithms = nc_text(pkt, algorithms);
    ssh->hassh = nc_md5(pkt, algorithms.data, algorithms.len);
    ssh->cookie = offer->cookie;
    ssh->firstkexfollows = offer->follows;
    TELL_NAMES(kexalgorithms, KEX);
    TELL_NAMES(hostkeyalgorithms, HOST_KEY);
    TELL_NAMES(ciphersclienttoserver, CIPHERS);
    TELL_NAMES(ciphersservertoclient, CIPHERS + 1);
    TELL_NAMES(macsclienttoserver, MACS);
    TELL_NAMES(macsservertoclient, MACS + 1);
    TELL_NAMES(compressionclienttoserver, COMPRESSION);
    TELL_NAMES(compressionservertoclient, COMPRESSION + 1);
    TELL_NAMES(languagesclienttoserver, LANGUAGES);
    TELL_NAMES(languagesservertoclient, LANGUAGES + 1);
}

static ProtobufCBinaryData
as_bytes(const char *text)
{
    return (ProtobufCBinaryData){ strlen(text), (uint8_t *)text };
}

/* The digits of a port, at the end of a place that has room for them. */
static ProtobufCBinaryData
port_text(struct nc_packet *pkt, int32_t port)
{
    uint8_t *digits = nc_alloc(pkt, PORT_DIGITS);
    size_t at = PORT_DIGITS;

    do
        digits[--at] = (uint8_t)('0' + port % 10);
    while ((port /= 10) && at);
    return (ProtobufCBinaryData){ PORT_DIGITS - at, digits + at };
}

/* Who says it to whom; an address of IPv6 has colons, and brackets therefore. */
static char *
flow_of(struct nc_packet *pkt, const Types__SSH *ssh)
{
    const char *const address[] = { ssh->srcip, ssh->dstip };
    const int32_t port[] = { ssh->srcport, ssh->dstport };
    struct pieces pieces = { 0, NULL };
    struct nc_cursor all;

    for (size_t i = 0; i < 2; i++) {
        bool colons = strchr(address[i], ':') != NULL;

        nc_push(pkt, &pieces, list, as_bytes(i ? "->" : ""));
        nc_push(pkt, &pieces, list, as_bytes(colons ? "[" : ""));
        nc_push(pkt, &pieces, list, as_bytes(address[i]));
        nc_push(pkt, &pieces, list, as_bytes(colons ? "]:" : ":"));
        nc_push(pkt, &pieces, list, port_text(pkt, port[i]));
    }
    all = nc_join(pkt, pieces.list, pieces.n_list);
    return nc_text(pkt, nc_rest(&all));
}

/* "SSH-version-software comments", section 4.2. */
static void
tell_identification(struct nc_packet *pkt, ProtobufCBinaryData ident, Types__SSH *ssh)
{
    ProtobufCBinaryData first, rest = ident;

    ssh->ident = nc_text(pkt, ident);
    first = cut(&rest, ' ');
    ssh->notes = nc_text(pkt, rest);
    cut(&first, '-');
    ssh->version = nc_text(pkt, cut(&first, '-'));
    ssh->software = nc_text(pkt, first);
}

/* What a side said that says nothing more that can be read. */
static void
tell(struct nc_packet *pkt, const struct nc_stream *is_, struct state *state, uint32_t from,
     const struct offer *offer)
{
    struct side *side = &state->side[from];
    Types__SSH *ssh;

    if (side->over)
        return;
    side->over = true;
    if (!side->size)
        return;
    ssh = nc_new(pkt, types__ssh);
    ssh->isclient = from == NC_CLIENT;
    tell_identification(pkt, (ProtobufCBinaryData){ side->size, side->ident }, ssh);
    if (offer)
        tell_offer(pkt, offer, ssh);
    ENDS_REPORT(pkt, is_, from, ssh);
    ssh->flow = flow_of(pkt, ssh);
    nc_write(pkt, ssh, side->begun);
}

static void
read_packet(struct nc_packet *pkt, const struct nc_stream *is_, struct nc_cursor *in,
            struct state *state)
{
    struct side *side = &state->side[is_->side];
    uint8_t message;
    uint32_t size;
    struct nc_cursor packet;
    struct offer offer;

    if (nc_left(in) < LENGTH + 2)
        return;
    size = packet_size(nc_ahead(in), &message);
    if (!size || ++side->packets > PACKETS_MOST ||
        (message != KEXINIT && (message < FIRST_MESSAGE || message > LAST_MESSAGE))) {
        tell(pkt, is_, state, is_->side, NULL);
        return;
    }
    nc_skip(in, LENGTH);
    packet = nc_slice(in, size);
    if (!nc_ok(in) || message != KEXINIT)
        return;
    if (!read_offer(&packet, &offer)) {
        nc_malformed(pkt, "key exchange shorter than its lists");
        tell(pkt, is_, state, is_->side, NULL);
        return;
    }
    tell(pkt, is_, state, is_->side, &offer);
}

/* Version 1 goes on with packets of another form. */
static bool
is_of_version_1(const struct side *side)
{
    return side->size > 6 && memcmp(side->ident, "SSH-1.", 6) == 0 &&
           (side->size < 8 || memcmp(side->ident + 6, "99", 2) != 0);
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is_, struct nc_cursor *in, void *memory)
{
    struct state *state = memory;
    struct side *side = &state->side[is_->side];

    if (!nc_left(in))
        return;
    if (is_->gap || (side->size && is_of_version_1(side)))
        tell(pkt, is_, state, is_->side, NULL);
    else if (!side->over && !side->size)
        read_identification(is_, in, side);
    else if (!side->over)
        read_packet(pkt, is_, in, state);
    if (side->over)
        nc_pass(pkt, UINT64_MAX);
}

/* Who only looked what answers said no more. */
static void
end(struct nc_packet *pkt, const struct nc_stream *is_, void *state)
{
    tell(pkt, is_, state, NC_CLIENT, NULL);
    tell(pkt, is_, state, NC_SERVER, NULL);
}

NC_SCHEMA(ssh);

NC_PLUGIN(ssh,
    .name       = "SSH",
    .about      = "Secure Shell: identification and key exchange",
    .type       = TYPES__TYPE__NC_SSH,
    .record     = &types__ssh__descriptor,
    .schema     = &ssh_schema,
    .on         = NC_ON(NC_KEY(NC_TCP_PORT, 22)),
    .probe      = probe,
    .stream     = stream,
    .end        = end,
    .state_size = sizeof(struct state));
