/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a label file, compressed or not. */
#ifndef LABEL_LINES_H
#define LABEL_LINES_H

#include "base/digest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LABEL_LINE_MOST = 1 << 20 }; /* bytes of a line */

struct label_lines;

/* NULL with errno set when the file cannot be opened. */
struct label_lines *label_lines_open(const char *path);
void label_lines_close(struct label_lines *);

/* The next line without its end, to be changed as one likes, good until the next call; NULL behind
 * the last.  `why` is NULL, or says that it is no line of text; it is empty then. */
char *label_lines_next(struct label_lines *, const char **why);

/* What is wrong with the compression; NULL: nothing so far. */
const char *label_lines_damage(const struct label_lines *);

/* The SHA-256 of the file and its size, once it has been read; false: it cannot be told. */
bool label_lines_sum(struct label_lines *, char to[DIGEST_TEXT], uint64_t *size);

#endif
