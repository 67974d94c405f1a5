/* SPDX-License-Identifier: Apache-2.0 */
#include "flowends.h"

#include <netcap/digest.h>

char *
flowends_decimal(struct nc_packet *pkt, uint64_t value)
{
    enum { ROOM = 21 };
    char *text = (char *)nc_alloc(pkt, ROOM) + ROOM - 1;

    do
        *--text = (char)('0' + value % 10);
    while (value /= 10);
    return text;
}

char *
flowends_application(struct nc_packet *pkt, const struct flow_ends *ends)
{
    if (ends->application_by)
        return (char *)nc_layer_name(pkt, ends->application_by);
    return (char *)(ends->payload ? "Payload" : "");
}

char *
flowends_address(struct nc_packet *pkt, const struct flow_ends *ends, int side)
{
    return nc_address_text(pkt, ends->is.network_kind, ends->is.network[side]);
}

char *
flowends_port(struct nc_packet *pkt, const struct flow_ends *ends, int side)
{
    return ends->is.transport_kind ? flowends_decimal(pkt, ends->is.port[side]) : (char *)"";
}

/* All of them one behind the other; the last is NULL. */
static ProtobufCBinaryData
joined(struct nc_packet *pkt, const char *const *texts)
{
    size_t sizes[FLOW_TEXTS_MAX], n = 0;
    ProtobufCBinaryData whole = { 0, NULL };
    uint8_t *to;

    for (; n < FLOW_TEXTS_MAX && texts[n]; n++)
        whole.len += sizes[n] = strlen(texts[n]);
    to = whole.data = nc_alloc(pkt, whole.len + 1);
    for (size_t i = 0; i < n; i++) {
        /* cppcheck-suppress uninitvar; the loop above has filled in n of them */
        memcpy(to, texts[i], sizes[i]);
        to += sizes[i];
    }
    return whole;
}

char *
flowends_md5(struct nc_packet *pkt, const char *const *texts)
{
    ProtobufCBinaryData whole = joined(pkt, texts);

    return nc_md5(pkt, whole.data, whole.len);
}
