/* SPDX-License-Identifier: Apache-2.0 */
/* Which report tells of the records in a folder: run.json, or that of a set. */
#ifndef REPORT_RUN_SETS_H
#define REPORT_RUN_SETS_H

#include "base/set_name.h"

#include <stddef.h>

struct run_sets {
    size_t count;               /* of sets that its files are of; those of run.json are one, too */
    char newest[SET_NAME_TEXT]; /* as it stands in names, "" where they have none */
    char *report;               /* the path of that set's; NULL: there is none */
};

/* Says nothing: who looks for the records does.  To be freed in any case. */
void run_sets_read(struct run_sets *, const char *folder);
void run_sets_free(struct run_sets *);

#endif
