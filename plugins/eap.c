/* SPDX-License-Identifier: Apache-2.0 */
/* Extensible Authentication Protocol, RFC 3748. */
#include <netcap/plugin.h>

#include "eap.pb-c.h"
#include "netcap.pb-c.h"

/* Types below say who is there, RFC 3748 section 5. */
enum { FIRST_METHOD = 4 };

enum { HEADER_SIZE = 4, EAPOL_EAP = 0, PPP_EAP = 0xc227 };

#define HEADER(_)       \
    _(UINT, code, 8)    \
    _(UINT, id, 8)      \
    _(UINT, length, 16)

NC_HEADER(Types__EAP, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__EAP *eap = record;
    size_t size;

    nc_require(in, eap->length >= HEADER_SIZE, "length shorter than the header");
    if (!nc_ok(in))
        return;
    size = (size_t)eap->length - HEADER_SIZE;
    if (size > nc_left(in))
        nc_malformed(pkt, "length runs past the packet");
    nc_limit(in, size);
    /* Success and failure are the header alone. */
    if (nc_left(in)) {
        eap->type = nc_u8(in);
        eap->typedata = nc_bytes(in, nc_left(in));
        if (eap->type >= FIRST_METHOD)
            eap->typedata = nc_secret(pkt, eap->typedata);
    }
}

NC_SCHEMA(eap);

NC_PLUGIN(eap,
    .name   = "EAP",
    .about  = "Extensible Authentication Protocol",
    .type   = TYPES__TYPE__NC_EAP,
    .record = &types__eap__descriptor,
    .schema = &eap_schema,
    .on     = NC_ON(NC_KEY(NC_EAPOL_TYPE, EAPOL_EAP), NC_KEY(NC_PPP, PPP_EAP)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
