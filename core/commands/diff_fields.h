/* SPDX-License-Identifier: Apache-2.0 */
/* What differs between records of one type in two runs, by field. */
#ifndef DIFF_FIELDS_H
#define DIFF_FIELDS_H

#include "base/textbuf.h"
#include "schema/value.h"

enum { DIFF_PATHS = 512, DIFF_EXAMPLES = 3 };

/* A field that differs: as Context.SrcIP; of elements of a list as of a message. */
struct diff_path {
    char *name;
    uint64_t count;  /* records in which it does */
    uint64_t record; /* the last of them, counted from 1 */
    char *examples[DIFF_EXAMPLES];
};

struct diff_fields {
    const struct schema_message *schemas[2];
    struct values *values[2];
    struct diff_path paths[DIFF_PATHS];
    size_t n_paths;
    uint64_t left_out; /* times that others differed */
    uint64_t records;  /* that were compared */
};

void diff_fields_begin(struct diff_fields *, const struct schema_message *a,
                       const struct schema_message *b);
void diff_fields_end(struct diff_fields *);

/* A record of the first run and one of the second. */
struct diff_bytes {
    const uint8_t *bytes;
    size_t size;
};

/* Whether what both schemas have is the same in them; NULL when one is damaged: how. */
bool diff_fields_same(struct diff_fields *, const struct diff_bytes of[2], const char **damage);

/* Counts in what is not. */
void diff_fields_take(struct diff_fields *, const struct diff_bytes of[2]);

/* When the packet of a record was captured, or a flow began, as the record has it, and the number
 * of its packet, which is 0 when it says none. */
struct diff_place {
    char time[48];
    uint64_t packet;
};
struct diff_place diff_fields_place(struct diff_fields *, int run, const struct diff_bytes *);

/* "at TIME", or "at TIME (packet N)". */
void diff_place_print(const struct diff_place *, struct textbuf *to);

#endif
