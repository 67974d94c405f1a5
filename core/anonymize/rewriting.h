/* SPDX-License-Identifier: Apache-2.0 */
/* Records of one type anonymized: any type, by the file's schema alone. */
#ifndef REWRITING_H
#define REWRITING_H

#include "anonymize/anonymity.h"
#include "anonymize/places.h"

struct rewriting {
    struct anonymity *anonymity;
    struct message_place *record;
    struct textbuf to;
    size_t places;    /* messages in records that were found out about */
    uint64_t unknown; /* fields that the schema does not have, and that are left out */
};

void rewriting_begin(struct rewriting *, struct anonymity *, const struct schema_message *record);
void rewriting_free(struct rewriting *);

/* The record anonymized, good until the next one; NULL: it is damaged. */
const uint8_t *rewriting_record(struct rewriting *, const uint8_t *bytes, size_t *size);

#endif
