/* SPDX-License-Identifier: Apache-2.0 */
/* DNS, RFC 1035; also multicast DNS, RFC 6762, and LLMNR, RFC 4795. */
#include <netcap/plugin.h>

#include "dns.pb-c.h"
#include "netcap.pb-c.h"

enum { LENGTH_SIZE = 2, HEADER_SIZE = 12, LEAST_QUESTION = 5, LEAST_RECORD = 11, OPCODE_MOST = 6,
       RESERVED = 0x40 };
enum { A = 1, NS = 2, CNAME = 5, SOA = 6, PTR = 12, MX = 15, TXT = 16, AAAA = 28, SRV = 33,
       DNAME = 39, OPT = 41, SPF = 99 };
enum { CLASS_IN = 1, CLASS_CH = 3, CLASS_HS = 4, CLASS_NONE = 254, CLASS_ANY = 255,
       CLASS_BITS = 0x7fff, LABEL_MOST = 63, NAME_MOST = 255, POINTER = 0xc0, FEW = 256 };

#define HEADER(_)            \
    _(UINT, id, 16)          \
    _(UINT, qr, 1)           \
    _(UINT, opcode, 4)       \
    _(UINT, aa, 1)           \
    _(UINT, tc, 1)           \
    _(UINT, rd, 1)           \
    _(UINT, ra, 1)           \
    _(UINT, z, 3)            \
    _(UINT, responsecode, 4) \
    _(UINT, qdcount, 16)     \
    _(UINT, ancount, 16)     \
    _(UINT, nscount, 16)     \
    _(UINT, arcount, 16)

NC_HEADER(Types__DNS, HEADER)

/* What stands behind the name of a record. */
#define RECORD_HEAD(_)  \
    _(UINT, type, 16)   \
    _(UINT, class_, 16) \
    _(UINT, ttl, 32)    \
    _(UINT, datalength, 16)

NC_FIELDS(record_head, Types__DNSResourceRecord, RECORD_HEAD)

#define SOA_NUMBERS(_)   \
    _(UINT, serial, 32)  \
    _(UINT, refresh, 32) \
    _(UINT, retry, 32)   \
    _(UINT, expire, 32)  \
    _(UINT, minimum, 32)

NC_FIELDS(soa_numbers, Types__DNSSOA, SOA_NUMBERS)

#define SRV_NUMBERS(_)    \
    _(UINT, priority, 16) \
    _(UINT, weight, 16)   \
    _(UINT, port, 16)

NC_FIELDS(srv_numbers, Types__DNSSRV, SRV_NUMBERS)

struct section {
    size_t n_records;
    Types__DNSResourceRecord **records;
};

static void
read_questions(struct nc_packet *pkt, struct nc_cursor *message, Types__DNS *dns)
{
    for (int i = 0; i < dns->qdcount && nc_ok(message); i++) {
        Types__DNSQuestion *question = nc_new(pkt, types__dnsquestion);

        question->name = nc_domain_name(pkt, message);
        question->type = nc_u16(message);
        question->class_ = nc_u16(message);
        if (nc_ok(message))
            nc_push(pkt, dns, questions, question);
    }
}

static void
read_address(struct nc_packet *pkt, struct nc_cursor *data, Types__DNSResourceRecord *rr)
{
    bool six = rr->type == AAAA;

    nc_require(data, nc_left(data) == (six ? 16 : 4), "address of the wrong length");
    if (nc_ok(data))
        rr->ip = six ? nc_ipv6(pkt, data) : nc_ipv4(pkt, data);
}

/* RFC 1034 section 3.6: in this class the name of a network and 16 bits. */
static void
read_chaos(struct nc_packet *pkt, struct nc_cursor *data, Types__DNSResourceRecord *rr)
{
    ProtobufCBinaryData domain = nc_domain_name(pkt, data);
    uint16_t address = nc_u16(data);

    nc_require(data, !nc_left(data), "address of the wrong length");
    if (!nc_ok(data))
        return;
    rr->chdomain = domain;
    rr->chaddress = address;
}

static void
read_soa(struct nc_packet *pkt, struct nc_cursor *data, Types__DNSSOA *to)
{
    Types__DNSSOA soa = *to;

    soa.mname = nc_domain_name(pkt, data);
    soa.rname = nc_domain_name(pkt, data);
    read_soa_numbers(pkt, data, &soa);
    if (nc_ok(data))
        *to = soa;
}

static void
read_srv(struct nc_packet *pkt, struct nc_cursor *data, Types__DNSSRV *to)
{
    Types__DNSSRV srv = *to;

    read_srv_numbers(pkt, data, &srv);
    srv.name = nc_domain_name(pkt, data);
    if (nc_ok(data))
        *to = srv;
}

