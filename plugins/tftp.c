/* SPDX-License-Identifier: Apache-2.0 */
/* TFTP, RFC 1350, with the options of RFC 2347: the transfer goes on from a port that the server
 * chooses, section 4, so that it is expected. */
#include "ends.h"
#include "texts.h"

#include "netcap.pb-c.h"
#include "tftp.pb-c.h"

enum { READ = 1, WRITE, DATA, ACKNOWLEDGMENT, ERROR, OPTIONS };

/* A block has 65464 bytes at most, RFC 2348; an error's code is one of RFC 1350's or RFC 2347's. */
enum { BLOCK_MOST = 65464, ERROR_MOST = 8, OPTIONS_MOST = 32, NAME_MOST = 30 };

/* Of a transfer, told when it is expected. */
struct state {
    uint8_t size; /* of its name; 0: the request was not seen, or has a longer one */
    uint8_t name[NC_EXPECTED_STATE - 1];
};

_Static_assert(sizeof(struct state) == NC_EXPECTED_STATE, "all of it is told");

static const char *const modes[] = { "netascii", "octet", "mail" };

/* Text up to a zero, which must be there. */
static ProtobufCBinaryData
string(struct nc_cursor *in)
{
    ProtobufCBinaryData rest = nc_rest(in);
    const uint8_t *end = rest.data ? memchr(rest.data, 0, rest.len) : NULL;
    ProtobufCBinaryData text = nc_bytes(in, end ? (size_t)(end - rest.data) : rest.len);

    nc_skip(in, 1);
    return text;
}

static bool
is_mode(ProtobufCBinaryData text)
{
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (is(text, modes[i]))
            return true;
    return false;
}

/* RFC 2347: names and values in turns. */
static void
read_options(struct nc_packet *pkt, struct nc_cursor *in, Types__TFTP *tftp)
{
    uint8_t equals = '=';

    while (nc_left(in) && nc_ok(in)) {
        ProtobufCBinaryData pieces[] = { string(in), { 1, &equals }, { 0, NULL } };
        struct nc_cursor all;

        pieces[2] = string(in);
        nc_require(in, pieces[0].len, "option without a name");
        nc_require(in, tftp->n_options < OPTIONS_MOST, "more than 32 options");
        if (!nc_ok(in))
            return;
        all = nc_join(pkt, pieces, 3);
        nc_push(pkt, tftp, options, nc_text(pkt, nc_rest(&all)));
    }
}

/* Who asks is answered from another port. */
static void
expect(struct nc_packet *pkt, const struct nc_stream *is_, const struct state *state)
{
    struct nc_expected transfer = { .port = is_->port[is_->side] };

    memcpy(transfer.network, is_->network[is_->side], sizeof transfer.network);
    memcpy(transfer.state, state, sizeof *state);
    nc_expect(pkt, &transfer);
}

static void
read_request(struct nc_packet *pkt, const struct nc_stream *is_, struct nc_cursor *in,
             struct state *state, Types__TFTP *tftp)
{
    ProtobufCBinaryData name = string(in), mode = string(in);

    nc_require(in, name.len, "request without a file's name");
    nc_require(in, is_mode(mode), "mode that does not exist");
    read_options(pkt, in, tftp);
    if (!nc_ok(in))
        return;
    tftp->filename = nc_text(pkt, name);
    tftp->mode = nc_text(pkt, mode);
    *state = (struct state){ .size = 0 };
    if (name.len <= NAME_MOST) {
        state->size = (uint8_t)name.len;
        memcpy(state->name, name.data, name.len);
    }
    expect(pkt, is_, state);
}

/* Some leave out the zero behind the text. */
static void
read_error(struct nc_packet *pkt, struct nc_cursor *in, Types__TFTP *tftp)
{
    ProtobufCBinaryData rest;

    tftp->errorcode = nc_u16(in);
    nc_require(in, tftp->errorcode <= ERROR_MOST, "error that does not exist");
    rest = nc_rest(in);
    tftp->errormessage = nc_text(pkt, cut(&rest, 0));
}

static void
read_packet(struct nc_packet *pkt, const struct nc_stream *is_, struct nc_cursor *in,
            struct state *state, Types__TFTP *tftp)
{
    switch (tftp->opcode) {
    case READ:
    case WRITE: read_request(pkt, is_, in, state, tftp); break;
    case DATA:
        tftp->block = nc_u16(in);
        nc_require(in, nc_left(in) <= BLOCK_MOST, "block of more than 65464 bytes");
        tftp->datasize = (uint32_t)nc_left(in);
        break;
    case ACKNOWLEDGMENT: tftp->block = nc_u16(in); break;
    case ERROR: read_error(pkt, in, tftp); break;
    case OPTIONS: read_options(pkt, in, tftp); break;
    default: nc_fail(in, "operation that does not exist");
    }
}

static void
datagram(struct nc_packet *pkt, const struct nc_stream *is_, struct nc_cursor *in, void *memory)
{
    struct state *state = memory;
    Types__TFTP *tftp = nc_new(pkt, types__tftp);

    tftp->opcode = nc_u16(in);
    read_packet(pkt, is_, in, state, tftp);
    if (!nc_ok(in))
        return;
    if (tftp->opcode > WRITE)
        tftp->filename = nc_text(pkt, (ProtobufCBinaryData){ state->size, state->name });
    ENDS_REPORT(pkt, is_, is_->side, tftp);
    nc_write(pkt, tftp, is_->time);
}

/* A request is known by its mode.  All else is a few numbers, of which those with a size are known
 * by it, behind some request or where the port says so. */
static enum nc_answer
recognise(const struct nc_datagram *is_, struct nc_cursor *first)
{
    uint16_t opcode = nc_u16(first), number;

    if (opcode < READ || opcode > OPTIONS) {
        nc_decline(first);
        return NC_NO;
    }
    if (opcode <= WRITE) {
        ProtobufCBinaryData name = string(first), mode = string(first);

        return nc_ok(first) && name.len && is_mode(mode) ? NC_YES : NC_NO;
    }
    number = nc_u16(first);
    if (opcode == ACKNOWLEDGMENT)
        return nc_ok(first) && (is_->cut || !nc_left(first)) ? NC_MORE : NC_NO;
    return nc_ok(first) && (opcode != ERROR || number <= ERROR_MOST) ? NC_MORE : NC_NO;
}

NC_SCHEMA(tftp);

NC_PLUGIN(tftp,
    .name       = "TFTP",
    .about      = "Trivial File Transfer Protocol",
    .type       = TYPES__TYPE__NC_TFTP,
    .record     = &types__tftp__descriptor,
    .schema     = &tftp_schema,
    .on         = NC_ON(NC_KEY(NC_UDP_PORT, 69)),
    .datagram   = datagram,
    .recognise  = recognise,
    .state_size = sizeof(struct state));
