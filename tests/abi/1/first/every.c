/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin that needs every function and object of the SDK as it was released with ABI 1. */
#include <netcap/plugin.h>

static const void *const every[] = {
    nc_truncated, nc_zeros,
    nc_text_mac, nc_text_ipv4, nc_text_ipv6,
    nc_alloc, nc_message, nc_grow, nc_mac, nc_ipv4, nc_ipv6, nc_domain_name, nc_ip_option,
    nc_next, nc_next_either, nc_addresses, nc_ports, nc_payload, nc_malformed, nc_options,
};

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt, (void)record;
    nc_require(in, every[nc_u8(in) % (sizeof every / sizeof every[0])] != NULL, "missing");
}

NC_PLUGIN(every,
    .name   = "Every",
    .about  = "Needs all of the SDK",
    .on     = NC_ON(NC_KEY(NC_SPACE('e', 'v', 'e', 'r'), 1)),
    .decode = decode);
