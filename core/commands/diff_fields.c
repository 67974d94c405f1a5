/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/diff_fields.h"

#include "formats/cell.h"
#include "formats/visible_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_SHOWN = 48, NAME_MOST = 256, DEPTH_MAX = 64 };

/* Two messages, and where they stand in their records. */
struct pair {
    const struct schema_message *types[2];
    const struct value *fields[2];
    const char *path; /* of both: "", "Context." */
    int depth;
};

/* Told of each field that differs; false: no more is to be looked for. */
typedef bool differs(void *context, const char *path, const struct schema_field *const fields[2],
                     const struct value *const values[2]);

struct walk {
    differs *tell;
    void *context;
};

static bool walk_messages(const struct walk *, const struct pair *);

void
diff_fields_begin(struct diff_fields *d, const struct schema_message *a,
                  const struct schema_message *b)
{
    *d = (struct diff_fields){ .schemas = { a, b }, .values = { values_new(a), values_new(b) } };
}

void
diff_fields_end(struct diff_fields *d)
{
    for (size_t i = 0; i < d->n_paths; i++) {
        free(d->paths[i].name);
        for (int k = 0; k < DIFF_EXAMPLES; k++)
            free(d->paths[i].examples[k]);
    }
    values_free(d->values[0]);
    values_free(d->values[1]);
}

/* ---- what is the same ---- */

static const struct schema_field *
same_field(const struct schema_message *in, const struct schema_field *field)
{
    return schema_field_named(in, field->name, strlen(field->name));
}

static bool
is_text(const struct schema_field *field)
{
    return field->type == SCHEMA_STRING || field->type == SCHEMA_BYTES;
}

/* Whether values of both can be the same: numbers of whatever kind, but no number and text. */
static bool
is_alike(const struct schema_field *a, const struct schema_field *b)
{
    return a->repeated == b->repeated && is_text(a) == is_text(b) &&
           (a->type == SCHEMA_MESSAGE) == (b->type == SCHEMA_MESSAGE);
}

/* Nothing and 0 are the same on the wire, where a field has no presence. */
static bool
is_same_scalar(const struct schema_field *field, const struct value *a, const struct value *b)
{
    if (field->presence && (a->size != 0) != (b->size != 0) && !is_text(field))
        return false;
    if (!is_text(field))
        return a->number == b->number;
    return a->size == b->size && (!a->size || memcmp(a->bytes, b->bytes, a->size) == 0);
}

/* ---- walking through both ---- */

struct one_pair {
    const struct schema_field *fields[2];
    const struct value *values[2];
    const char *name; /* of them, whole */
    int depth;
};

static bool
walk_element(const struct walk *w, const struct one_pair *p)
{
    char path[NAME_MOST];

    if (p->fields[0]->type != SCHEMA_MESSAGE)
        return is_same_scalar(p->fields[0], p->values[0], p->values[1]) ||
               w->tell(w->context, p->name, p->fields, p->values);
    if (!p->values[0]->fields || !p->values[1]->fields)
        return !p->values[0]->fields == !p->values[1]->fields ||
               w->tell(w->context, p->name, p->fields, p->values);
    snprintf(path, sizeof path, "%s.", p->name);
    return walk_messages(w, &(struct pair){ { p->fields[0]->message, p->fields[1]->message },
                                            { p->values[0]->fields, p->values[1]->fields },
                                            path,
                                            p->depth + 1 });
}

static bool
walk_field(const struct walk *w, const struct one_pair *p)
{
    struct one_pair element = *p;

    if (!is_alike(p->fields[0], p->fields[1]))
        return true; /* which the schemas tell */
    if (!p->fields[0]->repeated)
        return walk_element(w, p);
    if (p->values[0]->size != p->values[1]->size)
        return w->tell(w->context, p->name, p->fields, p->values);
    element.values[0] = p->values[0]->size ? p->values[0]->first : NULL;
    element.values[1] = p->values[1]->size ? p->values[1]->first : NULL;
    while (element.values[0] && element.values[1]) {
        if (!walk_element(w, &element))
            return false;
        element.values[0] = element.values[0]->next;
        element.values[1] = element.values[1]->next;
    }
    return true;
}

static bool
walk_messages(const struct walk *w, const struct pair *p)
{
    for (size_t i = 0; p->depth < DEPTH_MAX && i < p->types[0]->count; i++) {
        const struct schema_field *a = &p->types[0]->fields[i], *b = same_field(p->types[1], a);
        char name[NAME_MOST];

        if (!b)
            continue;
        snprintf(name, sizeof name, "%s%s", p->path, a->name);
        if (!walk_field(w, &(struct one_pair){ { a, b },
                                               { &p->fields[0][i],
                                                 &p->fields[1][b - p->types[1]->fields] },
                                               name,
                                               p->depth }))
            return false;
    }
    return true;
}

/* Of both records; false when one is damaged. */
static bool
decode(struct diff_fields *d, const struct diff_bytes of[2], struct pair *pair)
{
    *pair = (struct pair){ { d->schemas[0], d->schemas[1] }, { NULL, NULL }, "", 0 };
    for (int i = 0; i < 2; i++)
        pair->fields[i] = values_decode(d->values[i], of[i].bytes, of[i].size);
    return pair->fields[0] && pair->fields[1];
}

