/* SPDX-License-Identifier: Apache-2.0 */
/* Files that get their names together. */
#ifndef PART_FILES_H
#define PART_FILES_H

#include "base/part_file.h"

struct part_files {
    struct part_file **list;
    size_t n;
};

void part_files_add(struct part_files *, struct part_file *);

/* The same of one that is the list's own from here on. */
void part_files_move(struct part_files *, struct part_file *);

/* Gives all that are open their names, none before it is on disk.  One that cannot be given its
 * name stays .part, which is said, and the others get theirs; false then. */
bool part_files_name(const struct part_files *);

/* The list; or what was moved to it, too. */
void part_files_forget(struct part_files *);
void part_files_free(struct part_files *);

#endif
