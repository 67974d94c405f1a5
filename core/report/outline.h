/* SPDX-License-Identifier: Apache-2.0 */
/* What the page shows of which records: core/report/report.ini, taken apart. */
#ifndef OUTLINE_H
#define OUTLINE_H

#include <stddef.h>
#include <stdint.h>

struct outline_entry {
    char *key, *value;
};

struct outline_section {
    char *kind, *name; /* "table" and "hosts"; the name of one without is "" */
    struct outline_entry *entries;
    size_t count;
};

struct outline {
    struct outline_section *sections;
    size_t count;
};

/* A text of ini; what is no entry ends the program, for it was built so. */
void outline_read(struct outline *, const char *text);
void outline_free(struct outline *);

/* The value of a key; "" when it has none. */
const char *outline_value(const struct outline_section *, const char *key);

/* NULL when there is none. */
const struct outline_section *outline_section(const struct outline *, const char *kind,
                                              const char *name);

/* The nth part, from 0, of a text with commas between, without blanks around, allocated; NULL: it
 * has no more. */
char *outline_part(const char *text, size_t n);

#endif
