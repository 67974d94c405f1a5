/* SPDX-License-Identifier: Apache-2.0 */
/* What an earlier labelling left in the folder, of which --overwrite takes the place. */
#ifndef LABEL_OLDER_H
#define LABEL_OLDER_H

#include "labels/labelling.h"
#include "output/older.h"

/* Before the first new file: a label.json that lists other files than there are would be wrong, and
 * goes.  False, and it is said, when it cannot. */
bool label_older_begin(const struct labelling *, struct older *);

/* Removes what it listed and was not made anew, but nothing that is read. */
void label_older_remove(const struct labelling *, struct older *);

#endif
