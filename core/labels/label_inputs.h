/* SPDX-License-Identifier: Apache-2.0 */
/* What is read, known by device and inode, however it is called. */
#ifndef LABEL_INPUTS_H
#define LABEL_INPUTS_H

#include "base/out_folder.h"
#include "records/paths.h"

#include <sys/stat.h>

struct label_inputs {
    struct stat *list;
    size_t n;
};

/* Takes the files of records, each once, and the label files.  False, and it is said, when one of
 * the former cannot be read twice. */
bool label_inputs_take(struct label_inputs *, struct paths *, char *const *label_files, size_t n);
void label_inputs_free(struct label_inputs *);

/* Whether a name of the folder is one of them, also by a link. */
bool label_inputs_have(const struct label_inputs *, const struct out_folder *, const char *name);

#endif
