/* SPDX-License-Identifier: Apache-2.0 */
/* What an end by a signal leaves behind: no file that is not whole, and no lock. */
#ifndef UNFINISHED_H
#define UNFINISHED_H

#include "base/out_folder.h"

enum { UNFINISHED_MOST = 6 }; /* files that are being made at a time */

/* From now on such an end removes what is not finished, and the folder's lock. */
void unfinished_watch(const struct out_folder *);

/* A file of a folder, which is open, is being made; both stay where they are until it ends.  Which
 * of them it is. */
size_t unfinished_begin(int folder, const char *name);

/* It has its name, or it is gone. */
void unfinished_end(size_t which);

#endif
