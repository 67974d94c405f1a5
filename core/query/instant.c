/* SPDX-License-Identifier: Apache-2.0 */
#include "query/instant.h"

#include "base/moment.h"
#include "query/literal.h"
#include "query/test.h"

#include <string.h>

enum { SECOND = 1000000000 };

bool
instant_read(struct instant *instant, const char *text)
{
    struct moment span;
    wide lasts;

    *instant = (struct instant){ .given = true, .relative = *text == '+' };
    if (!instant->relative)
        return literal_time(text, strlen(text), &instant->time, &lasts);
    if (!moment_read_span(text + 1, strlen(text + 1), &span))
        return false;
    instant->time = (wide)span.seconds * SECOND + span.nanoseconds;
    return true;
}

const struct schema_field *
instant_field(const struct schema_message *record)
{
    for (size_t i = 0; i < record->count; i++)
        if (schema_is_time(&record->fields[i]) && !record->fields[i].repeated)
            return &record->fields[i];
    return NULL;
}

bool
instant_of(const struct schema_field *field, const struct value *value, wide *time)
{
    uint8_t space[TEST_KEY];
    struct key key;

    if (!test_key(field, TEST_TIME, value, space, &key))
        return false;
    *time = key.whole;
    return true;
}
