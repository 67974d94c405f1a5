/* SPDX-License-Identifier: Apache-2.0 */
/* SMB versions 2 and 3, MS-SMB2, over TCP, section 2.1, and over NetBIOS, RFC 1002 section 4.3.
 * Of version 1 only the first message is known, which asks for version 2; what is in files is not
 * looked into. */
#include "smb2.h"

#include "netcap.pb-c.h"

#include <string.h>

enum { PREFIX = 4, HEADER_SIZE = 64, PROTOCOL_SIZE = 4 };

/* Of long messages, which carry parts of files, what is read and what is passed. */
enum { TAKEN_MOST = 32768 };

/* RFC 1002: what is no message of SMB. */
enum { MESSAGE = 0x00, ASKS = 0x81, AGREES = 0x82, KEEPS_ALIVE = 0x85, ASKED_SIZE = 0x44 };

enum { SMB1 = 0xff, SMB2 = 0xfe, ENCRYPTED = 0xfd, COMPRESSED = 0xfc, NEGOTIATE_1 = 0x72,
       COMMAND_MOST = 0x13, ANSWER = 1, ASYNC = 2 };

struct state {
    struct nc_reader side[2];
};

struct frame {
    uint32_t length;
    uint64_t passed;
};

/* Sessions of NetBIOS begin and are kept alive with few bytes, all of them known. */
static bool
is_of_session(const uint8_t head[PREFIX])
{
    uint32_t length = (uint32_t)head[1] << 16 | (uint32_t)head[2] << 8 | head[3];

    return (head[0] == ASKS && length == ASKED_SIZE) ||
           ((head[0] == AGREES || head[0] == KEEPS_ALIVE) && !length);
}

static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    const uint8_t *at = bytes.data;

    (void)context;
    if (bytes.len < PREFIX)
        return at[0] == MESSAGE || at[0] == ASKS || at[0] == AGREES || at[0] == KEEPS_ALIVE
                   ? NC_MORE
                   : NC_NO;
    if (at[0] != MESSAGE)
        return is_of_session(at) ? NC_YES : NC_NO;
    if (bytes.len < PREFIX + 5)
        return bytes.len > PREFIX && at[PREFIX] < COMPRESSED ? NC_NO : NC_MORE;
    if (at[PREFIX] < COMPRESSED || memcmp(at + PREFIX + 1, "SMB", 3) != 0)
        return NC_NO;
    return at[PREFIX] != SMB1 || at[PREFIX + 4] == NEGOTIATE_1 ? NC_YES : NC_NO;
}

/* A session of NetBIOS is anybody's. */
static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    enum nc_answer answer = nc_left(first) ? begins(NULL, nc_rest(first)) : NC_MORE;

    return answer == NC_YES && nc_peek(first) != MESSAGE && !is->by_port ? NC_NO : answer;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    struct frame *frame = context;

    nc_skip(ahead, 1);
    frame->length = nc_u24(ahead);
    if (frame->length <= TAKEN_MOST)
        return PREFIX + frame->length;
    frame->passed = frame->length - TAKEN_MOST;
    return PREFIX + TAKEN_MOST;
}

static const struct nc_framing framing = { begins, size };

static void
tell(struct nc_packet *pkt, const struct nc_stream *is, Types__SMB2 *to)
{
    uint32_t from = is->side;

    to->srcip = nc_address_text(pkt, is->network_kind, is->network[from]);
    to->dstip = nc_address_text(pkt, is->network_kind, is->network[!from]);
    to->srcport = is->port[from];
    to->dstport = is->port[!from];
    NC_JOINS_REPORT(pkt, is, to);
    nc_write(pkt, to, is->time);
}

/* Section 2.2.1.2; where the command waits a number stands in the place of process and tree. */
static uint32_t
read_header(struct nc_cursor *in, Types__SMB2 *to)
{
    uint32_t next;

    nc_skip(in, PROTOCOL_SIZE);
    nc_require(in, nc_u16_le(in) == HEADER_SIZE, "header of another size");
    to->creditcharge = nc_u16_le(in);
    to->status = nc_u32_le(in);
    to->command = nc_u16_le(in);
    to->credits = nc_u16_le(in);
    to->flags = nc_u32_le(in);
    next = nc_u32_le(in);
    to->messageid = nc_u64_le(in);
    if (to->flags & ASYNC) {
        to->asyncid = nc_u64_le(in);
    } else {
        nc_skip(in, 4);
        to->treeid = nc_u32_le(in);
    }
    to->sessionid = nc_u64_le(in);
    nc_skip(in, 16);
    to->isresponse = to->flags & ANSWER;
    if (!to->isresponse) /* of a request it is the channel's */
        to->status = 0;
    nc_require(in, to->command <= COMMAND_MOST, "command that does not exist");
    return next;
}

