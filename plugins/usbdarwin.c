/* SPDX-License-Identifier: Apache-2.0 */
/* USB requests of Darwin, tcpdump.org/linktypes/LINKTYPE_USB_DARWIN.html; the number of a request
 * has eight bytes, whatever is drawn there. */
#include <netcap/plugin.h>

enum { HEADER_SIZE = 32, SUBMIT = 0, COMPLETE = 1, SETUP_REQUEST = 0x100 };
enum { CONTROL = 0, TRANSFERS = 4 };

/* Endpoints have the numbers of USB 2.0 table 9-13, NC_USB those of Linux: isochronous, interrupt,
 * control, bulk. */
static const uint8_t transfers[TRANSFERS] = { 2, 0, 3, 1 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    size_t length;
    uint8_t request, transfer;

    (void)record;
    nc_skip(in, 2); /* version */
    length = nc_u8(in);
    request = nc_u8(in);
    nc_skip(in, 27); /* length, status, frames, request, location, speed, device, endpoint */
    transfer = nc_u8(in);
    nc_require(in, length >= HEADER_SIZE, "length shorter than the header");
    nc_require(in, request <= COMPLETE, "neither submitted nor complete");
    nc_require(in, transfer < TRANSFERS, "transfer of an unknown type");
    if (!nc_ok(in))
        return;
    nc_skip(in, length - nc_tell(in));
    nc_next(pkt, NC_USB, transfers[transfer]
                         | (transfer == CONTROL && request == SUBMIT ? SETUP_REQUEST : 0u));
}

NC_PLUGIN(usbdarwin,
    .name   = "USBDarwin",
    .about  = "USB request, Darwin",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 266)),
    .decode = decode);
