/* SPDX-License-Identifier: Apache-2.0 */
/* The plugin that a command is about. */
#ifndef SUBJECT_H
#define SUBJECT_H

#include "base/argtable.h"
#include "catalog.pb-c.h"
#include "kit/trial.h"

/* What it says of itself, told by a trial. */
struct subject {
    char name[TRIAL_NAME];
    bool reads_layers, reads_talks;
};

/* False when it could not be loaded: what was said is the trial's. */
bool subject_of(struct trial *, const char *file, struct subject *);

/* The same in full, to be freed; NULL, and it is said, when it could not be loaded. */
Catalog__Catalog *subject_catalog(struct trial *, const char *file);

/* The name of a file without its folder. */
const char *subject_base(const char *file);

/* For tables whose only option is --help, a bool that the context is; and the status then, or where
 * operands are none. */
const char *subject_help(void *context, const struct arg_row *, const char *value);
int subject_usage(const struct argtable *, int operands);

#endif
