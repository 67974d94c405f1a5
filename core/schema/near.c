/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/near.h"

#include "base/alike.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { OFFERED = 3, LOOKED_AT = 10000 };

/* The names offered, the likeliest first. */
struct offers {
    const char *name;
    size_t length;
    struct offer {
        const char *outer, *inner; /* "Context", "SrcIP"; outer NULL: of the record itself */
        unsigned distance;
    } list[OFFERED];
    size_t count;
    size_t looked_at; /* a schema may have millions of paths */
};

const struct schema_field *
near_field(const struct schema_message *message, const char *name, size_t length)
{
    const struct schema_field *field = schema_field_named(message, name, length);

    for (size_t i = 0; i < message->count && !field; i++)
        if (strlen(message->fields[i].name) == length &&
            strncasecmp(message->fields[i].name, name, length) == 0)
            field = &message->fields[i];
    return field;
}

static unsigned
least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Whether one ends with what is written, as SrcPort does with Port. */
static bool
ends_with(const char *name, const char *end, size_t length)
{
    size_t size = strlen(name);

    return length > 1 && size > length && strncasecmp(name + size - length, end, length) == 0;
}

static void
offer(struct offers *offers, const char *outer, const char *inner)
{
    unsigned distance = alike_distance(offers->name, offers->length, inner, strlen(inner));
    size_t at = offers->count;

    offers->looked_at++;
    if (ends_with(inner, offers->name, offers->length))
        distance = least(distance, 1);
    distance += outer && distance; /* of two that are as near the record's own is meant */
    if (distance > 1 && distance > offers->length / 3)
        return;
    while (at > 0 && offers->list[at - 1].distance > distance)
        at--;
    if (at == OFFERED)
        return;
    offers->count += offers->count < OFFERED;
    memmove(&offers->list[at + 1], &offers->list[at],
            (offers->count - at - 1) * sizeof *offers->list);
    offers->list[at] = (struct offer){ outer, inner, distance };
}

bool
near_names(const struct schema_message *message, const char *name, size_t length, char *to,
           size_t size)
{
    struct offers offers = { .name = name, .length = length };
    size_t used = 0;

    for (size_t i = 0; i < message->count; i++) {
        const struct schema_message *inside = message->fields[i].message;

        offer(&offers, NULL, message->fields[i].name);
        for (size_t j = 0; inside && j < inside->count && offers.looked_at < LOOKED_AT; j++)
            offer(&offers, message->fields[i].name, inside->fields[j].name);
    }
    to[0] = '\0';
    for (size_t i = 0; i < offers.count && used < size; i++)
        used += (size_t)snprintf(to + used, size - used, "%s%s%s%s", i ? " or " : "",
                                 offers.list[i].outer ? offers.list[i].outer : "",
                                 offers.list[i].outer ? "." : "", offers.list[i].inner);
    return offers.count > 0;
}
