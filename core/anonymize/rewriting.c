/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/rewriting.h"

#include "anonymize/values.h"

#include <string.h>

/* Ways for messages to be in others: far more than records have that are not made to have many. */
enum { PLACES_MOST = 4096 };

void
rewriting_begin(struct rewriting *r, struct anonymity *a, const struct schema_message *record)
{
    *r = (struct rewriting){ .anonymity = a, .record = places_new(record), .to.fd = -1 };
}

void
rewriting_free(struct rewriting *r)
{
    places_free(r->record);
    textbuf_free(&r->to);
}

/* ---- a record ---- */

static void
append_varint(struct textbuf *to, uint64_t number)
{
    uint8_t *at = (uint8_t *)textbuf_space(to, WIRE_VARINT_MAX);

    to->used += (size_t)(wire_put_varint(at, number) - at);
}

static void
put_tag(struct textbuf *to, const struct schema_field *field, unsigned type)
{
    append_varint(to, (uint64_t)field->number << 3 | type);
}

/* What was written from there on is a member's, whose length goes before it. */
static void
put_length_before(struct textbuf *to, size_t start)
{
    size_t size = to->used - start, before = wire_varint_size(size);

    textbuf_space(to, before);
    memmove(to->data + start + before, to->data + start, size);
    wire_put_varint((uint8_t *)to->data + start, size);
    to->used += before;
}

static void
put_number(struct textbuf *to, unsigned type, uint64_t number)
{
    size_t size = type == WIRE_64 ? 8 : 4;

    if (type == WIRE_VARINT) {
        append_varint(to, number);
        return;
    }
    for (size_t i = 0; i < size; i++)
        text_char(to, (char)(number >> 8 * i));
}

static void
rewrite_number(struct rewriting *r, const struct given *g, const struct wire_item *item)
{
    uint64_t number = item->bits ? values_number(g, item->bits) : 0;

    if (!number && item->bits && !g->field->field->repeated)
        return;
    put_tag(&r->to, g->field->field, item->type);
    put_number(&r->to, item->type, number);
}

static bool
rewrite_packed(struct rewriting *r, const struct given *g, struct wire packed)
{
    unsigned type = g->field->field->wire;
    size_t start;

    put_tag(&r->to, g->field->field, WIRE_BYTES);
    start = r->to.used;
    while (packed.at < packed.end) {
        uint64_t number;

        if (type == WIRE_VARINT ? !wire_varint(&packed, &number)
                                : !wire_fixed(&packed, type == WIRE_64 ? 8 : 4, &number))
            return false;
        put_number(&r->to, type, number ? values_number(g, number) : 0);
    }
    put_length_before(&r->to, start);
    return true;
}

static void
rewrite_bytes(struct rewriting *r, const struct given *g, struct wire bytes)
{
    const struct textbuf *word = &g->anonymity->word;
    size_t size = wire_left(&bytes);

    if (size)
        values_bytes(g, bytes.at, size);
    if (size && !word->used)
        return;
    put_tag(&r->to, g->field->field, WIRE_BYTES);
    append_varint(&r->to, size ? word->used : 0);
    if (size)
        text_bytes(&r->to, word->data, word->used);
}

static bool rewrite_message(struct rewriting *, struct message_place *, struct standing, int depth);

static bool
rewrite_inside(struct rewriting *r, const struct given *g, struct wire message, int depth)
{
    struct field_place *field = g->field;
    struct standing in = { .message = message, .around = g->in };
    size_t start;

    if (!field->inside && ++r->places > PLACES_MOST)
        return false;
    if (!field->inside)
        field->inside = places_new(field->field->message);
    in.place = field->inside;
    put_tag(&r->to, field->field, WIRE_BYTES);
    start = r->to.used;
    if (!rewrite_message(r, field->inside, in, depth + 1))
        return false;
    put_length_before(&r->to, start);
    return true;
}

/* A field that is not as the schema has it is left out: nobody knows what it means. */
static bool
rewrite_field(struct rewriting *r, const struct given *g, const struct wire_item *item, int depth)
{
    const struct schema_field *field = g->field->field;

    if (item->type != field->wire) {
        if (item->type == WIRE_BYTES && field->repeated)
            return rewrite_packed(r, g, item->inside);
        r->unknown++;
    } else if (g->field->rule.deed == DEED_INSIDE) {
        return rewrite_inside(r, g, item->inside, depth);
    } else if (item->type == WIRE_BYTES) {
        rewrite_bytes(r, g, item->inside);
    } else {
        rewrite_number(r, g, item);
    }
    return true;
}

static bool
rewrite_message(struct rewriting *r, struct message_place *place, struct standing in, int depth)
{
    struct given given = { r->anonymity, &in, NULL };
    struct wire at = in.message;
    struct wire_item item;

    if (depth > WIRE_MAX_DEPTH)
        return false;
    while (at.at < at.end) {
        const struct schema_field *field;

        if (!wire_next(&at, &item))
            return false;
        field = schema_field_find(place->message, item.number);
        if (!field) {
            r->unknown++;
            continue;
        }
        given.field = &place->fields[field - place->message->fields];
        if (!rewrite_field(r, &given, &item, depth))
            return false;
    }
    return true;
}

const uint8_t *
rewriting_record(struct rewriting *r, const uint8_t *bytes, size_t *size)
{
    struct standing in = { .place = r->record, .message = { bytes, bytes + *size } };

    r->to.used = 0;
    textbuf_space(&r->to, 1);
    if (!rewrite_message(r, r->record, in, 0))
        return NULL;
    *size = r->to.used;
    return (const uint8_t *)r->to.data;
}
