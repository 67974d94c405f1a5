/* SPDX-License-Identifier: Apache-2.0 */
/* Dumping made files into memory. */
#ifndef DUMP_HELPER_H
#define DUMP_HELPER_H

#include "folder.h"
#include "hearing.h"
#include "ncap_maker.h"
#include "commands/dump.h"

extern char path[], second[]; /* two files to write to */
extern struct bytes file;     /* what dump() writes to the first */
extern struct textbuf output; /* what the last dump printed; what it said is in said */
extern enum status status;

struct dump_options options_of(const struct format *);
const char *dump_paths(const struct dump_options *, char *const *paths, size_t count);
const char *dump(const struct dump_options *);
const char *dump_as(const struct format *);

/* The record alone in a file, these columns of it, without the line of names. */
const char *dump_columns(const struct format *, const struct bytes *record, const char *columns);
const char *csv_of(const struct bytes *record, const char *columns);

/* I32, S, M, two of RM, Timestamp. */
void put_sample(struct bytes *record);

/* The exit status of a test program. */
int run_tests(const char *suite, const CU_TestInfo *tests);

#endif
