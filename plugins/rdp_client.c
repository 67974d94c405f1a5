/* SPDX-License-Identifier: Apache-2.0 */
/* The client's settings, MS-RDPBCGR section 2.2.1.3: blocks in a conference's request (T.124, by
 * the packed rules of X.691) in a connection's (T.125, by the basic rules of X.690). */
#include "rdp.h"
#include "utf16.h"

#include <string.h>

enum { CONNECT_INITIAL = 0x7f65, OCTETS = 0x04, BOOLEAN = 0x01, SEQUENCE = 0x30, LONG = 0x80,
       LENGTHS_MOST = 2, LONG_PACKED = 0x80 };

enum { CLIENT_CORE = 0xc001, CLIENT_SECURITY, CLIENT_NETWORK, BLOCK_HEADER = 4, NAME_SIZE = 32,
       FILE_NAME_SIZE = 64, PRODUCT_SIZE = 64, CHANNELS_MOST = 31, CHANNEL_NAME = 8 };

/* Object 0.0.20.124.0.1, before which and behind which choices stand. */
static const uint8_t conference[] = { 0x00, 0x05, 0x00, 0x14, 0x7c, 0x00, 0x01 };

/* Choices of the request, and the number by which Microsoft's data are known: "Duca". */
static const uint8_t request[] = { 0x00, 0x08, 0x00, 0x10, 0x00, 0x01, 0xc0, 0x00 };
static const uint8_t key[] = { 'D', 'u', 'c', 'a' };

static size_t
ber_length(struct nc_cursor *in)
{
    size_t length = nc_u8(in);

    if (!(length & LONG))
        return length;
    nc_require(in, length - LONG >= 1 && length - LONG <= LENGTHS_MOST, "length of too many bytes");
    return nc_uint(in, nc_ok(in) ? length - LONG : 0);
}

/* The element of that kind. */
static struct nc_cursor
ber_element(struct nc_cursor *in, uint8_t kind)
{
    size_t length;

    nc_require(in, nc_u8(in) == kind, "element of another kind");
    length = ber_length(in);
    return nc_slice(in, length);
}

static size_t
packed_length(struct nc_cursor *in)
{
    size_t length = nc_u8(in);

    return length & LONG_PACKED ? (length & 0x3f) << 8 | nc_u8(in) : length;
}

static void
expect_bytes(struct nc_cursor *in, const uint8_t *bytes, size_t n)
{
    nc_require(in, memcmp(nc_view(in, n), bytes, n) == 0, "request of another conference");
}

/* Section 2.2.1.3.2; older clients end it early, behind what is required. */
static void
read_core(struct nc_packet *pkt, struct nc_cursor *in, Types__RDP *to)
{
    to->clientversion = nc_u32_le(in);
    to->desktopwidth = nc_u16_le(in);
    to->desktopheight = nc_u16_le(in);
    nc_skip(in, 4);
    to->keyboardlayout = nc_u32_le(in);
    to->clientbuild = nc_u32_le(in);
    to->clientname = utf16_text(pkt, nc_bytes(in, NAME_SIZE));
    to->keyboardtype = nc_u32_le(in);
    to->keyboardsubtype = nc_u32_le(in);
    to->keyboardfunctionkeys = nc_u32_le(in);
    if (nc_left(in) < FILE_NAME_SIZE + 14)
        return;
    nc_skip(in, FILE_NAME_SIZE + 8);
    to->colordepth = nc_u16_le(in);
    nc_skip(in, 2);
    to->earlycapabilityflags = nc_u16_le(in);
    if (nc_left(in) >= PRODUCT_SIZE)
        to->clientproductid = utf16_text(pkt, nc_bytes(in, PRODUCT_SIZE));
}

/* Section 2.2.1.3.4: names of eight bytes with zeros behind them. */
static void
read_channels(struct nc_packet *pkt, struct nc_cursor *in, Types__RDP *to)
{
    uint32_t count = nc_u32_le(in);

    nc_require(in, count <= CHANNELS_MOST, "more than 31 channels");
    for (uint32_t i = 0; i < count && nc_ok(in); i++) {
        ProtobufCBinaryData name = nc_bytes(in, CHANNEL_NAME);
        size_t size = 0;

        nc_skip(in, 4);
        while (size < name.len && name.data[size])
            size++;
        name.len = size;
        if (nc_ok(in))
            nc_push(pkt, to, channels, nc_text(pkt, name));
    }
}

static void
read_blocks(struct nc_packet *pkt, struct nc_cursor *in, Types__RDP *to)
{
    while (nc_left(in) && nc_ok(in)) {
        uint16_t type = nc_u16_le(in), length = nc_u16_le(in);
        struct nc_cursor block;

        nc_require(in, length >= BLOCK_HEADER, "block shorter than its header");
        block = nc_slice(in, nc_ok(in) ? (size_t)length - BLOCK_HEADER : 0);
        if (type == CLIENT_CORE)
            read_core(pkt, &block, to);
        else if (type == CLIENT_SECURITY)
            to->encryptionmethods = nc_u32_le(&block);
        else if (type == CLIENT_NETWORK)
            read_channels(pkt, &block, to);
        if (!nc_ok(&block))
            nc_fail(in, nc_reason(&block));
    }
}

bool
rdp_client(struct nc_packet *pkt, struct nc_cursor *in, Types__RDP *to)
{
    struct nc_cursor user, blocks, ahead = nc_ahead(in);

    if (nc_u16(&ahead) != CONNECT_INITIAL)
        return false;
    nc_skip(in, 2);
    ber_length(in);
    ber_element(in, OCTETS);
    ber_element(in, OCTETS);
    ber_element(in, BOOLEAN);
    for (int parameters = 0; parameters < 3; parameters++)
        ber_element(in, SEQUENCE);
    user = ber_element(in, OCTETS);
    expect_bytes(&user, conference, sizeof conference);
    packed_length(&user);
    expect_bytes(&user, request, sizeof request);
    expect_bytes(&user, key, sizeof key);
    blocks = nc_slice(&user, packed_length(&user));
    read_blocks(pkt, &blocks, to);
    if (nc_ok(in) && !nc_ok(&blocks))
        nc_fail(in, nc_reason(&blocks));
    return true;
}
