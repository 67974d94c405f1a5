/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a new plugin begins with. */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include <stdbool.h>

/* What stands in them between two @, and what takes its place; the last one has no word. */
struct template_word {
    const char *word, *text;
};

/* Where they lie: in the tree that this program was built in, or where they are installed. */
const char *template_folder(void);

/* A file of theirs under another path, which is not there yet: with the words replaced, or as it
 * is if there are none (NULL).  A template that there is not leaves `missing` true; false, and it
 * is said, when it could not be written. */
bool template_write(const char *kind, const char *name, const char *to,
                    const struct template_word *, bool *missing);

#endif
