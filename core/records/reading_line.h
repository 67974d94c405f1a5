/* SPDX-License-Identifier: Apache-2.0 */
/* How far the files of records that a command reads are read, for people: on the live line. */
#ifndef READING_LINE_H
#define READING_LINE_H

#include <stddef.h>
#include <stdint.h>

/* These files are going to be read, each once. */
void reading_line_begin(char *const *paths, size_t count);

/* So many bytes of one were taken, and so many records: now and then the line is drawn.  Nothing
 * before the beginning. */
void reading_line_step(uint64_t bytes, uint64_t records);

/* All is read, and the line is taken away. */
void reading_line_end(void);

#endif
