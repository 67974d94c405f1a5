/* SPDX-License-Identifier: Apache-2.0 */
/* USB request blocks of Linux usbmon, tcpdump.org/linktypes/LINKTYPE_USB_LINUX_MMAPPED.html */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "usb.pb-c.h"

enum { IN = 1, OUT = 2 };                            /* as the original numbers directions */
enum { ISOCHRONOUS = 0, SETUP_REQUEST = 0x100 };
enum { SHORT_REST = 8, MAPPED_REST = 24, MAPPED_MORE = MAPPED_REST - SHORT_REST };

/* The flags are 0 for "there is", anything else for "there is not". */
#define HEADER(_)                 \
    _(UINT_LE, id, 64)            \
    _(UINT, eventtype, 8)         \
    _(UINT, transfertype, 8)      \
    _(SKIP, inward, 1)            \
    _(UINT, endpointnumber, 7)    \
    _(UINT, deviceaddress, 8)     \
    _(UINT_LE, busid, 16)         \
    _(UINT, setup, 8)             \
    _(UINT, data, 8)              \
    _(UINT_LE, timestampsec, 64)  \
    _(UINT_LE, timestampusec, 32) \
    _(UINT_LE, status, 32)        \
    _(UINT_LE, urblength, 32)     \
    _(UINT_LE, urbdatalength, 32)

NC_HEADER(Types__USB, HEADER)

/* What only link type 220 has. */
#define MAPPED(_)                          \
    _(UINT_LE, urbinterval, 32)            \
    _(UINT_LE, urbstartframe, 32)          \
    _(UINT_LE, urbcopyoftransferflags, 32) \
    _(UINT_LE, isonumdesc, 32)

NC_FIELDS(mapped, Types__USB, MAPPED)

static bool
is_inward(const struct nc_cursor *in)
{
    struct nc_cursor endpoint = nc_window(in, 10, 11);

    return nc_u8(&endpoint) & 128;
}

/* The link types 189 and 220 differ in 16 bytes behind the setup bytes, for which the data that
 * the header promises would have to be 16 bytes short. */
static bool
is_mapped(const struct nc_cursor *in, const Types__USB *usb)
{
    size_t left = nc_left(in);

    return left >= MAPPED_REST && left - SHORT_REST != usb->urbdatalength;
}

/* Setup bytes or the numbers of an isochronous transfer, and what may follow them. */
static void
read_rest(struct nc_packet *pkt, struct nc_cursor *in, Types__USB *usb, bool mapped)
{
    nc_skip(in, SHORT_REST / 2);
    usb->isonumdesc = nc_u32_le(in);
    if (usb->transfertype != ISOCHRONOUS)
        usb->isonumdesc = 0;
    if (mapped)
        read_mapped(pkt, in, usb);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__USB *usb = record;
    struct nc_cursor ahead = nc_ahead(in);

    usb->direction = is_inward(in) ? IN : OUT;
    usb->setup = !usb->setup;
    usb->data = !usb->data;
    read_rest(pkt, &ahead, usb, is_mapped(in, usb));
    nc_require(in, nc_ok(&ahead), nc_truncated);
    if (nc_wants_payload(pkt))
        usb->payload = nc_rest(&ahead);
    /* The setup bytes lie within this header: the next layer begins there. */
    if (usb->setup) {
        nc_next(pkt, NC_USB, SETUP_REQUEST | (uint64_t)usb->transfertype);
        return;
    }
    nc_skip(in, nc_left(in) - nc_left(&ahead));
    nc_next(pkt, NC_USB, (uint64_t)usb->transfertype);
}

NC_SCHEMA(usb);

NC_PLUGIN(usb,
    .name   = "USB",
    .about  = "USB request block, Linux usbmon",
    .type   = TYPES__TYPE__NC_USB,
    .record = &types__usb__descriptor,
    .schema = &usb_schema,
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 189), NC_KEY(NC_LINKTYPE, 220)),
    .fields = header,
    .read   = read_header,
    NC_PAYLOAD("write the payload bytes"),
    .decode = decode);
