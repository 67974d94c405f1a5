/* SPDX-License-Identifier: Apache-2.0 */
/* Files of records labelled: all are read once to see which labels meet them, and once more to be
 * written. */
#ifndef LABELLING_H
#define LABELLING_H

#include "commands/exporting.h"
#include "labels/label_inputs.h"
#include "labels/labels.h"
#include "records/paths.h"

/* A file of records. */
struct labelled {
    const char *path;
    const char *why_not; /* it was left out: its records ...; NULL: it was not */
    bool tells_nothing;  /* for that it does not say what labels ask about */
    bool unread;         /* it is no file of records, which was said */
    uint64_t records, labelled, several;
    uint64_t undecided; /* say too little for any of the labels that may be about them */
    uint64_t nobody;    /* say nothing of addresses or a time */
};

struct labelling {
    struct exporting to;
    struct choice choice;
    const char *column, *unlabelled;
    struct labels labels;
    struct paths paths;
    struct label_inputs inputs;
    struct labelled *files; /* one for each path */
    struct labelled sum;
    uint64_t by[LABEL_JOINS]; /* records */
    bool timed;               /* a record has a time */
    int64_t first, last;      /* the times of all records */
    const char *several_path; /* the first record that several labels are about */
    uint64_t several_record, looked;
};

/* Looks at all records.  The worst of what was wrong, which was said. */
enum status labelling_count(struct labelling *);

/* Whether files of those names can be made of them; if not, it is said. */
bool labelling_may_write(struct labelling *);

/* Writes them, with a column more. */
enum status labelling_write(struct labelling *);

void labelling_free(struct labelling *);

#endif
