/* SPDX-License-Identifier: Apache-2.0 */
/* IGMP: version 1, RFC 1112 appendix I; version 2, RFC 2236; version 3, RFC 3376. */
#include <netcap/checksum.h>
#include <netcap/plugin.h>

#include "igmp.pb-c.h"
#include "netcap.pb-c.h"

enum { QUERY = 0x11, REPORT_1 = 0x12, REPORT_2 = 0x16, LEAVE = 0x17, REPORT_3 = 0x22 };
enum { GROUP_SIZE = 4, LEAST_QUERY_3 = 8, SOURCE_SIZE = 4, AUX_UNIT = 4 };

#define TENTH UINT64_C(100000000) /* of a second, in nanoseconds */
#define SECOND (10 * TENTH)

/* The maximum response time is the code on the wire until the version is known. */
#define HEADER(_)               \
    _(UINT, type, 8)            \
    _(UINT, maxresponsetime, 8) \
    _(UINT, checksum, 16)

NC_HEADER(Types__IGMP, HEADER)

#define QUERY_3(_)                      \
    _(BYTES, groupaddress, 32)          \
    _(SKIP, , 4)                        \
    _(UINT, supressrouterprocessing, 1) \
    _(UINT, robustnessvalue, 3)         \
    _(UINT, intervaltime, 8)            \
    _(UINT, numberofsources, 16)

NC_FIELDS(query_3_head, Types__IGMP, QUERY_3)

#define GROUP_RECORD(_)          \
    _(UINT, type, 8)             \
    _(UINT, auxdatalen, 8)       \
    _(UINT, numberofsources, 16) \
    _(IPV4, multicastaddress, 32)

NC_FIELDS(group_head, Types__IGMPv3GroupRecord, GROUP_RECORD)

/* RFC 3376 section 4.1.1: from 128 on a code is a floating-point number. */
static uint64_t
from_code(uint64_t code)
{
    return code < 128 ? code : (16 | (code & 15)) << ((code >> 4 & 7) + 3);
}

static void
read_query_3(struct nc_packet *pkt, struct nc_cursor *in, Types__IGMP *igmp)
{
    igmp->version = 3;
    igmp->maxresponsetime = from_code(igmp->maxresponsetime) * TENTH;
    read_query_3_head(pkt, in, igmp);
    igmp->intervaltime = from_code(igmp->intervaltime) * SECOND;
    for (int i = 0; i < igmp->numberofsources && nc_left(in) >= SOURCE_SIZE; i++)
        nc_push(pkt, igmp, sourceaddresses, nc_ipv4(pkt, in));
    if (igmp->n_sourceaddresses < (size_t)igmp->numberofsources)
        nc_malformed(pkt, "fewer sources than announced");
}

/* The time is a whole number of tenths in version 2, and unused in version 1. */
static void
read_group(struct nc_cursor *in, Types__IGMP *igmp, int version)
{
    igmp->version = version;
    igmp->maxresponsetime = version == 1 ? 0 : igmp->maxresponsetime * TENTH;
    igmp->groupaddress = nc_bytes(in, GROUP_SIZE);
}

/* RFC 3376 section 7.1: the length of a query tells its version. */
static void
read_query(struct nc_packet *pkt, struct nc_cursor *in, Types__IGMP *igmp)
{
    if (nc_left(in) >= LEAST_QUERY_3) {
        read_query_3(pkt, in, igmp);
        return;
    }
    nc_require(in, nc_left(in) <= GROUP_SIZE, "query of 9 to 11 bytes");
    read_group(in, igmp, igmp->maxresponsetime ? 2 : 1);
}

static void
read_group_record(struct nc_packet *pkt, struct nc_cursor *list, Types__IGMP *igmp)
{
    Types__IGMPv3GroupRecord *group = nc_new(pkt, types__igmpv3_group_record);

    read_group_head(pkt, list, group);
    for (int i = 0; i < group->numberofsources && nc_ok(list); i++)
        nc_push(pkt, group, sourceaddresses, nc_ipv4(pkt, list));
    if (nc_ok(list))
        nc_push(pkt, igmp, grouprecords, group);
    nc_skip(list, (size_t)group->auxdatalen * AUX_UNIT);
}

static void
read_report_3(struct nc_packet *pkt, struct nc_cursor *in, Types__IGMP *igmp)
{
    struct nc_cursor list;

    igmp->version = 3;
    igmp->maxresponsetime = 0;
    nc_skip(in, 2); /* reserved */
    igmp->numberofgrouprecords = nc_u16(in);
    list = nc_slice(in, nc_left(in));
    for (int i = 0; i < igmp->numberofgrouprecords && nc_ok(&list); i++)
        read_group_record(pkt, &list, igmp);
    if (nc_ok(in) && !nc_ok(&list))
        nc_malformed(pkt, "group record runs past the report");
}

/* Other protocols, as DVMRP and multicast router discovery, have types of IGMP's but nothing more
 * in common than type and checksum. */
static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__IGMP *igmp = record;

    nc_verify(pkt, in, 0, (uint16_t)igmp->checksum);
    switch (igmp->type) {
    case QUERY:
        read_query(pkt, in, igmp);
        break;
    case REPORT_1:
        read_group(in, igmp, 1);
        break;
    case REPORT_2: case LEAVE:
        read_group(in, igmp, 2);
        break;
    case REPORT_3:
        read_report_3(pkt, in, igmp);
        break;
    default:
        igmp->maxresponsetime = 0;
    }
}

NC_SCHEMA(igmp);

NC_PLUGIN(igmp,
    .name   = "IGMP",
    .about  = "Internet Group Management Protocol, versions 1 to 3",
    .type   = TYPES__TYPE__NC_IGMP,
    .record = &types__igmp__descriptor,
    .schema = &igmp_schema,
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 2)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
