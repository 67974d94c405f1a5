/* SPDX-License-Identifier: Apache-2.0 */
/* A format that files are made in: one const struct each, in a file of its own, and a row here.
 *
 * A file is a beginning, what becomes of each block, and an end.  A block is a run of one type's
 * records in order, each behind its length as a varint: as they stand in a file of records.  Where
 * blocks end follows from the records alone: before the one that would not fit any more, and each
 * is in the file by itself.  So the file is the same whoever makes it. */
#ifndef FILE_FORMAT_H
#define FILE_FORMAT_H

#include "base/file_style.h"
#include "netcap.pb-c.h"
#include "schema/schema.h"

/* What a file is made of, the same for all of its blocks. */
struct file_plan {
    const struct file_format *format;
    const struct schema_message *record; /* NULL: nobody knows; only with pack NULL */
    const Types__Header *header;         /* of the file that the records come from */
    struct file_style style;
};

/* What a block becomes. */
struct packed {
    struct textbuf bytes; /* of the file, behind those of the block before */
    struct textbuf note;  /* for the end, added to those of the blocks before */
    size_t taken;         /* bytes of the block that are in it; what is left is a block again */
    uint64_t records;     /* that are in it: at least one, unless the first is damaged */
    uint64_t left_out;    /* values that the format has no form for: null, or a mark */
    char damage[200];     /* "": the record behind those is not damaged */
};

struct file_format {
    const char *name, *suffix; /* "csv", ".csv" */
    size_t block_size;         /* records in a block, unless one record is longer */
    bool whole_blocks;         /* of many small ones it is poor: a flush passes it over */
    /* How it compresses inside the file, if nothing else is said; NULL: it does not, and each run
     * of bytes is compressed as a whole. */
    const struct compression *inside;
    /* False, with the reason, when it has no form for such records. */
    bool (*begin)(const struct file_plan *, struct textbuf *to, char *why, size_t why_size);
    /* By the block alone: any process may do it, in any order.  NULL: a block stays as it is. */
    void (*pack)(const struct file_plan *, const uint8_t *block, size_t size, struct packed *);
    /* NULL: nothing stands at the end. */
    void (*finish)(const struct file_plan *, const struct textbuf *notes, struct textbuf *to);
    /* Whether a note, which somebody says to belong to so many bytes, can: finish believes it. */
    bool (*check)(const struct file_plan *, const struct textbuf *note, size_t bytes);
    const struct format *text; /* NULL: it is none of those that dump prints */
};

/* The formats there are: the struct, its name, what the help says of it. */
#define FILE_FORMATS(_, between)                                                                  \
    _(file_format_parquet, "parquet", "Apache Parquet") between                                   \
    _(file_format_csv, "csv", "comma-separated values") between                                   \
    _(file_format_tsv, "tsv", "the same with tabs") between                                       \
    _(file_format_jsonl, "jsonl", "a JSON object a line") between                                 \
    _(file_format_proto, "proto", "protobuf messages, each behind its length (TYPE.pb)") between  \
    _(file_format_ncap, "ncap", "the same behind a header that says what they are")

#define FILE_FORMAT_DECLARE(it, name, about) extern const struct file_format it
FILE_FORMATS(FILE_FORMAT_DECLARE, ;);

#endif