static void
read_mx(struct nc_packet *pkt, struct nc_cursor *data, Types__DNSMX *to)
{
    Types__DNSMX mx = *to;

    mx.preference = nc_u16(data);
    mx.name = nc_domain_name(pkt, data);
    if (nc_ok(data))
        *to = mx;
}

static void
read_texts(struct nc_packet *pkt, struct nc_cursor *data, Types__DNSResourceRecord *rr)
{
    while (nc_left(data)) {
        ProtobufCBinaryData text = nc_bytes(data, nc_u8(data));

        if (nc_ok(data))
            nc_push(pkt, rr, txts, text);
    }
}

static void
read_data(struct nc_packet *pkt, struct nc_cursor *data, Types__DNSResourceRecord *rr)
{
    switch (rr->type) {
    case A: case AAAA:
        if ((rr->class_ & CLASS_BITS) != CLASS_CH)
            read_address(pkt, data, rr);
        else if (rr->type == A)
            read_chaos(pkt, data, rr);
        break;
    case NS:
        rr->ns = nc_domain_name(pkt, data);
        break;
    case CNAME: case DNAME:
        rr->cname = nc_domain_name(pkt, data);
        break;
    case PTR:
        rr->ptr = nc_domain_name(pkt, data);
        break;
    case SOA:
        read_soa(pkt, data, rr->soa);
        break;
    case SRV:
        read_srv(pkt, data, rr->srv);
        break;
    case MX:
        read_mx(pkt, data, rr->mx);
        break;
    case TXT: case SPF:
        read_texts(pkt, data, rr);
        break;
    }
}

static Types__DNSResourceRecord *
read_record(struct nc_packet *pkt, struct nc_cursor *message)
{
    Types__DNSResourceRecord *rr = nc_new(pkt, types__dnsresource_record);
    struct nc_cursor data;
    size_t start;

    /* Readers of the original's records take these three to be there, if empty. */
    rr->soa = nc_new(pkt, types__dnssoa);
    rr->srv = nc_new(pkt, types__dnssrv);
    rr->mx = nc_new(pkt, types__dnsmx);
    rr->name = nc_domain_name(pkt, message);
    read_record_head(pkt, message, rr);
    start = nc_tell(message);
    rr->data = nc_bytes(message, (size_t)rr->datalength);
    /* Updates delete with empty data, RFC 2136 section 2.5; that is no error. */
    if (nc_ok(message) && rr->datalength) {
        data = nc_window(message, start, nc_tell(message));
        read_data(pkt, &data, rr);
        if (!nc_ok(&data))
            nc_malformed(pkt, nc_reason(&data));
    }
    return rr;
}

static struct section
read_section(struct nc_packet *pkt, struct nc_cursor *message, int count)
{
    struct section section = { 0, NULL };

    for (int i = 0; i < count && nc_ok(message); i++) {
        Types__DNSResourceRecord *rr = read_record(pkt, message);

        if (nc_ok(message))
            nc_push(pkt, &section, records, rr);
    }
    return section;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__DNS *dns = record;
    struct nc_cursor message = nc_ahead(in);
    struct section answers, authorities, additionals;

    read_questions(pkt, &message, dns);
    answers = read_section(pkt, &message, dns->ancount);
    authorities = read_section(pkt, &message, dns->nscount);
    additionals = read_section(pkt, &message, dns->arcount);
    dns->n_answers = answers.n_records;
    dns->answers = answers.records;
    dns->n_authorities = authorities.n_records;
    dns->authorities = authorities.records;
    dns->n_additionals = additionals.n_records;
    dns->additionals = additionals.records;
    if (!nc_ok(&message)) {
        dns->malformed = (char *)nc_reason(&message);
        nc_malformed(pkt, dns->malformed);
    }
    nc_skip(in, nc_left(in));
}

/* A name that stands first, so that nothing but the header comes before it to point to; some
 * have a name even there. */
static bool
is_name(struct nc_cursor *in)
{
    size_t begin = nc_tell(in), label;

    while ((label = nc_u8(in)) > 0 && label <= LABEL_MOST)
        nc_skip(in, label);
    if (label >= POINTER)
        label = nc_u8(in) < begin && label == POINTER ? 0 : POINTER;
    return nc_ok(in) && label == 0 && nc_tell(in) - begin <= NAME_MOST;
}

/* Multicast DNS has a flag in front of the class, RFC 6762 sections 10.2 and 18.12. */
static bool
is_class(uint16_t class)
{
    class &= CLASS_BITS;
    return (class >= CLASS_IN && class <= CLASS_HS) || class == CLASS_NONE || class == CLASS_ANY;
}

