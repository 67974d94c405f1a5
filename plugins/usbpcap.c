/* SPDX-License-Identifier: Apache-2.0 */
/* USB request blocks of Windows, desowin.org/usbpcap/captureformat.html. */
#include <netcap/plugin.h>

enum { HEADER_SIZE = 27, STAGE_SIZE = 1, CONTROL = 2, TRANSFERS = 4, SETUP = 0 };
enum { SETUP_REQUEST = 0x100 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    size_t length = nc_u16_le(in), data, least = HEADER_SIZE;
    uint8_t transfer, stage = SETUP;

    (void)record;
    nc_skip(in, 20); /* request, status, function, direction, bus, device, endpoint */
    transfer = nc_u8(in);
    data = nc_u32_le(in);
    if (transfer == CONTROL) {
        stage = nc_u8(in);
        least += STAGE_SIZE;
    }
    nc_require(in, length >= least, "length shorter than the header");
    if (!nc_ok(in))
        return;
    nc_skip(in, length - nc_tell(in));
    nc_limit(in, data);
    if (transfer == CONTROL && stage == SETUP)
        nc_next(pkt, NC_USB, SETUP_REQUEST | CONTROL);
    else if (transfer < TRANSFERS)
        nc_next(pkt, NC_USB, transfer);
}

NC_PLUGIN(usbpcap,
    .name   = "USBPcap",
    .about  = "USB request block, Windows",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 249)),
    .decode = decode);
