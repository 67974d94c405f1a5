/* SPDX-License-Identifier: Apache-2.0 */
/* Hot Standby Router Protocol: version 1, RFC 2281 section 5; version 2 and that for IPv6 are
 * Cisco's, elements with type and length.  Known, but nothing is inside. */
#include <netcap/plugin.h>

enum { ADVERTISE = 3, ADVERTISEMENT = 0x0001000a, ACTIVE = 16, MESSAGE_1 = 20 };
enum { GROUP_STATE = 1, GROUP_STATE_LENGTH = 40, VERSION_2 = 2 };

/* Version 0 is what is called 1; an opcode and a state, of which each is a bit, then times.  What
 * Cisco added to these has an element with its length, 10. */
static bool
is_first(struct nc_cursor in)
{
    struct nc_cursor element;
    size_t all = nc_left(&in);
    uint8_t version = nc_u8(&in), opcode = nc_u8(&in), state;

    element = nc_ahead(&in);
    state = nc_u8(&in);
    if (version != 0)
        return false;
    if (opcode == ADVERTISE)
        return nc_u32(&element) == ADVERTISEMENT && nc_left(&element) >= (ADVERTISEMENT & 0xffff);
    return opcode < ADVERTISE && all >= MESSAGE_1 && state <= ACTIVE && !(state & (state - 1));
}

static bool
is_second(struct nc_cursor in)
{
    uint8_t type = nc_u8(&in), length = nc_u8(&in), version = nc_peek(&in);

    nc_skip(&in, length);
    return nc_ok(&in) && type == GROUP_STATE && length == GROUP_STATE_LENGTH &&
           version == VERSION_2;
}

static void
check(struct nc_cursor *in)
{
    nc_require(in, is_first(*in) || is_second(*in), "neither version of a message");
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt;
    (void)record;
    check(in);
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    (void)is;
    check(first);
    return nc_ok(first) ? NC_YES : NC_NO;
}

NC_PLUGIN(hsrp,
    .name   = "HSRP",
    .about  = "Hot Standby Router Protocol, recognised and not decoded",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 1985), NC_KEY(NC_UDP_PORT, 2029)),
    .decode = decode,
    .recognise = recognise);
