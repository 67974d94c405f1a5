/* SPDX-License-Identifier: Apache-2.0 */
/* What an end by a signal leaves behind: no file that is not whole, and no lock. */
#ifndef UNFINISHED_H
#define UNFINISHED_H

#include "base/out_folder.h"

/* From now on such an end removes what is not finished, and the folder's lock. */
void unfinished_watch(const struct out_folder *);

/* The file of that folder that is being made; NULL: none is. */
void unfinished_is(const char *name);

#endif
