/* SPDX-License-Identifier: Apache-2.0 */
#include "records/headers.h"

#include "base/memory.h"
#include "base/textbuf.h"
#include "base/wire.h"
#include "schema/covers.h"

#include <stdio.h>
#include <string.h>

enum { CREATED = 1, SOURCE = 2, TYPE = 3, VERSION = 4 };

Types__Header *
headers_read(const uint8_t *bytes, size_t size)
{
    Types__Header *header = types__header__unpack(&need_for_messages, size, bytes);

    if (header && (*header->version || *header->created))
        return header;
    headers_free(header);
    return NULL;
}

void
headers_free(Types__Header *header)
{
    if (header)
        types__header__free_unpacked(header, NULL);
}

/* "v0.3.9": nothing that is an address or a name begins so by chance. */
static bool
is_version(struct wire text)
{
    return wire_left(&text) > 1 && text.at[0] == 'v' && text.at[1] >= '0' && text.at[1] <= '9';
}

/* What was met of a message that may be a header. */
struct met {
    unsigned fields; /* bits */
    struct wire created;
};

static bool
is_time(struct wire text)
{
    struct text_time when;

    return text_time_read(text.at, wire_left(&text), &when);
}

/* Whether a field is of the type that a header has it in: of most records the second is not. */
static bool
is_header_field(const struct wire_item *item, struct met *met)
{
    if (item->number <= VERSION)
        met->fields |= 1u << item->number;
    switch (item->number) {
    case CREATED: met->created = item->inside; return item->type == WIRE_BYTES;
    case SOURCE: return item->type == WIRE_BYTES;
    case TYPE: return item->type == WIRE_VARINT;
    case VERSION: return item->type == WIRE_BYTES && is_version(item->inside);
    default: return true;
    }
}

static bool
is_record_field(const struct schema_message *record, const struct wire_item *item)
{
    const struct schema_field *field = schema_field_find(record, item->number);

    return field && (field->wire == item->type || (field->repeated && item->type == WIRE_BYTES));
}

bool
headers_is(const uint8_t *bytes, size_t size, const struct schema_message *record)
{
    const unsigned wanted = 1u << CREATED | 1u << TYPE | 1u << VERSION;
    struct wire wire = { bytes, bytes + size };
    bool foreign = record == NULL;
    struct met met = { .fields = 0 };

    while (wire.at < wire.end) {
        struct wire_item item = { 0 };

        if (!wire_next(&wire, &item) || !is_header_field(&item, &met))
            return false;
        foreign = foreign || !is_record_field(record, &item);
    }
    return foreign && (met.fields & wanted) == wanted && is_time(met.created);
}

/* Without a name it is one of the original, which has only numbers. */
static bool
same_type(const Types__Header *one, const Types__Header *other)
{
    return one->type == other->type && (!*one->recordname || !*other->recordname ||
                                        strcmp(one->recordname, other->recordname) == 0);
}

const char *
headers_differs(const Types__Header *first, const struct schema_message *record,
                const Types__Header *other, char *why, size_t size)
{
    char reason[256], missing[512];
    struct schema *schema;
    bool covered;

    if (!same_type(first, other)) {
        snprintf(why, size, "it is of other records, type %d %.100s", (int)other->type,
                 other->recordname);
        return why;
    }
    if (!record || other->schema.len == 0 ||
        (other->schema.len == first->schema.len &&
         memcmp(other->schema.data, first->schema.data, first->schema.len) == 0))
        return NULL;
    schema =
        schema_new(other->schema.data, other->schema.len, other->recordname, reason, sizeof reason);
    if (!schema) {
        snprintf(why, size, "the schema in its header: %s", reason);
        return why;
    }
    covered = schema_covers(record, schema_record(schema), missing, sizeof missing);
    schema_free(schema);
    if (!covered)
        snprintf(why, size, "its records have %.200s, those before do not", missing);
    return covered ? NULL : why;
}
