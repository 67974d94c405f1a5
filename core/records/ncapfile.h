/* SPDX-License-Identifier: Apache-2.0 */
/* A file of audit records: its header, its schema, and the records one after the other. */
#ifndef NCAPTURE_READER_H
#define NCAPTURE_READER_H

#include "schema/schema.h"
#include "netcap.pb-c.h"
#include "source/source.h"

struct ncapfile;

/* Always a file: what is wrong with it is for ncapfile_damage to say. */
struct ncapfile *ncapfile_open(const char *path);
void ncapfile_close(struct ncapfile *);

const char *ncapfile_path(const struct ncapfile *);

/* False when the file could not even be opened; errno is the reason. */
bool ncapfile_is_open(const struct ncapfile *);

/* NULL when the file is no file of records. */
const Types__Header *ncapfile_header(const struct ncapfile *);

/* NULL when the file has no schema, or a damaged one. */
const struct schema_message *ncapfile_record(const struct ncapfile *);

/* Why there is no schema; NULL when there is one. */
const char *ncapfile_no_schema(const struct ncapfile *);

/* The next record's bytes, good until the next call; NULL at the end and at damage. */
const uint8_t *ncapfile_next(struct ncapfile *, size_t *size);

/* What is wrong, where, and what was expected: one sentence; NULL: nothing so far. */
const char *ncapfile_damage(const struct ncapfile *);

/* Called when the bytes of the last record turn out to be none. */
void ncapfile_damaged_record(struct ncapfile *, const char *how);

uint64_t ncapfile_records(const struct ncapfile *); /* given out so far */
uint64_t ncapfile_bytes(const struct ncapfile *);   /* of them and of the header, decompressed */
const struct source *ncapfile_source(const struct ncapfile *);

#endif
