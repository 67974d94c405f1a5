/* SPDX-License-Identifier: Apache-2.0 */
/* Who a record is about, and when, by what its schema calls its fields. */
#ifndef RECORD_ENDS_H
#define RECORD_ENDS_H

#include "labels/labels.h"
#include "schema/value.h"

struct record_ends;

/* What one record says. */
struct ends {
    int64_t first, last; /* nanoseconds since 1970 */
    uint8_t address[2][KEY_ADDRESS];
    int port[2];                  /* -1: not known */
    int protocol;                 /* -1: not known */
    char community_id[LABELS_ID]; /* "": it has none, and what it has makes none */
};

/* Where records of a type have that; NULL, and why not, as the end of a sentence.  `protocols`:
 * the protocol is wanted also where only the Community ID says it. */
struct record_ends *record_ends_new(const struct schema_message *record, bool protocols,
                                    const char **why);
void record_ends_free(struct record_ends *);

/* ENDS_NONE: the record is about nobody, or no time. */
enum ends_read { ENDS_READ, ENDS_NONE, ENDS_DAMAGED };
enum ends_read record_ends_read(struct record_ends *, const uint8_t *bytes, size_t size,
                                struct ends *);

/* Whether such records have places for ports, or what stands for them, or need none. */
bool record_ends_have_ports(const struct record_ends *);

const char *record_ends_damage(const struct record_ends *);

#endif
