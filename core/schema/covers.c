/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/covers.h"

#include "base/wire.h"

#include <stdio.h>

/* Far above any schema's fields; messages may be in each other, and in themselves. */
enum { MOST_STEPS = 1 << 16 };

struct walk {
    char *missing;
    size_t size;
    unsigned steps;
};

static bool
lacks(struct walk *walk, const struct schema_message *message, const struct schema_field *field)
{
    snprintf(walk->missing, walk->size, "%.200s.%.200s", message->name, field->name);
    return false;
}

static bool
covers(struct walk *walk, const struct schema_message *message, const struct schema_message *other,
       int depth)
{
    for (size_t i = 0; i < other->count; i++) {
        const struct schema_field *theirs = &other->fields[i],
                                  *ours = schema_field_find(message, theirs->number);

        if (!ours || ours->type != theirs->type || ours->repeated != theirs->repeated)
            return lacks(walk, other, theirs);
        if (theirs->message && depth < WIRE_MAX_DEPTH && ++walk->steps < MOST_STEPS &&
            !covers(walk, ours->message, theirs->message, depth + 1))
            return false;
    }
    return true;
}

bool
schema_covers(const struct schema_message *message, const struct schema_message *other,
              char *missing, size_t size)
{
    struct walk walk = { missing, size, 0 };

    *missing = '\0';
    return message == other || covers(&walk, message, other, 0);
}
