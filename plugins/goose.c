/* SPDX-License-Identifier: Apache-2.0 */
/* GOOSE, IEC 61850-8-1: the header of annex C.2 and the message of annex A, whose members have tags
 * of their own in the basic encoding of ASN.1.  The values themselves stay unread. */
#include <netcap/der.h>
#include <netcap/plugin.h>

#include "goose.pb-c.h"
#include "netcap.pb-c.h"

enum { HEADER_SIZE = 8, SIMULATED = 0x8000, TIME_SIZE = 8, NUMBER_MOST = 5, FRACTION_BITS = 24 };
enum { MANAGEMENT = NC_DER_APPLICATION(0) | NC_DER_CONSTRUCTED,
       MESSAGE = NC_DER_APPLICATION(1) | NC_DER_CONSTRUCTED };
enum { GOCB_REF, TIME_ALLOWED, DAT_SET, GO_ID, T, ST_NUM, SQ_NUM, SIMULATION, CONF_REV, NDS_COM,
       ENTRIES, ALL_DATA, MEMBERS };

/* Those that may be left out are false or without a value then. */
enum { OPTIONAL = 1 << GO_ID | 1 << SIMULATION | 1 << NDS_COM, ALL = (1 << MEMBERS) - 1 };

#define HEADER(_)          \
    _(UINT, appid, 16)     \
    _(UINT, length, 16)    \
    _(UINT, reserved1, 16) \
    _(UINT, reserved2, 16)

NC_HEADER(Types__GOOSE, HEADER)

/* All of them are without a sign; some senders leave out the byte that says so. */
static uint32_t
read_number(struct nc_cursor *value)
{
    size_t size = nc_left(value);
    uint64_t number;

    nc_require(value, size && size <= NUMBER_MOST, "number of no bytes or more than five");
    number = nc_uint(value, size);
    nc_require(value, number <= UINT32_MAX, "number of more than 32 bits");
    return (uint32_t)number;
}

static bool
read_flag(struct nc_cursor *value)
{
    nc_require(value, nc_left(value) == 1, "flag of other than a byte");
    return nc_u8(value) != 0;
}

/* IEC 61850-8-1 section 8.1.3.7: seconds, a fraction, and how good they are. */
static void
read_time(struct nc_packet *pkt, struct nc_cursor *value, Types__GOOSE *goose)
{
    struct nc_time time = { .fine = 1 };

    nc_require(value, nc_left(value) == TIME_SIZE, "time of other than eight bytes");
    time.seconds = nc_u32(value);
    time.nanoseconds = (uint32_t)((uint64_t)nc_u24(value) * 1000000000u >> FRACTION_BITS);
    goose->timequality = nc_u8(value);
    goose->t = nc_time_text(pkt, time);
}

static uint32_t
count_elements(struct nc_cursor *list)
{
    struct nc_der element;
    uint32_t count = 0;

    while (nc_der_next(list, &element))
        count++;
    return count;
}

static void
read_member(struct nc_packet *pkt, const struct nc_der *element, Types__GOOSE *goose,
            struct nc_cursor *value)
{
    switch (element->number) {
    case GOCB_REF: goose->gocbref = nc_text(pkt, nc_rest(value)); break;
    case TIME_ALLOWED: goose->timeallowedtolive = read_number(value); break;
    case DAT_SET: goose->datset = nc_text(pkt, nc_rest(value)); break;
    case GO_ID: goose->goid = nc_text(pkt, nc_rest(value)); break;
    case T: read_time(pkt, value, goose); break;
    case ST_NUM: goose->stnum = read_number(value); break;
    case SQ_NUM: goose->sqnum = read_number(value); break;
    case SIMULATION: goose->simulation = read_flag(value); break;
    case CONF_REV: goose->confrev = read_number(value); break;
    case NDS_COM: goose->ndscom = read_flag(value); break;
    case ENTRIES: goose->numdatsetentries = read_number(value); break;
    case ALL_DATA: goose->datacount = count_elements(value); break;
    }
}

static bool
is_member(const struct nc_der *element)
{
    uint8_t kind = element->number == ALL_DATA ? NC_DER_CONSTRUCTED : 0;

    return element->number < MEMBERS &&
           element->identifier == (NC_DER_CONTEXT(element->number) | kind);
}

/* Members that are not known are from later editions. */
static void
read_message(struct nc_packet *pkt, struct nc_cursor *in, Types__GOOSE *goose)
{
    struct nc_cursor message = nc_der_expect(in, MESSAGE);
    struct nc_der element;
    unsigned seen = 0;

    while (nc_der_next(&message, &element) && nc_ok(in)) {
        struct nc_cursor value = element.value;

        if (!is_member(&element))
            continue;
        seen |= 1u << element.number;
        read_member(pkt, &element, goose, &value);
        nc_require(in, nc_ok(&value), nc_reason(&value));
    }
    nc_require(in, nc_ok(&message), "member beyond the message");
    nc_require(in, (seen | OPTIONAL) == ALL, "message without one of its members");
}

/* What manages them has a tag of its own, and nothing is read of it. */
static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__GOOSE *goose = record;
    size_t inside = (size_t)goose->length - HEADER_SIZE;

    nc_require(in, goose->length >= HEADER_SIZE, "length below that of the header");
    nc_require(in, nc_left(in) >= inside, "shorter than its length");
    nc_limit(in, inside);
    if (nc_ok(in) && nc_der_is(in, MANAGEMENT)) {
        nc_decline(in);
        return;
    }
    goose->simulated = (goose->reserved1 & SIMULATED) != 0;
    read_message(pkt, in, goose);
    if (nc_ok(in))
        nc_skip(in, nc_left(in));
}

NC_SCHEMA(goose);

NC_PLUGIN(goose,
    .name   = "GOOSE",
    .about  = "Generic object oriented substation events of IEC 61850",
    .type   = TYPES__TYPE__NC_GOOSE,
    .record = &types__goose__descriptor,
    .schema = &goose_schema,
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x88b8)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
