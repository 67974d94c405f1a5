/* SPDX-License-Identifier: Apache-2.0 */
/* Regular expressions: extended ones of POSIX, without what makes their search long. */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct pattern;

enum { PATTERN_LONGEST = 256, PATTERN_REPEATS = 1000 };

/* NULL, with the reason, when it is none. */
struct pattern *pattern_new(const char *text, size_t size, char *why, size_t why_size);
void pattern_free(struct pattern *);

/* Whether it is found anywhere in these bytes. */
bool pattern_is_in(const struct pattern *, const void *bytes, size_t size);

#endif
