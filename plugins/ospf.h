/* SPDX-License-Identifier: Apache-2.0 */
/* What versions 2 and 3 of OSPF have in common: RFC 2328 appendix A, RFC 5340 appendix A. */
#ifndef OSPF_H
#define OSPF_H

#include <netcap/plugin.h>

#include "ospf.pb-c.h"

/* Where the carrier hands on to the versions. */
#define OSPF_VERSION NC_SPACE('O', 'S', 'P', 'F')

enum { OSPF_HELLO = 1, OSPF_DESCRIPTION, OSPF_REQUEST, OSPF_UPDATE, OSPF_ACKNOWLEDGEMENT };
enum { LSA_HEADER = 20 };

typedef void lsa_header_reader(struct nc_packet *, struct nc_cursor *, Types__LSAheader *);
typedef void lsa_body_reader(struct nc_packet *, struct nc_cursor *, Types__LSA *);

/* The part of a header that both versions have, behind age and type. */
#define LSA_COMMON(_)        \
    _(UINT, linkstateid, 32) \
    _(UINT, advrouter, 32)   \
    _(UINT, lsseqnumber, 32) \
    _(UINT, lschecksum, 16)  \
    _(UINT, length, 16)

/* Version 2 has a type of 32 bits here, version 3 puts 16 unused ones before its own. */
#define REQUEST(_)      \
    _(UINT, lstype, 32) \
    _(UINT, lsid, 32)   \
    _(UINT, advrouter, 32)

NC_FIELDS(request, Types__LSReq, REQUEST)

static inline Types__LSAheader **
read_lsa_headers(struct nc_packet *pkt, struct nc_cursor *in, lsa_header_reader *read, size_t *n)
{
    struct { size_t n_list; Types__LSAheader **list; } headers = { 0, NULL };

    while (nc_left(in)) {
        Types__LSAheader *header = nc_new(pkt, types__lsaheader);

        read(pkt, in, header);
        if (nc_ok(in))
            nc_push(pkt, &headers, list, header);
    }
    *n = headers.n_list;
    return headers.list;
}

static inline uint32_t *
read_routers(struct nc_packet *pkt, struct nc_cursor *in, size_t *n)
{
    struct { size_t n_list; uint32_t *list; } routers = { 0, NULL };

    while (nc_left(in)) {
        uint32_t router = nc_u32(in);

        if (nc_ok(in))
            nc_push(pkt, &routers, list, router);
    }
    *n = routers.n_list;
    return routers.list;
}

static inline Types__LSReq **
read_requests(struct nc_packet *pkt, struct nc_cursor *in, size_t *n)
{
    struct { size_t n_list; Types__LSReq **list; } requests = { 0, NULL };

    while (nc_left(in)) {
        Types__LSReq *request = nc_new(pkt, types__lsreq);

        read_request(pkt, in, request);
        if (nc_ok(in))
            nc_push(pkt, &requests, list, request);
    }
    *n = requests.n_list;
    return requests.list;
}

/* A body that is damaged ends with its own length, not with the packet. */
static inline Types__LSA *
read_lsa(struct nc_packet *pkt, struct nc_cursor *in, lsa_header_reader *read,
         lsa_body_reader *body)
{
    Types__LSA *lsa = nc_new(pkt, types__lsa);
    struct nc_cursor slice;

    lsa->header = nc_new(pkt, types__lsaheader);
    read(pkt, in, lsa->header);
    nc_require(in, lsa->header->length >= LSA_HEADER, "advertisement shorter than its header");
    slice = nc_slice(in, nc_ok(in) ? (size_t)lsa->header->length - LSA_HEADER : 0);
    if (!nc_ok(in))
        return lsa;
    body(pkt, &slice, lsa);
    if (!nc_ok(&slice))
        nc_malformed(pkt, nc_reason(&slice));
    return lsa;
}

static inline Types__LSUpdate *
read_update(struct nc_packet *pkt, struct nc_cursor *in, lsa_header_reader *read,
            lsa_body_reader *body)
{
    Types__LSUpdate *update = nc_new(pkt, types__lsupdate);

    update->numoflsas = nc_u32(in);
    for (uint32_t i = 0; i < update->numoflsas && nc_ok(in); i++) {
        Types__LSA *lsa = read_lsa(pkt, in, read, body);

        if (nc_ok(in))
            nc_push(pkt, update, lsas, lsa);
    }
    return update;
}

#endif
