/* SPDX-License-Identifier: Apache-2.0 */
/* A file of audit records: its header, its schema, and the records one after the other. */
#ifndef RECORD_FILE_H
#define RECORD_FILE_H

#include "netcap.pb-c.h"
#include "schema/schema.h"

struct record_file;
struct source;

/* Always a file: what is wrong with it is for record_file_damage to say. */
struct record_file *record_file_open(const char *path);
void record_file_close(struct record_file *);

const char *record_file_path(const struct record_file *);

/* False when the file could not even be opened. */
bool record_file_is_open(const struct record_file *);

/* NULL when the file is no file of records.  To one without a schema that of our plugins is added,
 * where there is one for its type. */
const Types__Header *record_file_header(const struct record_file *);

/* NULL when the file has no schema, or a damaged one. */
const struct schema_message *record_file_schema(const struct record_file *);

/* Why there is no schema; NULL when there is one. */
const char *record_file_no_schema(const struct record_file *);

/* Whether the schema is not the file's own, but that of our plugins. */
bool record_file_lends_schema(const struct record_file *);

/* The next record's bytes, good until the next call; NULL at the end and at damage.  Headers of
 * files that were put behind the first are passed over; one of other records is damage. */
const uint8_t *record_file_next(struct record_file *, size_t *size);

/* A file that still grows: where there is no whole record more the next one may come later, until
 * this is false again. */
void record_file_follow(struct record_file *, bool grows);

/* What is wrong, where, and what was expected: one sentence; NULL: nothing so far. */
const char *record_file_damage(const struct record_file *);

/* Says of the last record that its bytes are none: the file ends there. */
void record_file_set_damage(struct record_file *, const char *how);

/* Says nothing more of what is wrong: a record is that stands before, and it is said. */
void record_file_forget_damage(struct record_file *);

/* Headers met so far: how many files stand one behind the other. */
uint64_t record_file_headers(const struct record_file *);

/* Records given out so far; bytes of them and of the header, decompressed. */
uint64_t record_file_count(const struct record_file *);
uint64_t record_file_bytes(const struct record_file *);

/* What the file is read from. */
const struct source *record_file_source(const struct record_file *);

#endif
