/* SPDX-License-Identifier: Apache-2.0 */
/* Simple Service Discovery Protocol, UPnP Device Architecture section 1: heads of HTTP in
 * datagrams, of which there is no record: those of HTTP are exchanges, and these are none. */
#include <netcap/plugin.h>

#include <string.h>

static const char *const starts[] = { "NOTIFY * HTTP/1.", "M-SEARCH * HTTP/1.", "HTTP/1." };

static bool
is_head(struct nc_cursor in)
{
    ProtobufCBinaryData bytes = nc_rest(&in);

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t n = strlen(starts[i]);

        if (bytes.data && bytes.len > n && memcmp(bytes.data, starts[i], n) == 0)
            return true;
    }
    return false;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt;
    (void)record;
    if (!is_head(*in))
        nc_decline(in);
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    (void)is;
    if (!is_head(*first))
        nc_decline(first);
    return nc_ok(first) ? NC_YES : NC_NO;
}

NC_PLUGIN(ssdp,
    .name   = "SSDP",
    .about  = "Simple Service Discovery Protocol, recognised and not decoded",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 1900)),
    .decode = decode,
    .recognise = recognise);
