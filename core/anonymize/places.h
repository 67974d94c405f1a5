/* SPDX-License-Identifier: Apache-2.0 */
/* What is done to the fields of a message, and how often it was. */
#ifndef PLACES_H
#define PLACES_H

#include "anonymize/deeds.h"

/* A field of a record, or of a message in it. */
struct field_place {
    const struct schema_field *field;
    struct deed_rule rule;
    uint64_t done[DEED_DROP + 1]; /* how many values had what done to them */
    uint64_t lost;                /* of those that were to be made anew, nothing could be made of */
    struct message_place *inside; /* NULL: no record had that message so far */
};

struct message_place {
    const struct schema_message *message;
    const struct schema_field *ends[4]; /* SrcIP, DstIP, SrcPort, DstPort; NULL: it has none */
    struct field_place *fields;         /* as the message has them */
};

/* To be freed; messages in it are found out about when a record has them. */
struct message_place *places_new(const struct schema_message *);
void places_free(struct message_place *);

/* Calls for each field that is no message, with its path in the record: "Options.Data"; `before` is
 * that of the message, "" of the record. */
typedef void places_tell(void *context, const char *path, const struct field_place *);
void places_each(const struct message_place *, const char *before, places_tell *, void *context);

#endif
