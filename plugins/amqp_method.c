/* SPDX-License-Identifier: Apache-2.0 */
/* Methods of AMQP 0-9-1, section 1 of its reference amqp0-9-1 and section 4.2.5 of its
 * specification; what RabbitMQ added, rabbitmq.com/docs/extensions. */
#include "amqp.h"

/* Arguments as letters: a octet, s short, L long long and - short text are passed over, the others
 * are members of the record, see read_argument().  What follows the last letter is not read. */
static const struct method {
    uint16_t class, id;
    const char *name, *arguments;
} methods[] = {
    { 10, 10, "connection.start", "vPMO" }, { 10, 11, "connection.start-ok", "Pmro" },
    { 10, 20, "connection.secure", "" }, { 10, 21, "connection.secure-ok", "r" },
    { 10, 30, "connection.tune", "u" }, { 10, 31, "connection.tune-ok", "u" },
    { 10, 40, "connection.open", "V" }, { 10, 41, "connection.open-ok", "" },
    { 10, 50, "connection.close", "cT" }, { 10, 51, "connection.close-ok", "" },
    { 10, 60, "connection.blocked", "T" }, { 10, 61, "connection.unblocked", "" },
    { 10, 70, "connection.update-secret", "" }, { 10, 71, "connection.update-secret-ok", "" },
    { 20, 10, "channel.open", "" }, { 20, 11, "channel.open-ok", "" },
    { 20, 20, "channel.flow", "" }, { 20, 21, "channel.flow-ok", "" },
    { 20, 40, "channel.close", "cT" }, { 20, 41, "channel.close-ok", "" },
    { 30, 10, "access.request", "" }, { 30, 11, "access.request-ok", "" },
    { 40, 10, "exchange.declare", "sE" }, { 40, 11, "exchange.declare-ok", "" },
    { 40, 20, "exchange.delete", "sE" }, { 40, 21, "exchange.delete-ok", "" },
    { 40, 30, "exchange.bind", "sE-R" }, { 40, 31, "exchange.bind-ok", "" },
    { 40, 40, "exchange.unbind", "sE-R" }, { 40, 51, "exchange.unbind-ok", "" },
    { 50, 10, "queue.declare", "sQ" }, { 50, 11, "queue.declare-ok", "Q" },
    { 50, 20, "queue.bind", "sQER" }, { 50, 21, "queue.bind-ok", "" },
    { 50, 30, "queue.purge", "sQ" }, { 50, 31, "queue.purge-ok", "" },
    { 50, 40, "queue.delete", "sQ" }, { 50, 41, "queue.delete-ok", "" },
    { 50, 50, "queue.unbind", "sQER" }, { 50, 51, "queue.unbind-ok", "" },
    { 60, 10, "basic.qos", "" }, { 60, 11, "basic.qos-ok", "" },
    { 60, 20, "basic.consume", "sQC" }, { 60, 21, "basic.consume-ok", "C" },
    { 60, 30, "basic.cancel", "C" }, { 60, 31, "basic.cancel-ok", "C" },
    { 60, 40, "basic.publish", "sER" }, { 60, 50, "basic.return", "cTER" },
    { 60, 60, "basic.deliver", "CLaER" }, { 60, 70, "basic.get", "sQ" },
    { 60, 71, "basic.get-ok", "LaER" }, { 60, 72, "basic.get-empty", "" },
    { 60, 80, "basic.ack", "" }, { 60, 90, "basic.reject", "" },
    { 60, 100, "basic.recover-async", "" }, { 60, 110, "basic.recover", "" },
    { 60, 111, "basic.recover-ok", "" }, { 60, 120, "basic.nack", "" },
    { 85, 10, "confirm.select", "" }, { 85, 11, "confirm.select-ok", "" },
    { 90, 10, "tx.select", "" }, { 90, 11, "tx.select-ok", "" },
    { 90, 20, "tx.commit", "" }, { 90, 21, "tx.commit-ok", "" },
    { 90, 30, "tx.rollback", "" }, { 90, 31, "tx.rollback-ok", "" }
};

enum { N_METHODS = sizeof methods / sizeof *methods };

bool
amqp_is_class(uint32_t id)
{
    for (int i = 0; i < N_METHODS; i++)
        if (methods[i].class == id)
            return true;
    return false;
}

static ProtobufCBinaryData
short_text(struct nc_cursor *in)
{
    return nc_bytes(in, nc_u8(in));
}

static ProtobufCBinaryData
long_text(struct nc_cursor *in)
{
    return nc_bytes(in, nc_u32(in));
}

/* Passes over a value of a table by its type, as clients of RabbitMQ have them. */
static void
skip_value(struct nc_cursor *in, uint8_t type)
{
    switch (type) {
    case 'V': break;
    case 't': case 'b': case 'B': nc_skip(in, 1); break;
    case 's': case 'u': case 'U': nc_skip(in, 2); break;
    case 'I': case 'i': case 'f': nc_skip(in, 4); break;
    case 'D': nc_skip(in, 5); break;
    case 'l': case 'L': case 'd': case 'T': nc_skip(in, 8); break;
    case 'S': case 'x': case 'F': case 'A': nc_skip(in, nc_u32(in)); break;
    default: nc_fail(in, "value of a table of unknown type");
    }
}

