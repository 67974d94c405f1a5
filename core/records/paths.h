/* SPDX-License-Identifier: Apache-2.0 */
/* Which files operands stand for. */
#ifndef PATHS_H
#define PATHS_H

#include "base/say.h"

#include <stddef.h>

struct paths {
    char **list;
    size_t n;
};

/* A folder stands for the files of records in it, in byte-wise order of name, those of
 * sets of one type the oldest first; whatever else lies
 * there is passed over.  STATUS_FAILED, and it is said, when one cannot be looked through or has
 * none. */
enum status paths_list(struct paths *, char *const *operands, size_t count);
void paths_free(struct paths *);

#endif
