/* SPDX-License-Identifier: Apache-2.0 */
/* Whether what a run wrote, and what it read, is still the same. */
#ifndef VERIFY_H
#define VERIFY_H

#include "base/textbuf.h"
#include "records/run_file.h"

struct verify {
    bool rerun, outputs_only;
    const char *inputs;            /* folder where captures lie by now; NULL: where they were */
    const char *plugins, *workers; /* for netcapd; NULL: its own choice */
    struct textbuf to;
    enum status status; /* of all so far */
};

/* A line on what is not as it was, or cannot be told: "PATH: ...". */
void verify_differs(struct verify *, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A line on what is as it was, or said for people. */
void verify_notes(struct verify *, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Where a capture of a run lies, allocated: below the folder that is given, by as much of its path
 * as there is, or where it was.  NULL: it is not there. */
char *verify_find_input(const struct verify *, const char *path);

/* Each capture of which the run has a sum: whether it is the same.  What has moved is only told. */
void verify_inputs(struct verify *, const struct run_file *);

/* Decodes the captures again in a folder of its own, and compares what comes of them. */
void verify_rerun(struct verify *, const struct run_file *);

#endif
