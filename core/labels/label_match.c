/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/label_match.h"

#include "labels/label_nets.h"

#include "host.h"

#define HALF (INT64_C(1800) * 1000000000) /* an hour's */

struct search {
    const struct labels *labels;
    const struct ends *ends;
    struct label_search for_each; /* labels that are to be looked at one by one */
    label_index_show *whole;      /* of those that are about the ends as their key says */
};

/* Not for a record of a protocol that has none. */
static bool
lacks_ports(const struct ends *ends)
{
    return (ends->port[0] < 0 || ends->port[1] < 0) &&
           (ends->protocol < 0 || nc_protocol_has_ports((uint8_t)ends->protocol));
}

static bool
is_port(const struct label_side *side, int port, bool may)
{
    return (may && port < 0) || label_ports_have(side->ports, side->n_ports, port);
}

/* Whether the label is about one end as its first side and the other as its second; `may`: or could
 * be, by the ports that are not known. */
static bool
fits(const struct label *label, const struct ends *ends, int first, bool may)
{
    const struct label_side *a = &label->sides[0], *b = &label->sides[1];

    return label_nets_have(a->nets, a->n_nets, ends->address[first]) &&
           label_nets_have(b->nets, b->n_nets, ends->address[!first]) &&
           is_port(a, ends->port[first], may) && is_port(b, ends->port[!first], may);
}

static bool
is_about(const struct label *label, const struct ends *ends)
{
    if (!label->sides)
        return true;
    return (label->protocol < 0 || label->protocol == ends->protocol) &&
           (fits(label, ends, 0, false) || fits(label, ends, 1, false));
}

/* Whether it is about the record, as far as this says. */
static bool
may_be_about(const struct label *label, const struct ends *ends)
{
    bool may = lacks_ports(ends);

    return (label->protocol < 0 || ends->protocol < 0 || label->protocol == ends->protocol) &&
           (fits(label, ends, 0, may) || fits(label, ends, 1, may));
}

/* Whether labels by ends may be about the record, which has no Community ID. */
static bool
may_have_ends(const struct labels *labels, const struct ends *ends)
{
    return labels->joins[LABEL_BY_ENDS] &&
           (ends->protocol < 0 || labels->asked[ends->protocol] || labels->asked[UINT8_MAX + 1]);
}

bool
label_can_tell(const struct labels *labels, const struct ends *ends, bool ports)
{
    bool asks = labels->ports || labels->joins[LABEL_BY_ENDS];

    if (*ends->community_id)
        return true;
    return !may_have_ends(labels, ends) && (!labels->protocols || ends->protocol >= 0) &&
           (!asks || (ports && !lacks_ports(ends)));
}

static void
find(const struct search *s, const struct label_key *key)
{
    label_index_find(&s->labels->index, key, &s->for_each);
}

/* Each size of networks that there is, of each end. */
static void
find_nets(const struct search *s)
{
    for (int end = 0; end < 2; end++) {
        const uint8_t *address = s->ends->address[end];
        bool six = address[0] == 6;

        for (unsigned bits = 0; bits <= (six ? 128u : 32u); bits++) {
            struct label_net net;
            struct label_key key;

            if (!s->labels->nets[six][bits])
                continue;
            label_net_mask(address, (uint8_t)bits, &net);
            key = labels_net_key(s->labels, &net);
            find(s, &key);
        }
    }
}

static void
find_all(const struct search *s)
{
    const struct ends *ends = s->ends;
    struct label_key key;

    if (s->labels->joins[LABEL_BY_ENDS] && *ends->community_id) {
        struct label_search search = s->for_each;

        search.whole = s->whole;
        key = labels_id_key(s->labels, ends->community_id);
        label_index_find(&s->labels->index, &key, &search);
    }
    if (s->labels->joins[LABEL_BY_HOSTS]) {
        key = labels_hosts_key(s->labels, ends->address[0], ends->address[1]);
        find(s, &key);
    }
    if (s->labels->joins[LABEL_BY_NET])
        find_nets(s);
    if (s->labels->joins[LABEL_BY_TIME]) {
        key = labels_time_key(s->labels);
        find(s, &key);
    }
}

/* ---- which wins ---- */

struct winning {
    const struct labels *labels;
    const struct ends *ends;
    struct label_found found;
};

static void
choose(struct winning *w, const struct label *label, bool mixed)
{
    const struct label *before = w->found.label;

    w->found.several |= mixed || (before && before->text != label->text);
    if (!before || label_wins(label, before))
        w->found.label = label;
}

static void
take(void *context, struct label_span *span)
{
    struct winning *w = context;
    const struct label *label = &w->labels->list[span->label];

    if (is_about(label, w->ends))
        choose(w, label, false);
    else
        w->found.undecided |= may_be_about(label, w->ends);
}

static void
take_whole(void *context, struct label_span *span)
{
    struct winning *w = context;

    choose(w, &w->labels->list[span->best], span->mixed);
}

struct label_found
label_find(const struct labels *labels, const struct ends *ends)
{
    struct winning w = { labels, ends, { .undecided = false } };
    const struct label_search each = { ends->first, ends->last, take, NULL, &w };

    find_all(&(struct search){ labels, ends, each, take_whole });
    w.found.undecided |= !*ends->community_id && may_have_ends(labels, ends);
    w.found.undecided &= !w.found.label;
    return w.found;
}

/* ---- shifts ---- */

struct shifting {
    struct labels *labels;
    const struct ends *ends;
    int64_t most; /* half hours */
    uint64_t looked;
};

/* Rounded down, and up; between any two times. */
static int64_t
halves_down(wide nanoseconds)
{
    return (int64_t)(nanoseconds / HALF) - (nanoseconds % HALF < 0);
}

static int64_t
halves_up(wide nanoseconds)
{
    return -halves_down(-nanoseconds);
}

static void
shift(void *context, struct label_span *span)
{
    struct shifting *s = context;
    struct label *label = &s->labels->list[span->label];
    int64_t from = halves_up((wide)s->ends->first - span->end);
    int64_t upto = halves_down((wide)s->ends->last - span->begin);

    s->looked++;
    if (!is_about(label, s->ends))
        return;
    for (int64_t by = from < -s->most ? -s->most : from; by <= upto && by <= s->most; by++)
        label->shifts |= UINT64_C(1) << (by + LABEL_SHIFT_MOST);
}

/* As they stand: those below it as well. */
static void
meet(void *context, struct label_span *span)
{
    struct shifting *s = context;

    s->looked++;
    span->all_met = true;
}

uint64_t
label_note_shifts(struct labels *labels, const struct ends *ends, int halves)
{
    struct shifting s = { labels, ends, halves, 0 };
    const struct label_search each = { ends->first - halves * HALF, ends->last + halves * HALF,
                                       shift, NULL, &s };

    find_all(&(struct search){ labels, ends, each, halves ? NULL : meet });
    return s.looked;
}

static void
note_met(void *context, struct label_span *span)
{
    struct labels *labels = context;

    labels->list[span->label].shifts |= LABEL_SHIFT_NONE;
}

void
labels_note_met(struct labels *labels, int64_t first, int64_t last)
{
    const struct label_index *index = &labels->index;

    label_index_met(index, note_met, labels);
    for (size_t i = 0; i < index->count; i++)
        if (index->spans[i].begin <= last && index->spans[i].end >= first)
            labels->list[index->spans[i].label].within = true;
}
