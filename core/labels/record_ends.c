/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/record_ends.h"

#include "query/instant.h"
#include "query/test.h"
#include "schema/columns.h"

#include "host.h"

#include <stdlib.h>
#include <string.h>

/* Fields by name, of the record itself or of its Context. */
enum {
    SRC_IP,
    DST_IP,
    SRC_PORT,
    DST_PORT,
    PROTOCOL,
    NEXT_HEADER,
    TRANSPORT,
    TYPE_CODE,
    COMMUNITY,
    DURATION,
    PLACES
};

static const char *const names[PLACES] = {
    "SrcIP",      "DstIP",          "SrcPort",  "DstPort",     "Protocol",
    "NextHeader", "TransportProto", "TypeCode", "CommunityID", "Duration",
};

enum { TIMES_MOST = 8 };

/* As far as nanoseconds in 64 bits tell, less than a day: shifts fit behind it. */
#define FARTHEST ((wide)9223300000 * 1000000000)

struct record_ends {
    struct columns places[PLACES]; /* without any: the records have none */
    enum test_form forms[PLACES];
    const struct schema_field *times[TIMES_MOST]; /* the first is the record's own */
    size_t indexes[TIMES_MOST], n_times;
    int named;             /* the protocol that the records are called by; -1: none */
    bool by_id;            /* the protocol may be sought by the Community ID */
    char known[LABELS_ID]; /* that of the record before, and its protocol */
    int known_protocol;
    struct pool pool;
    struct value_wanted *wanted;
    struct values *values;
};

static void
want(struct record_ends *e, const struct schema_message *record, const uint16_t *path, size_t depth)
{
    value_want(&e->pool, &e->wanted, record, path, depth);
}

/* False: the records have no such field. */
static bool
find_field(struct record_ends *e, const struct schema_message *record, int which,
           const char *before)
{
    struct columns *place = &e->places[which];
    char *name = need_text("%s%s", before, names[which]), why[2048];
    bool found = columns_new(place, record, name, why, sizeof why);

    free(name);
    if (found && !place->list->gathers) {
        e->forms[which] = test_form_of(&place->list->field);
        want(e, record, place->list->path, place->list->depth);
        return true;
    }
    columns_free(place);
    *place = (struct columns){ NULL, 0 };
    return false;
}

/* The Context says what is around the record: where this has addresses itself the ports there are
 * another's.  What it calls the conversation is always that of the record. */
static void
find_places(struct record_ends *e, const struct schema_message *record)
{
    bool own;

    for (int i = 0; i < PLACES; i++)
        find_field(e, record, i, "");
    own = e->places[SRC_IP].count && e->places[DST_IP].count;
    for (int i = SRC_IP; i <= DST_PORT && !own; i++)
        if (!e->places[i].count)
            find_field(e, record, i, "Context.");
    if (!e->places[COMMUNITY].count)
        find_field(e, record, COMMUNITY, "Context.");
}

static void
find_times(struct record_ends *e, const struct schema_message *record)
{
    for (size_t i = 0; i < record->count && e->n_times < TIMES_MOST; i++) {
        const struct schema_field *field = &record->fields[i];
        uint16_t path = (uint16_t)i;

        if (!schema_is_time(field) || field->repeated)
            continue;
        want(e, record, &path, 1);
        e->indexes[e->n_times] = i;
        e->times[e->n_times++] = field;
    }
}

/* A header with addresses of its own that says what follows it carries that, and not itself. */
static int
protocol_of_name(const struct record_ends *e, const char *full)
{
    const char *dot = strrchr(full, '.');
    const struct columns *source = &e->places[SRC_IP];
    bool network = source->count && source->list->depth == 1 &&
                   (e->places[PROTOCOL].count || e->places[NEXT_HEADER].count);

    return network ? -1 : nc_protocol_named(dot ? dot + 1 : full);
}

struct record_ends *
record_ends_new(const struct schema_message *record, bool protocols, const char **why)
{
    struct record_ends *e = need(1, sizeof *e);

    e->by_id = protocols;
    find_places(e, record);
    e->named = protocol_of_name(e, record->name);
    find_times(e, record);
    *why = NULL;
    if (!e->places[SRC_IP].count || !e->places[DST_IP].count)
        *why = "say nothing of addresses, SrcIP and DstIP";
    else if (!e->n_times)
        *why = "have no time";
    if (!*why) {
        e->values = values_new(record);
        return e;
    }
    record_ends_free(e);
    return NULL;
}

void
record_ends_free(struct record_ends *e)
{
    if (!e)
        return;
    for (int i = 0; i < PLACES; i++)
        columns_free(&e->places[i]);
    values_free(e->values);
    pool_free(&e->pool);
    free(e);
}

const char *
record_ends_damage(const struct record_ends *e)
{
    return values_damage(e->values);
}

/* What the record has in a place; NULL: nothing. */
static const struct value *
value_at(struct record_ends *e, const struct value *record, int which)
{
    const struct columns *place = &e->places[which];
    const struct value *value = place->count ? column_value(place->list, e->values, record) : NULL;

    return value && value_is_there(&place->list->field, value) ? value : NULL;
}

static bool
key_at(struct record_ends *e, const struct value *record, int which, uint8_t space[TEST_KEY],
       struct key *key)
{
    const struct value *value = value_at(e, record, which);

    return value && test_key(&e->places[which].list->field, e->forms[which], value, space, key);
}

