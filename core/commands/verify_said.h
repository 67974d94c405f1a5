/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a run that is verified: whether what it wrote, and read, is still the same. */
#ifndef VERIFY_SAID_H
#define VERIFY_SAID_H

#include "base/textbuf.h"
#include "records/run_file.h"

struct verify {
    bool rerun, outputs_only;
    const char *inputs;            /* folder where captures lie by now; NULL: where they were */
    const char *workers;           /* for netcapd; NULL: its own choice */
    const char **plugins;          /* the same: n_plugins folders */
    size_t n_plugins;
    bool only_plugins;             /* the same */
    struct textbuf to;
    enum status status; /* of all so far */
};

/* A line on what is not as it was, or cannot be told: "PATH: ...". */
void verify_differs(struct verify *, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A line on what is as it was, or said for people. */
void verify_notes(struct verify *, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