static bool
stop(void *context, const char *path, const struct schema_field *const fields[2],
     const struct value *const values[2])
{
    (void)context, (void)path, (void)fields, (void)values;
    return false;
}

bool
diff_fields_same(struct diff_fields *d, const struct diff_bytes of[2], const char **damage)
{
    struct pair pair;

    *damage = NULL;
    if (decode(d, of, &pair))
        return walk_messages(&(struct walk){ stop, NULL }, &pair);
    *damage = values_damage(d->values[pair.fields[0] ? 1 : 0]);
    return false;
}

/* ---- what is not ---- */

struct taking {
    struct diff_fields *to;
    const struct diff_place *place;
};

/* Cut to what a line has room for. */
static void
put_value(struct textbuf *to, const struct schema_field *field, const struct value *value)
{
    struct textbuf text = { .fd = -1 };
    struct printer printer = { .to = &text, .separator = ',' };

    if (field->repeated)
        text_unsigned(&text, value->size);
    else
        cell_print(&printer, field, value);
    if (field->repeated)
        text_string(&text, value->size == 1 ? " element" : " elements");
    else if (is_text(field) && !text.used)
        text_string(&text, "nothing");
    if (visible_text(to, text.data, text.used, VALUE_SHOWN) > VALUE_SHOWN)
        text_string(to, "...");
    textbuf_free(&text);
}

static struct diff_path *
path_named(struct diff_fields *d, const char *name)
{
    size_t i = 0;

    while (i < d->n_paths && strcmp(d->paths[i].name, name) != 0)
        i++;
    if (i == DIFF_PATHS)
        return NULL;
    if (i == d->n_paths)
        d->paths[d->n_paths++].name = need_copy(name);
    return &d->paths[i];
}

static char *
example_of(const struct diff_place *place, const struct schema_field *const fields[2],
           const struct value *const values[2])
{
    struct textbuf text = { .fd = -1 };

    diff_place_print(place, &text);
    text_string(&text, ": ");
    put_value(&text, fields[0], values[0]);
    text_string(&text, ", then ");
    put_value(&text, fields[1], values[1]);
    text_char(&text, '\0');
    return text.data;
}

static bool
take(void *context, const char *name, const struct schema_field *const fields[2],
     const struct value *const values[2])
{
    const struct taking *t = context;
    struct diff_path *path = path_named(t->to, name);

    if (!path) {
        t->to->left_out++;
        return true;
    }
    if (path->record == t->to->records)
        return true;
    path->record = t->to->records;
    if (path->count < DIFF_EXAMPLES)
        path->examples[path->count] = example_of(t->place, fields, values);
    path->count++;
    return true;
}

void
diff_fields_take(struct diff_fields *d, const struct diff_bytes of[2])
{
    const struct diff_place place = diff_fields_place(d, 0, &of[0]);
    struct pair pair;

    d->records++;
    if (decode(d, of, &pair))
        walk_messages(&(struct walk){ take, &(struct taking){ d, &place } }, &pair);
}

/* ---- where a record stands ---- */

static const struct value *
field_named(const struct schema_message *type, const struct value *fields, const char *name,
            const struct schema_field **field)
{
    *field = fields ? schema_field_named(type, name, strlen(name)) : NULL;
    return *field && !(*field)->repeated ? &fields[*field - type->fields] : NULL;
}

static uint64_t
packet_of(const struct schema_message *type, const struct value *record)
{
    const struct schema_field *field;
    const struct value *number = field_named(type, record, "PacketNumber", &field), *context;

    if (number && !is_text(field) && field->type != SCHEMA_MESSAGE && number->number)
        return number->number;
    context = field_named(type, record, "Context", &field);
    if (!context || field->type != SCHEMA_MESSAGE || !context->fields)
        return 0;
    number = field_named(field->message, context->fields, "PacketNumber", &field);
    return number && !is_text(field) && field->type != SCHEMA_MESSAGE ? number->number : 0;
}

/* A flow's first packet is the same whenever it ends. */
struct diff_place
diff_fields_place(struct diff_fields *d, int run, const struct diff_bytes *of)
{
    static const char *const names[] = { "Timestamp", "TimestampFirst" };
    const struct value *record = values_decode(d->values[run], of->bytes, of->size), *time;
    struct diff_place place = { .packet = packet_of(d->schemas[run], record) };
    const struct schema_field *field;

    for (size_t i = 0; i < 2 && !*place.time; i++) {
        time = field_named(d->schemas[run], record, names[i], &field);
        if (time && is_text(field) && time->bytes)
            snprintf(place.time, sizeof place.time, "%.*s",
                     (int)(time->size < 40 ? time->size : 40), (const char *)time->bytes);
    }
    return place;
}

void
diff_place_print(const struct diff_place *place, struct textbuf *to)
{
    text_string(to, "at ");
    visible_text(to, place->time, strlen(place->time), SIZE_MAX);
    if (!place->packet)
        return;
    text_string(to, " (packet ");
    text_unsigned(to, place->packet);
    text_char(to, ')');
}
