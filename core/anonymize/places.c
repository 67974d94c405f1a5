/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/places.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct message_place *
places_new(const struct schema_message *message)
{
    static const char *const ends[] = { "SrcIP", "DstIP", "SrcPort", "DstPort" };
    struct message_place *place = need(1, sizeof *place);

    place->message = message;
    place->fields = need(message->count + 1, sizeof *place->fields);
    for (size_t i = 0; i < message->count; i++) {
        place->fields[i].field = &message->fields[i];
        place->fields[i].rule = deed_of(message, &message->fields[i]);
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        place->ends[i] = schema_field_named(message, ends[i], strlen(ends[i]));
    return place;
}

void
places_free(struct message_place *place)
{
    if (!place)
        return;
    for (size_t i = 0; i < place->message->count; i++)
        places_free(place->fields[i].inside);
    free(place->fields);
    free(place);
}

void
places_each(const struct message_place *place, const char *before, places_tell *tell, void *context)
{
    for (size_t i = 0; i < place->message->count; i++) {
        const struct field_place *field = &place->fields[i];
        char *path = need_text("%s%s%s", before, *before ? "." : "", field->field->name);

        if (field->inside)
            places_each(field->inside, path, tell, context);
        else
            tell(context, path, field);
        free(path);
    }
}
