/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of files: what is written between one turn and the next, all types together.
 *
 *     TCP-20261128T164800Z.ncap.gz     the time is UTC, of the set's opening
 *     TCP-20261128T164800Z-2.ncap.gz   of the second set that was opened in that second
 *     unknown-20261128T164800Z.pcapng.gz
 *     run-20261128T164800Z.json        what is said of the set
 */
#ifndef SET_NAME_H
#define SET_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct set_name {
    int64_t opened;  /* seconds since 1970, UTC */
    uint32_t number; /* of those opened in that second, from 1 */
};

enum { SET_NAME_TEXT = 32 };

/* What stands in its files' names between the stem and the first dot: "-20261128T164800Z-2".  What
 * no year of four digits holds is the nearest that one does. */
void set_name_text(const struct set_name *, char to[SET_NAME_TEXT]);

/* The set that a file's name says, and how long the stem before that is, where it is asked for.
 * False when it says none: a name that set_name_text() would not make is none. */
bool set_name_read(const char *file, struct set_name *, size_t *stem);

/* Below 0 when the first was opened earlier, above when it was later. */
int set_name_compare(const struct set_name *, const struct set_name *);

/* The order of files by their names: those without a set, then by set, and then by name. */
int set_name_order(const char *file, const char *other);

#endif