/* Commands that were put into one message follow each other at multiples of eight bytes, each with
 * a header of its own, section 2.2.1.2. */
static void
read_commands(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in,
              const struct frame *frame)
{
    uint32_t next = 0, number = 0;

    do {
        Types__SMB2 *to = nc_new(pkt, types__smb2);
        struct nc_cursor rest = nc_ahead(in), one;

        next = read_header(&rest, to);
        nc_require(&rest, !next || (next >= HEADER_SIZE && next % 8 == 0), "next command nowhere");
        if (!nc_ok(&rest)) {
            nc_fail(in, nc_reason(&rest));
            return;
        }
        one = nc_slice(in, next && next <= nc_left(in) ? next : nc_left(in));
        one = nc_join(pkt, &(ProtobufCBinaryData){ nc_left(&one), nc_rest(&one).data }, 1);
        nc_skip(&one, HEADER_SIZE);
        to->length = frame->length;
        to->compound = number++ > 0 || next;
        smb2_command(pkt, &one, to);
        if (nc_ok(&one))
            tell(pkt, is, to);
        else
            nc_refuse(pkt, nc_reason(&one) == nc_truncated ? "command shorter than what it holds"
                                                           : nc_reason(&one));
    } while (next && nc_left(in) >= HEADER_SIZE);
}

/* Sections 2.2.41 and 2.2.42: nothing is to be seen of what is inside. */
static void
read_wrapped(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in,
             const struct frame *frame)
{
    Types__SMB2 *to = nc_new(pkt, types__smb2);

    to->length = frame->length;
    if (nc_u8(in) == ENCRYPTED) {
        to->encrypted = true;
        nc_skip(in, 3 + 32);
        to->originalsize = nc_u32_le(in);
        nc_skip(in, 4);
        to->sessionid = nc_u64_le(in);
    } else {
        to->compressed = true;
        nc_skip(in, 3);
        to->originalsize = nc_u32_le(in);
    }
    if (nc_ok(in))
        tell(pkt, is, to);
}

/* A client that also speaks version 2 names it among its dialects, section 2.2.3.1. */
static bool
asks_for_version_2(const struct nc_cursor *in)
{
    return nc_find(in, nc_left(in), "\x02SMB 2.", 7) != NC_NOT_FOUND;
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *own)
{
    struct state *state = own;
    struct frame frame = { 0, 0 };
    struct nc_cursor message =
        nc_read_message(pkt, is, in, &state->side[is->side], &framing, &frame);
    uint8_t kind;

    if (!nc_ok(&message))
        return;
    kind = nc_u8(&message);
    nc_skip(&message, PREFIX - 1);
    if (frame.passed)
        nc_pass(pkt, frame.passed);
    if (kind != MESSAGE)
        return;
    switch (nc_peek(&message)) {
    case SMB1:
        if (!asks_for_version_2(&message))
            nc_decline(in);
        break;
    case SMB2: read_commands(pkt, is, &message, &frame); break;
    default: read_wrapped(pkt, is, &message, &frame); break;
    }
    if (!nc_ok(&message))
        nc_refuse(pkt, nc_reason(&message) == nc_truncated ? "shorter than its header"
                                                           : nc_reason(&message));
}

NC_SCHEMA(smb2);

NC_PLUGIN(smb2,
    .name   = "SMB2",
    .about  = "Server Message Block, versions 2 and 3",
    .type   = TYPES__TYPE__NC_SMB2,
    .record = &types__smb2__descriptor,
    .schema = &smb2_schema,
    .on     = NC_ON(NC_KEY(NC_TCP_PORT, 445), NC_KEY(NC_TCP_PORT, 139)),
    .probe  = probe,
    .stream = stream,
    .state_size = sizeof(struct state));
