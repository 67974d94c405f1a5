/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/labels.h"

#include "labels/label_nets.h"

#include "host.h"

#include <stdlib.h>
#include <string.h>

/* What kind of key it is stands before it. */
enum { KEY_ID, KEY_HOSTS, KEY_NET, KEY_TIME };

void
labels_begin(struct labels *labels, int64_t tolerance, int64_t late)
{
    *labels = (struct labels){ .tolerance = tolerance, .late = late };
    label_index_begin(&labels->index);
}

void
labels_free(struct labels *labels)
{
    free(labels->list);
    free(labels->files);
    label_texts_free(&labels->texts);
    label_index_free(&labels->index);
    pool_free(&labels->sides);
}

/* ---- keys ---- */

struct label_key
labels_id_key(const struct labels *labels, const char *community_id)
{
    char bytes[1 + LABELS_ID] = { KEY_ID };

    memcpy(bytes + 1, community_id, strnlen(community_id, LABELS_ID));
    return label_key(&labels->index, bytes, sizeof bytes);
}

struct label_key
labels_hosts_key(const struct labels *labels, const uint8_t a[KEY_ADDRESS],
                 const uint8_t b[KEY_ADDRESS])
{
    bool turned = memcmp(a, b, KEY_ADDRESS) > 0;
    uint8_t bytes[1 + 2 * KEY_ADDRESS] = { KEY_HOSTS };

    memcpy(bytes + 1, turned ? b : a, KEY_ADDRESS);
    memcpy(bytes + 1 + KEY_ADDRESS, turned ? a : b, KEY_ADDRESS);
    return label_key(&labels->index, bytes, sizeof bytes);
}

struct label_key
labels_net_key(const struct labels *labels, const struct label_net *net)
{
    uint8_t bytes[2 + KEY_ADDRESS] = { KEY_NET, net->bits };

    memcpy(bytes + 2, net->key, KEY_ADDRESS);
    return label_key(&labels->index, bytes, sizeof bytes);
}

struct label_key
labels_time_key(const struct labels *labels)
{
    static const uint8_t kind = KEY_TIME;

    return label_key(&labels->index, &kind, sizeof kind);
}

void
labels_community_id(char to[LABELS_ID], const uint8_t a[KEY_ADDRESS], const uint8_t b[KEY_ADDRESS],
                    int protocol, int from, int upto)
{
    const uint8_t *address[] = { a + 1, b + 1 };
    const uint16_t port[] = { (uint16_t)from, (uint16_t)upto };
    struct nc_conversation told =
        nc_conversation_told((uint8_t)protocol, address, *a == 4 ? 4 : 16, port);

    _Static_assert((int)LABELS_ID == (int)NC_COMMUNITY_ID, "a Community ID has as many characters");
    *to = '\0';
    if (*a == *b)
        nc_put_community_id(to, &told);
}

/* ---- labels ---- */

static bool
is_host(const struct label_side *side)
{
    return side->n_nets == 1 && label_net_is_host(side->nets);
}

static int
port_of(const struct label_side *side)
{
    return side->n_ports == 1 && side->ports->from == side->ports->to ? side->ports->from : -1;
}

/* The Community ID of an alert that says all it is made of; "" of others. */
static void
id_of(const struct label_said *said, char to[LABELS_ID])
{
    const struct label_side *a = &said->sides[0], *b = &said->sides[1];
    int from = port_of(a), upto = port_of(b);
    bool ports = said->protocol >= 0 && nc_protocol_has_ports((uint8_t)said->protocol);

    *to = '\0';
    if (said->scheduled || said->protocol < 0 || !is_host(a) || !is_host(b) ||
        ((ports || said->control) && (from < 0 || upto < 0)))
        return;
    labels_community_id(to, a->nets->key, b->nets->key, said->protocol, from, upto);
}

static void *
keep(struct labels *labels, const void *what, size_t size)
{
    void *kept = size ? pool_take(&labels->sides, size) : NULL;

    return kept ? memcpy(kept, what, size) : NULL;
}

static const struct label_side *
keep_sides(struct labels *labels, const struct label_said *said)
{
    struct label_side *sides = pool_take(&labels->sides, sizeof said->sides);

    memcpy(sides, said->sides, sizeof said->sides);
    for (int i = 0; i < 2; i++) {
        sides[i].nets = keep(labels, sides[i].nets, sides[i].n_nets * sizeof *sides[i].nets);
        if (said->control)
            sides[i].n_ports = 0; /* half of a type and code says nothing */
        sides[i].ports = keep(labels, sides[i].ports, sides[i].n_ports * sizeof *sides[i].ports);
    }
    return sides;
}

/* The side by whose networks a label is found: the one that has fewer; NULL: neither has any. */
static const struct label_side *
narrow_side(const struct label_side sides[2])
{
    size_t a = sides[0].n_nets, b = sides[1].n_nets;

    if (!a && !b)
        return NULL;
    return a && (!b || a < b) ? &sides[0] : &sides[1];
}

static int64_t
earlier(int64_t time, int64_t by)
{
    return time < INT64_MIN + by ? INT64_MIN : time - by;
}

static int64_t
later(int64_t time, int64_t by)
{
    return time > INT64_MAX - by ? INT64_MAX : time + by;
}