/* Whether a question, or a record, stands there; the cursor has failed where it has no end.  The
 * class of OPT is a size, RFC 6891. */
static bool
is_entry(struct nc_cursor *in, bool question)
{
    uint16_t type, class;

    if (!is_name(in))
        return false;
    type = nc_u16(in);
    class = nc_u16(in);
    if (!question) {
        nc_skip(in, 4);
        nc_skip(in, nc_u16(in));
    }
    return nc_ok(in) && type > 0 && (is_class(class) || type == OPT);
}

/* Malformed messages are records too.  So it is enough, where nobody else takes it, that the kind
 * exists and either the counts are small (there is one question, RFC 9619) or a question or record
 * is in its place; or that what is counted fits and begins, of a kind that does not exist. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    size_t questions, records = 0;
    bool exists, few, fits, begins;
    struct nc_cursor entry;

    nc_skip(first, 2);
    exists = (nc_u8(first) >> 3 & 15) <= OPCODE_MOST;
    nc_skip(first, 1);
    questions = nc_u16(first);
    few = questions <= 1;
    for (int i = 0; i < 3; i++) {
        size_t count = nc_u16(first);

        few &= count < FEW;
        records += count;
    }
    if (questions + records == 0 && !nc_left(first))
        return NC_YES;
    fits = LEAST_QUESTION * questions + LEAST_RECORD * records <= nc_left(first);
    entry = nc_ahead(first);
    begins = is_entry(&entry, questions > 0);
    nc_require(first, exists ? few || begins || is->cut : fits && begins,
               "neither question nor record");
    if (is->cut)
        return exists && few && (begins || !nc_ok(&entry)) ? NC_YES : NC_MORE;
    return exists && fits && begins ? NC_YES : NC_MORE;
}

struct state {
    struct nc_reader side[2];
};

/* In streams messages have their length before them, RFC 1035 section 4.2.2. */
static size_t
size(void *context, struct nc_cursor *ahead)
{
    (void)context;
    return LENGTH_SIZE + (size_t)nc_u16(ahead);
}

/* Whether what the header counts fits into the message: there is one question, RFC 9619, or none,
 * and the bit that must be zero is, RFC 6895 section 2.1. */
static enum nc_answer
is_sound(ProtobufCBinaryData bytes)
{
    const uint8_t *at = bytes.data;
    size_t length, questions, records = 0;

    if (bytes.len < LENGTH_SIZE + HEADER_SIZE)
        return NC_MORE;
    length = (size_t)at[0] << 8 | at[1];
    questions = (size_t)at[6] << 8 | at[7];
    for (int i = 8; i < 14; i += 2)
        records += (size_t)at[i] << 8 | at[i + 1];
    return (at[4] >> 3 & 15) <= OPCODE_MOST && !(at[5] & RESERVED) && questions <= 1 &&
           HEADER_SIZE + LEAST_QUESTION * questions + LEAST_RECORD * records <= length
               ? NC_YES : NC_NO;
}

static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    return is->by_port ? is_sound(nc_rest(first)) : NC_NO;
}

/* One that ends where what was sent does is a message, if an unsound one. */
static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    enum nc_answer answer = is_sound(bytes);

    (void)context;
    if (answer != NC_NO)
        return answer;
    return LENGTH_SIZE + ((size_t)bytes.data[0] << 8 | bytes.data[1]) == bytes.len ? NC_YES : NC_NO;
}

static const struct nc_framing framing = { begins, size };

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    struct nc_reader *reader = &((struct state *)state)->side[is->side];
    struct nc_cursor framed = nc_read_message(pkt, is, in, reader, &framing, NULL);
    struct nc_cursor message = nc_slice(&framed, nc_u16(&framed)); /* names count from here */
    Types__DNS *dns;

    if (!nc_ok(&message))
        return;
    dns = nc_new(pkt, types__dns);
    read_header(pkt, &message, dns);
    decode(pkt, &message, dns);
    if (nc_ok(&message))
        nc_write(pkt, dns, is->time);
}

NC_SCHEMA(dns);

NC_PLUGIN(dns,
    .name   = "DNS",
    .about  = "Domain Name System, multicast DNS and LLMNR",
    .type   = TYPES__TYPE__NC_DNS,
    .record = &types__dns__descriptor,
    .schema = &dns_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 53), NC_KEY(NC_UDP_PORT, 5353), NC_KEY(NC_UDP_PORT, 5355),
                    NC_KEY(NC_TCP_PORT, 53)),
    .fields = header,
    .read   = read_header,
    .decode = decode,
    .probe  = probe,
    .stream = stream,
    .state_size = sizeof(struct state),
    .recognise = recognise);