static bool
address_at(struct record_ends *e, const struct value *record, int which, uint8_t to[KEY_ADDRESS])
{
    uint8_t space[TEST_KEY];
    struct key key;

    if (!key_at(e, record, which, space, &key) || !key.is_bytes || key.size != KEY_ADDRESS)
        return false;
    memcpy(to, key.bytes, KEY_ADDRESS);
    return true;
}

/* A number up to `most`; -1: there is none. */
static int
number_at(struct record_ends *e, const struct value *record, int which, int most)
{
    uint8_t space[TEST_KEY];
    struct key key;

    if (!key_at(e, record, which, space, &key) || key.is_bytes || key.is_real || key.whole < 0 ||
        key.whole > most)
        return -1;
    return (int)key.whole;
}

/* A text shorter than `size`; "" when there is none. */
static void
text_at(struct record_ends *e, const struct value *record, int which, char *to, size_t size)
{
    const struct value *value = value_at(e, record, which);

    *to = '\0';
    if (!value || e->places[which].list->field.type != SCHEMA_STRING || !value->size ||
        value->size >= size)
        return;
    memcpy(to, value->bytes, value->size);
    to[value->size] = '\0';
}

static int64_t
within_reach(wide time)
{
    return (int64_t)(time > FARTHEST ? FARTHEST : time < -FARTHEST ? -FARTHEST : time);
}

/* What no label can tell the time of is as far away as can be. */
static bool
read_times(struct record_ends *e, const struct value *record, struct ends *ends)
{
    const struct value *duration = value_at(e, record, DURATION);
    wide first, last, other;

    if (!instant_of(e->times[0], &record[e->indexes[0]], &first))
        return false;
    last = first;
    for (size_t i = 1; i < e->n_times; i++)
        if (instant_of(e->times[i], &record[e->indexes[i]], &other) && other > last)
            last = other;
    if (e->n_times == 1 && duration && e->places[DURATION].list->field.meaning == MEANING_NS &&
        (int64_t)duration->number > 0)
        last += (int64_t)duration->number;
    ends->first = within_reach(first);
    ends->last = within_reach(last);
    return true;
}

/* What a record is called comes first: its Protocol may be what it carries itself. */
static int
read_protocol(struct record_ends *e, const struct value *record)
{
    int protocol = number_at(e, record, PROTOCOL, UINT8_MAX);
    char name[32];

    if (e->named >= 0)
        return e->named;
    if (protocol < 0)
        protocol = number_at(e, record, NEXT_HEADER, UINT8_MAX);
    if (protocol >= 0)
        return nc_protocol_is_extension((uint8_t)protocol) ? -1 : protocol;
    text_at(e, record, TRANSPORT, name, sizeof name);
    return *name ? nc_protocol_named(name) : -1;
}

/* The protocol with which the record's ends have its Community ID. */
static int
protocol_by_id(struct record_ends *e, const struct ends *ends)
{
    char id[LABELS_ID];

    if (strcmp(e->known, ends->community_id) == 0)
        return e->known_protocol;
    e->known_protocol = -1;
    memcpy(e->known, ends->community_id, sizeof e->known);
    for (int protocol = 0; protocol <= UINT8_MAX && e->known_protocol < 0; protocol++) {
        if (!nc_protocol_has_ports((uint8_t)protocol))
            continue;
        labels_community_id(id, ends->address[0], ends->address[1], protocol, ends->port[0],
                            ends->port[1]);
        if (strcmp(id, ends->community_id) == 0)
            e->known_protocol = protocol;
    }
    return e->known_protocol;
}

/* What the record does not say itself of its conversation. */
static void
complete(struct record_ends *e, const struct value *record, struct ends *ends)
{
    int type_code = number_at(e, record, TYPE_CODE, UINT16_MAX);
    bool ports = ends->port[0] >= 0 && ends->port[1] >= 0;

    if (*ends->community_id) {
        if (ends->protocol < 0 && ports && e->by_id)
            ends->protocol = protocol_by_id(e, ends);
    } else if (ends->protocol >= 0 && type_code >= 0) {
        labels_community_id(ends->community_id, ends->address[0], ends->address[1], ends->protocol,
                            type_code >> 8, type_code & 0xff);
    } else if (ends->protocol >= 0 && ports && nc_protocol_has_ports((uint8_t)ends->protocol)) {
        labels_community_id(ends->community_id, ends->address[0], ends->address[1], ends->protocol,
                            ends->port[0], ends->port[1]);
    }
}

bool
record_ends_have_ports(const struct record_ends *e)
{
    return (e->places[SRC_PORT].count && e->places[DST_PORT].count) || e->places[TYPE_CODE].count ||
           (e->named >= 0 && !nc_protocol_has_ports((uint8_t)e->named));
}

enum ends_read
record_ends_read(struct record_ends *e, const uint8_t *bytes, size_t size, struct ends *ends)
{
    const struct value *record = values_decode_some(e->values, e->wanted, bytes, size);

    if (!record)
        return ENDS_DAMAGED;
    if (!read_times(e, record, ends) || !address_at(e, record, SRC_IP, ends->address[0]) ||
        !address_at(e, record, DST_IP, ends->address[1]))
        return ENDS_NONE;
    ends->port[0] = number_at(e, record, SRC_PORT, UINT16_MAX);
    ends->port[1] = number_at(e, record, DST_PORT, UINT16_MAX);
    ends->protocol = read_protocol(e, record);
    if (e->named < 0 && ends->port[0] == 0 && ends->port[1] == 0) /* numbers that are not there */
        ends->port[0] = ends->port[1] = -1;
    text_at(e, record, COMMUNITY, ends->community_id, sizeof ends->community_id);
    complete(e, record, ends);
    return ENDS_READ;
}
