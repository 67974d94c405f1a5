/* SPDX-License-Identifier: Apache-2.0 */
/* One value of a record, and what takes its place. */
#ifndef VALUES_H
#define VALUES_H

#include "anonymize/anonymity.h"
#include "anonymize/places.h"
#include "base/wire.h"

/* A message, and the one that it stands in. */
struct standing {
    const struct message_place *place;
    struct wire message;
    const struct standing *around;    /* NULL: it is the record */
    const struct schema_field *asked; /* the number that was asked for last, and what it is */
    uint64_t answer;
};

/* What is to be done to a value of a message. */
struct given {
    struct anonymity *anonymity;
    struct standing *in;
    struct field_place *field;
};

/* Puts what takes the place of text or bytes into anonymity->word; nothing, where nothing does. */
void values_bytes(const struct given *, const uint8_t *bytes, size_t size);

/* The same of a number of so many bits; 0 where nothing takes its place. */
uint64_t values_number(const struct given *, uint64_t number);

#endif
