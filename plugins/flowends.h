/* SPDX-License-Identifier: Apache-2.0 */
/* Both ends of a flow, and the names it goes by: what Flow and Connection have in common. */
#ifndef FLOWENDS_H
#define FLOWENDS_H

#include <netcap/conversation.h>
#include <netcap/plugin.h>

#include <string.h>

struct flow_ends {
    struct nc_conversation is; /* here and below: the first packet's source, destination */
    uint16_t link_by, network_by, transport_by, application_by;
    uint8_t link_kind;
    uint8_t link[2][NC_LINK_ADDRESS];
    uint64_t captured, length; /* bytes of whole packets: there, and on the wire */
    uint64_t payload;
    uint64_t wrong; /* packets with a wrong checksum */
};

static inline void
flowends_begin(struct flow_ends *ends, const struct nc_sighting *sighting)
{
    ends->is = nc_conversation_of(sighting);
    ends->link_by = sighting->link_by;
    ends->network_by = sighting->network_by;
    ends->transport_by = sighting->transport_by;
    ends->link_kind = sighting->link_kind;
    memcpy(ends->link, sighting->link, sizeof ends->link);
}

/* The first packet the other way: who sends it is who it comes from. */
static inline void
flowends_answered(struct flow_ends *ends, const struct nc_sighting *sighting)
{
    if (sighting->link_kind == ends->link_kind)
        memcpy(ends->link[1], sighting->link[0], sizeof ends->link[1]);
}

/* Of applications the first that was recognised names the flow. */
static inline void
flowends_count(struct flow_ends *ends, const struct nc_sighting *sighting)
{
    ends->captured += sighting->captured;
    ends->length += sighting->length;
    ends->payload += sighting->payload;
    ends->wrong += sighting->wrong != 0;
    if (!ends->application_by)
        ends->application_by = sighting->application_by;
}

/* Of these texts one behind the other, at most so many; the last is NULL. */
enum { FLOW_TEXTS_MAX = 8 };
char *flowends_md5(struct nc_packet *, const char *const *texts);

char *flowends_decimal(struct nc_packet *, uint64_t value);

/* For the macro below: "" for what is not there. */
char *flowends_application(struct nc_packet *, const struct flow_ends *);
char *flowends_address(struct nc_packet *, const struct flow_ends *, int side);
char *flowends_port(struct nc_packet *, const struct flow_ends *, int side);

/* source: which of the ends it is, 0 or 1. */
#define FLOWENDS_REPORT(pkt, flow, ends, source, record) \
    do { \
        (record)->linkproto = (char *)nc_layer_name(pkt, (ends)->link_by); \
        (record)->networkproto = (char *)nc_layer_name(pkt, (ends)->network_by); \
        (record)->transportproto = (char *)nc_layer_name(pkt, (ends)->transport_by); \
        (record)->applicationproto = flowends_application(pkt, ends); \
        (record)->srcmac = nc_address_text(pkt, (ends)->link_kind, (ends)->link[source]); \
        (record)->dstmac = nc_address_text(pkt, (ends)->link_kind, (ends)->link[!(source)]); \
        (record)->srcip = flowends_address(pkt, ends, source); \
        (record)->dstip = flowends_address(pkt, ends, !(source)); \
        (record)->srcport = flowends_port(pkt, ends, source); \
        (record)->dstport = flowends_port(pkt, ends, !(source)); \
        (record)->apppayloadsize = (int64_t)(ends)->payload; \
        (record)->protocol = (ends)->is.protocol; \
        (record)->communityid = nc_community_id(pkt, &(ends)->is); \
        (record)->connectionid = nc_connection_id(pkt, &(ends)->is); \
        (record)->totalsizeonwire = (ends)->length; \
        (record)->servername = (char *)((flow)->name ? (flow)->name : ""); \
        (record)->numwrongchecksums = (ends)->wrong; \
    } while (0)

#endif