/* What each name of a table is that has a text; others are passed over. */
typedef void tell_text(struct nc_packet *, ProtobufCBinaryData name, ProtobufCBinaryData text,
                       Types__AMQP *);

static void
read_pairs(struct nc_packet *pkt, struct nc_cursor *table, tell_text *tell, Types__AMQP *amqp)
{
    while (nc_left(table)) {
        ProtobufCBinaryData name = short_text(table);
        uint8_t type = nc_u8(table);

        if (type == 'S')
            tell(pkt, name, long_text(table), amqp);
        else
            skip_value(table, type);
    }
}

static void
tell_property(struct nc_packet *pkt, ProtobufCBinaryData name, ProtobufCBinaryData text,
              Types__AMQP *amqp)
{
    if (is(name, "product"))
        amqp->product = nc_text(pkt, text);
    else if (is(name, "version"))
        amqp->productversion = nc_text(pkt, text);
    else if (is(name, "platform"))
        amqp->platform = nc_text(pkt, text);
}

static void
read_properties(struct nc_packet *pkt, struct nc_cursor *in, Types__AMQP *amqp)
{
    struct nc_cursor table = nc_slice(in, nc_u32(in));

    read_pairs(pkt, &table, tell_property, amqp);
    nc_require(in, nc_ok(&table), nc_reason(&table));
}

static void
tell_login(struct nc_packet *pkt, ProtobufCBinaryData name, ProtobufCBinaryData text,
           Types__AMQP *amqp)
{
    if (is(name, "login"))
        amqp->user = nc_text(pkt, text);
    else if (is(name, "password"))
        amqp->password = nc_secret(pkt, text);
}

/* AMQPLAIN, of AMQP 0-8: a table's pairs.  What no table is, is a secret as a whole. */
static void
read_response(struct nc_packet *pkt, struct nc_cursor *in, Types__AMQP *amqp)
{
    ProtobufCBinaryData mechanism = { 0, NULL };
    struct nc_cursor response = nc_slice(in, nc_u32(in));

    if (amqp->n_mechanisms)
        mechanism = (ProtobufCBinaryData){ strlen(amqp->mechanisms[0]),
                                           (uint8_t *)amqp->mechanisms[0] };
    if (is(mechanism, "plain"))
        amqp_tell_plain(pkt, nc_rest(&response), amqp);
    else if (is(mechanism, "amqplain"))
        read_pairs(pkt, &response, tell_login, amqp);
    else
        amqp->password = nc_secret(pkt, nc_rest(&response));
    nc_require(in, nc_ok(&response), nc_reason(&response));
}

static void
read_tune(struct nc_cursor *in, Types__AMQP *amqp)
{
    amqp->channelmax = nc_u16(in);
    amqp->framemax = nc_u32(in);
    amqp->heartbeat = nc_u16(in);
}

static void
read_version(struct nc_cursor *in, Types__AMQP *amqp)
{
    amqp->versionmajor = nc_u8(in);
    amqp->versionminor = nc_u8(in);
}

static void
read_argument(struct nc_packet *pkt, struct nc_cursor *in, char kind, Types__AMQP *amqp)
{
    switch (kind) {
    case 'a': nc_skip(in, 1); break;
    case 's': nc_skip(in, 2); break;
    case 'L': nc_skip(in, 8); break;
    case '-': short_text(in); break;
    case 'v': read_version(in, amqp); break;
    case 'P': read_properties(pkt, in, amqp); break;
    case 'M': amqp_tell_mechanisms(pkt, long_text(in), amqp); break;
    case 'm': amqp_tell_mechanisms(pkt, short_text(in), amqp); break;
    case 'O': amqp_tell_locales(pkt, long_text(in), amqp); break;
    case 'o': amqp_tell_locales(pkt, short_text(in), amqp); break;
    case 'r': read_response(pkt, in, amqp); break;
    case 'u': read_tune(in, amqp); break;
    case 'c': amqp->replycode = nc_u16(in); break;
    case 'T': amqp->replytext = nc_text(pkt, short_text(in)); break;
    case 'V': amqp->virtualhost = nc_text(pkt, short_text(in)); break;
    case 'E': amqp->exchange = nc_text(pkt, short_text(in)); break;
    case 'R': amqp->routingkey = nc_text(pkt, short_text(in)); break;
    case 'Q': amqp->queue = nc_text(pkt, short_text(in)); break;
    case 'C': amqp->consumertag = nc_text(pkt, short_text(in)); break;
    }
}

void
amqp_read_method(struct nc_packet *pkt, struct nc_cursor *in, Types__AMQP *amqp)
{
    amqp->kind = (char *)"method";
    amqp->classid = nc_u16(in);
    amqp->methodid = nc_u16(in);
    for (int i = 0; i < N_METHODS; i++) {
        if (methods[i].class != amqp->classid || methods[i].id != amqp->methodid)
            continue;
        amqp->method = (char *)methods[i].name;
        for (const char *kind = methods[i].arguments; *kind && nc_ok(in); kind++)
            read_argument(pkt, in, *kind, amqp);
    }
}
