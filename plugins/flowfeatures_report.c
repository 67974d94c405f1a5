/* SPDX-License-Identifier: Apache-2.0 */
/* What has been kept of a connection as its record: nothing is said that cannot be known. */
#include "flowfeatures.h"

#define SET(r, member, is) ((r)->has_##member = 1, (r)->member = (is))

/* Where there is something to divide by. */
#define SET_RATIO(r, member, of, by)                                                               \
    do {                                                                                           \
        if (by)                                                                                    \
            SET(r, member, (double)(of) / (double)(by));                                           \
    } while (0)

#define SET_RATE(r, member, of, nanoseconds)                                                       \
    do {                                                                                           \
        if (nanoseconds)                                                                           \
            SET(r, member, (double)(of)*1e9 / (double)(nanoseconds));                              \
    } while (0)

/* Least, greatest, mean and deviation of n values. */
#define SET_SPREAD(r, name, spread, n)                                                             \
    do {                                                                                           \
        if (n) {                                                                                   \
            SET(r, name##min, (spread)->least);                                                    \
            SET(r, name##max, (spread)->most);                                                     \
            SET(r, name##mean, flowfeatures_mean(spread, n));                                      \
        }                                                                                          \
        if ((n) > 1)                                                                               \
            SET(r, name##std, flowfeatures_deviation(spread, n));                                  \
    } while (0)

/* What is said of either direction: `p` is fwd or bwd, `s` its side. */

#define SET_SIZES(r, p, s)                                                                         \
    do {                                                                                           \
        SET(r, p##pkts, (s)->packets);                                                             \
        SET(r, p##bytes, (s)->length.sum);                                                         \
        SET(r, p##payloadbytes, (s)->payload.sum);                                                 \
        SET(r, p##headerbytes, (s)->headers);                                                      \
        SET(r, p##datapkts, (s)->data_packets);                                                    \
        SET_SPREAD(r, p##pktlen, &(s)->length, (s)->packets);                                      \
        SET_SPREAD(r, p##payloadlen, &(s)->payload, (s)->packets);                                 \
        if ((s)->packets)                                                                          \
            SET(r, p##headerlenmin, (s)->header_least);                                            \
    } while (0)

#define SET_TIMES(r, p, s, lasted)                                                                 \
    do {                                                                                           \
        if ((s)->packets)                                                                          \
            SET(r, p##duration, (s)->latest - (s)->first);                                         \
        SET_SPREAD(r, p##iat, &(s)->gap, gaps_of(s));                                              \
        SET_RATE(r, p##pktrate, (s)->packets, lasted);                                             \
        SET_RATE(r, p##payloadrate, (s)->payload.sum, lasted);                                     \
    } while (0)

#define SET_BULKS(r, p, bulks)                                                                     \
    do {                                                                                           \
        SET(r, p##bulkcount, (bulks)->n);                                                          \
        SET_RATIO(r, p##bulkpktsmean, (bulks)->packets, (bulks)->n);                               \
        SET_RATIO(r, p##bulkbytesmean, (bulks)->bytes, (bulks)->n);                                \
        SET_RATE(r, p##bulkrate, (bulks)->bytes, (bulks)->lasted);                                 \
    } while (0)

#define SET_TCP(r, p, s)                                                                           \
    do {                                                                                           \
        SET(r, p##finflags, (s)->flags[0]);                                                        \
        SET(r, p##synflags, (s)->flags[1]);                                                        \
        SET(r, p##rstflags, (s)->flags[2]);                                                        \
        SET(r, p##pshflags, (s)->flags[3]);                                                        \
        SET(r, p##ackflags, (s)->flags[4]);                                                        \
        SET(r, p##urgflags, (s)->flags[5]);                                                        \
        SET(r, p##eceflags, (s)->flags[6]);                                                        \
        SET(r, p##cwrflags, (s)->flags[7]);                                                        \
        if ((s)->opens)                                                                            \
            SET(r, p##initwin, (s)->window);                                                       \
        SET(r, p##zerowinpkts, (s)->zero_windows);                                                 \
        SET(r, p##retranspkts, (s)->repeats);                                                      \
    } while (0)

#define SET_PAYLOAD(r, p, s)                                                                       \
    do {                                                                                           \
        if ((s)->data_packets)                                                                     \
            SET(r, p##firstpayloadlen, (s)->first_payload);                                        \
        if ((s)->captured)                                                                         \
            SET(r, p##firstentropy, (s)->entropy);                                                 \
        SET_RATIO(r, p##entropymean, (s)->weighted, (s)->captured);                                \
    } while (0)

/* The connection as of its end: what was still going on is over, and its sides have directions. */
struct ended {
    const struct features *is;
    const struct feature_side *fwd, *bwd;
    struct spread active;
    uint64_t periods;
    struct bulks fwd_bulks, bwd_bulks;
};

static uint64_t
gaps_of(const struct feature_side *s)
{
    return s->packets ? s->packets - 1 : 0;
}

static const char *
opener_text(uint8_t opener)
{
    static const char *const texts[] = { [FLOW_BY_FIRST] = "first", [FLOW_BY_PART] = "part",
                                         [FLOW_BY_SYN] = "syn", [FLOW_BY_SYNACK] = "synack" };

    return texts[opener];
}

static void
report_context(struct nc_packet *pkt, const struct nc_flow *flow, const struct features *f,
               Types__FlowFeatures *r)
{
    const struct flow_ends *ends = &f->talk.ends;
    int source = f->talk.source;
    char *community = nc_community_id(pkt, &ends->is);

    r->timestampfirst = nc_time_text(pkt, f->packets ? f->first : flow->first);
    r->srcip = flowends_address(pkt, ends, source);
    r->dstip = flowends_address(pkt, ends, !source);
    SET(r, srcport, ends->is.port[source]);
    SET(r, dstport, ends->is.port[!source]);
    SET(r, protocol, ends->is.protocol);
    if (*community)
        r->communityid = community;
    r->uid = flowtalk_uid(pkt, &f->talk);
    r->connectionid = nc_connection_id(pkt, &ends->is);
    SET(r, part, flow->part);
    r->endreason = (char *)nc_end_text(flow->ended);
    r->directionby = (char *)opener_text(f->talk.opener);
    SET(r, backwardspkts, f->backwards);
}

static void
report_sizes(const struct ended *e, Types__FlowFeatures *r)
{
    const struct feature_side *fwd = e->fwd, *bwd = e->bwd;
    struct spread length = flowfeatures_merged(fwd, &fwd->length, bwd, &bwd->length);
    struct spread payload = flowfeatures_merged(fwd, &fwd->payload, bwd, &bwd->payload);
    double difference = (double)fwd->payload.sum - (double)bwd->payload.sum;

    SET(r, pkts, e->is->packets);
    SET(r, bytes, length.sum);
    SET_SIZES(r, fwd, fwd);
    SET_SIZES(r, bwd, bwd);
    SET_RATIO(r, downuppktratio, bwd->packets, fwd->packets);
    SET_RATIO(r, payloadasymmetry, difference, payload.sum);
    SET_SPREAD(r, pktlen, &length, e->is->packets);
    SET_SPREAD(r, payloadlen, &payload, e->is->packets);
}

static void
report_times(const struct ended *e, Types__FlowFeatures *r)
{
    const struct features *f = e->is;
    uint64_t lasted = f->now, gaps = f->packets ? f->packets - 1 : 0;

    SET(r, duration, lasted);
    SET_SPREAD(r, iat, &f->gap, gaps);
    SET_TIMES(r, fwd, e->fwd, lasted);
    SET_TIMES(r, bwd, e->bwd, lasted);
    if (gaps) {
        SET(r, iatmedian, flowfeatures_ranked(f, gaps / 2 + gaps % 2));
        SET(r, iatp90, flowfeatures_ranked(f, gaps - gaps / 10));
    }
    SET_RATE(r, pktrate, f->packets, lasted);
    SET_RATE(r, payloadrate, e->fwd->payload.sum + e->bwd->payload.sum, lasted);
}

static void
report_periods(const struct ended *e, Types__FlowFeatures *r)
{
    const struct features *f = e->is;
    uint64_t subflows = f->packets ? f->subflow_gaps + 1 : 0;

    SET(r, activeperiods, e->periods);
    SET_SPREAD(r, active, &e->active, e->periods);
    SET_SPREAD(r, idle, &f->idle, f->idle_gaps);
    SET(r, turns, f->turns);
    SET(r, subflowcount, subflows);
    SET_RATIO(r, subflowfwdpkts, e->fwd->packets, subflows);
    SET_RATIO(r, subflowbwdpkts, e->bwd->packets, subflows);
    SET_RATIO(r, subflowfwdbytes, e->fwd->payload.sum, subflows);
    SET_RATIO(r, subflowbwdbytes, e->bwd->payload.sum, subflows);
    SET_BULKS(r, fwd, &e->fwd_bulks);
    SET_BULKS(r, bwd, &e->bwd_bulks);
}

static void
report_tcp(const struct ended *e, Types__FlowFeatures *r)
{
    const struct opening *opening = &e->fwd->opening;

    if (e->is->talk.ends.is.transport_kind != NC_ENDPOINT_TCP)
        return;
    SET_TCP(r, fwd, e->fwd);
    SET_TCP(r, bwd, e->bwd);
    if (opening->has_syn && opening->has_synack)
        SET(r, syntosynack, opening->synack - opening->syn);
    if (opening->has_ack)
        SET(r, synacktoack, opening->ack - opening->synack);
}

/* Of lists of so many elements each. */
static void
report_early(struct nc_packet *pkt, const struct features *f, Types__FlowFeatures *r)
{
    size_t n = f->packets < EARLY_PACKETS ? f->packets : EARLY_PACKETS;

    r->spltpayloadlens = nc_alloc(pkt, n * sizeof *r->spltpayloadlens);
    r->spltdirections = nc_alloc(pkt, n * sizeof *r->spltdirections);
    r->splttimes = nc_alloc(pkt, n * sizeof *r->splttimes);
    for (size_t i = 0; i < n; i++) {
        r->spltpayloadlens[i] = f->early_payload[i];
        r->spltdirections[i] = (f->early_side >> i & 1) != f->talk.source;
        r->splttimes[i] = f->early_time[i];
    }
    r->n_spltpayloadlens = r->n_spltdirections = r->n_splttimes = n;
}

static void
report_payload(const struct ended *e, Types__FlowFeatures *r)
{
    if (e->fwd == &e->is->side[e->is->early_side & 1] && e->fwd->packets && e->bwd->packets)
        SET(r, firstreplytime, e->bwd->first - e->fwd->first);
    SET_PAYLOAD(r, fwd, e->fwd);
    SET_PAYLOAD(r, bwd, e->bwd);
}

/* The state may not change, so what ends with the connection ends in a copy. */
static struct ended
end_of(const struct features *f, struct features *copy)
{
    int source = f->talk.source;
    struct ended e = { .is = f, .fwd = &f->side[source], .bwd = &f->side[!source],
                       .active = f->active };

    *copy = *f;
    flowfeatures_end_run(copy);
    e.fwd_bulks = copy->side[source].bulks;
    e.bwd_bulks = copy->side[!source].bulks;
    if (f->packets) {
        flowfeatures_add(&e.active, f->idle_gaps, f->now - f->active_since);
        e.periods = f->idle_gaps + 1;
    }
    return e;
}

void
flowfeatures_report(struct nc_packet *pkt, const struct nc_flow *flow, const void *own,
                    void *record)
{
    const struct features *f = own;
    Types__FlowFeatures *r = record;
    struct features copy;
    const struct ended e = end_of(f, &copy);

    report_context(pkt, flow, f, r);
    report_sizes(&e, r);
    report_times(&e, r);
    report_periods(&e, r);
    report_tcp(&e, r);
    report_early(pkt, f, r);
    report_payload(&e, r);
}