/* All that a label says besides its key and times, as labels that say the same have it. */
static struct label_key
says_of(const struct labels *labels, const struct label_said *said)
{
    const struct label *label = &labels->list[labels->count];
    uint64_t parts[4 + 8] = { label->text, label->rank, label->file,
                              (uint64_t)(label->protocol + 1) << 1 | said->control };

    for (int i = 0; i < 2; i++) {
        const struct label_side *side = &said->sides[i];
        struct label_key nets =
            label_key(&labels->index, side->nets, side->n_nets * sizeof *side->nets);
        struct label_key ports =
            label_key(&labels->index, side->ports, side->n_ports * sizeof *side->ports);

        memcpy(&parts[4 + 4 * i], &nets, sizeof nets);
        memcpy(&parts[6 + 4 * i], &ports, sizeof ports);
    }
    return label_key(&labels->index, parts, sizeof parts);
}

/* When it may meet a record: an alert comes when it comes. */
static void
add_span(struct labels *labels, const struct label_key *key, const struct label_said *said)
{
    struct label_key says = says_of(labels, said);
    int64_t before = labels->tolerance + (said->began ? 0 : labels->late);
    int64_t behind = labels->tolerance;

    if (said->scheduled)
        before = behind = 0;
    label_index_add(&labels->index, key, earlier(said->begin, before), later(said->end, behind),
                    &says, (uint32_t)labels->count);
}

static enum label_join
join_by_nets(struct labels *labels, const struct label_said *said, const struct label_side *sides)
{
    const struct label_side *side = narrow_side(sides);
    struct label_key key = labels_time_key(labels);

    if (!side) {
        add_span(labels, &key, said);
        return LABEL_BY_TIME;
    }
    if (is_host(&sides[0]) && is_host(&sides[1])) {
        key = labels_hosts_key(labels, sides[0].nets->key, sides[1].nets->key);
        add_span(labels, &key, said);
        return LABEL_BY_HOSTS;
    }
    for (size_t i = 0; i < side->n_nets; i++) {
        key = labels_net_key(labels, &side->nets[i]);
        labels->nets[side->nets[i].key[0] == 6][side->nets[i].bits] = true;
        add_span(labels, &key, said);
    }
    return LABEL_BY_NET;
}

static void
join(struct labels *labels, const struct label_said *said, struct label *label)
{
    struct label_file *file = &labels->files[labels->n_files - 1];
    char id[LABELS_ID];

    id_of(said, id);
    if (*id && *said->community_id)
        file->other_ids += strcmp(id, said->community_id) != 0;
    if (!*id && !said->sides[0].n_nets && !said->sides[1].n_nets && !said->scheduled)
        memcpy(id, said->community_id, strnlen(said->community_id, LABELS_ID - 1) + 1);
    if (*id) {
        struct label_key key = labels_id_key(labels, id);

        add_span(labels, &key, said);
        label->join = LABEL_BY_ENDS;
        labels->asked[said->protocol < 0 ? UINT8_MAX + 1 : said->protocol] = true;
    } else {
        label->sides = keep_sides(labels, said);
        label->join = (uint8_t)join_by_nets(labels, said, label->sides);
        labels->protocols |= said->protocol >= 0;
        labels->ports |= label->sides[0].n_ports || label->sides[1].n_ports;
    }
    labels->joins[label->join] = true;
    file->by[label->join]++;
}

const char *
labels_add(struct labels *labels, const struct label_said *said, uint32_t line)
{
    uint32_t text = label_texts_add(&labels->texts, said->label);
    struct label *label;

    if (text == UINT32_MAX)
        return "a label of at most 1024 bytes";
    if (labels->count == labels->size) {
        labels->size = 2 * labels->size + 1024;
        labels->list = grow(labels->list, labels->size * sizeof *labels->list);
    }
    label = &labels->list[labels->count];
    *label = (struct label){ .text = text,
                             .line = line,
                             .twin = (uint32_t)labels->count,
                             .rank = said->rank,
                             .begin = said->begin,
                             .file = (uint16_t)(labels->n_files - 1),
                             .protocol = (int16_t)said->protocol };
    join(labels, said, label);
    if (!labels->count++ || said->begin < labels->first)
        labels->first = said->begin;
    if (labels->count == 1 || said->end + said->scheduled > labels->last)
        labels->last = said->end + said->scheduled; /* the end as it is written */
    labels->files[labels->n_files - 1].labels++;
    return NULL;
}

bool
label_wins(const struct label *a, const struct label *b)
{
    if (a->file != b->file)
        return a->file < b->file;
    if (a->rank != b->rank)
        return a->rank < b->rank;
    if (a->join != b->join)
        return a->join < b->join;
    if (a->begin != b->begin)
        return a->begin < b->begin;
    return a->line < b->line;
}

static bool
wins(const void *context, uint32_t label, uint32_t other)
{
    const struct labels *labels = context;

    return label_wins(&labels->list[label], &labels->list[other]);
}

static bool
same(const void *context, uint32_t label, uint32_t other)
{
    const struct labels *labels = context;

    return labels->list[label].text == labels->list[other].text;
}

static void
twin(const void *context, uint32_t label, uint32_t of)
{
    const struct labels *labels = context;

    labels->list[label].twin = of;
}

void
labels_finish(struct labels *labels)
{
    label_index_finish(&labels->index, &(struct label_order){ wins, same, twin, labels });
}
