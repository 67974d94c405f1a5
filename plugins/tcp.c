/* SPDX-License-Identifier: Apache-2.0 */
/* TCP, RFC 9293 section 3.1. */
#include <netcap/checksum.h>
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "tcp.pb-c.h"

enum { PROTOCOL = 6, LEAST_HEADER = 20, LEAST_WORDS = 5, WINDOW_SCALE = 3 };

#define HEADER(_)          \
    _(UINT, srcport, 16)   \
    _(UINT, dstport, 16)   \
    _(UINT, seqnum, 32)    \
    _(UINT, acknum, 32)    \
    _(UINT, dataoffset, 4) \
    _(SKIP, , 3)           \
    _(UINT, ns, 1)         \
    _(UINT, cwr, 1)        \
    _(UINT, ece, 1)        \
    _(UINT, urg, 1)        \
    _(UINT, ack, 1)        \
    _(UINT, psh, 1)        \
    _(UINT, rst, 1)        \
    _(UINT, syn, 1)        \
    _(UINT, fin, 1)        \
    _(UINT, window, 16)    \
    _(UINT, checksum, 16)  \
    _(UINT, urgent, 16)

NC_HEADER(Types__TCP, HEADER)

static void
read_options(struct nc_packet *pkt, struct nc_cursor *in, Types__TCP *tcp)
{
    struct nc_cursor list = nc_slice(in, (size_t)tcp->dataoffset * 4 - LEAST_HEADER);
    struct nc_tlv tlv;

    while (nc_ip_option(&list, &tlv)) {
        Types__TCPOption *option = nc_add(pkt, tcp, options, types__tcpoption);

        option->optiontype = tlv.type;
        option->optionlength = tlv.length;
        option->optiondata = tlv.value;
        if (tlv.type == WINDOW_SCALE && tlv.value.len == 1 && tcp->syn)
            nc_window_scale(pkt, tlv.value.data[0]);
        if (tlv.type == 0) {
            tcp->padding = nc_rest(&list);
            break;
        }
    }
    if (nc_ok(in) && !nc_ok(&list))
        nc_malformed(pkt, nc_reason(&list));
}

static uint8_t
flags(const Types__TCP *tcp)
{
    return (uint8_t)((tcp->fin ? NC_FIN : 0) | (tcp->syn ? NC_SYN : 0) | (tcp->rst ? NC_RST : 0) |
                     (tcp->psh ? NC_PSH : 0) | (tcp->ack ? NC_ACK : 0) | (tcp->urg ? NC_URG : 0) |
                     (tcp->ece ? NC_ECE : 0) | (tcp->cwr ? NC_CWR : 0));
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__TCP *tcp = record;

    nc_require(in, tcp->dataoffset >= LEAST_WORDS, "data offset below 5 words");
    read_options(pkt, in, tcp);
    if (nc_wants_payload(pkt))
        tcp->payload = nc_secret(pkt, nc_rest(in));
    nc_transport(pkt, NC_ENDPOINT_TCP, (uint16_t)tcp->srcport, (uint16_t)tcp->dstport, in);
    nc_verify(pkt, in, PROTOCOL, (uint16_t)tcp->checksum);
    nc_report_segment(pkt, &(struct nc_segment){ tcp->seqnum, tcp->acknum, (uint16_t)tcp->window,
                                                 flags(tcp) }, in);
    nc_payload(pkt, in, &tcp->payloadentropy, &tcp->payloadsize);
    nc_next_either(pkt, NC_TCP_PORT, (uint64_t)tcp->dstport, (uint64_t)tcp->srcport);
}

NC_SCHEMA(tcp);

NC_PLUGIN(tcp,
    .name   = "TCP",
    .about  = "Transmission Control Protocol",
    .type   = TYPES__TYPE__NC_TCP,
    .record = &types__tcp__descriptor,
    .schema = &tcp_schema,
    .on     = NC_ON(NC_KEY(NC_IPPROTO, PROTOCOL)),
    .fields = header,
    .read   = read_header,
    NC_PAYLOAD("write the payload bytes"),
    .decode = decode);
