/* SPDX-License-Identifier: Apache-2.0 */
/* The files of records of a folder anonymized: all of them alike. */
#ifndef ANONYMIZING_H
#define ANONYMIZING_H

#include "anonymize/rewriting.h"
#include "commands/exporting.h"
#include "records/paths.h"

/* A file of records. */
struct anonymized {
    const char *path;
    char *name; /* without what it ends with: "TYPE"; NULL: it is not read */
    uint64_t records;
};

/* A field of which something could not be replaced. */
struct anonymized_field {
    char *path; /* with the type before it: "TYPE.Options.Data" */
    enum deed deed;
    uint64_t values;
};

struct anonymizing {
    struct exporting to;
    struct anonymity anonymity;
    bool drop_text;
    bool again; /* a header says that the records were anonymized before */
    struct paths paths;
    struct anonymized *files; /* one for each path */
    uint64_t records, unknown;
    uint64_t done[DEED_DROP + 1];  /* values */
    struct anonymized_field *left; /* what cannot be covered, and what was dropped */
    size_t n_left;
};

/* Whether a value is left out that something else could not take the place of. */
bool anonymizing_is_uncovered(enum deed);

/* Looks at all records: what each file is to be called, what one says that others do not say of
 * their conversation, and, unless it is to be dropped, what cannot be covered.  The worst of what
 * was wrong, which was said. */
enum status anonymizing_look(struct anonymizing *);

/* Writes them. */
enum status anonymizing_write(struct anonymizing *);

void anonymizing_free(struct anonymizing *);

#endif
