/* SPDX-License-Identifier: Apache-2.0 */
/* What the records of one type become in one format: TYPE.parquet, and TYPE.2.parquet and on where
 * what the end says of the blocks would be too much. */
#ifndef TARGET_H
#define TARGET_H

#include "base/part_file.h"
#include "output/packer.h"

/* What the end of a file may say of its blocks; memory, and a reader's. */
#define TARGET_FULL ((size_t)16 << 20)

struct target_file {
    struct part_file to;
    uint64_t records;
};

struct target {
    size_t plugin;
    const char *name;
    struct file_plan plan;
    struct target_file *files;
    size_t n_files;
    bool begun;                 /* the last file has a beginning and no end yet */
    bool formless;              /* the format has none for these records, which was said */
    struct textbuf notes;       /* of the last file's blocks */
    int open;                   /* index of the block being filled; -1: none */
    uint32_t filled;            /* bytes in it: what the block says is anybody's to change */
    uint64_t count;             /* records in it */
    uint64_t blocks, next;      /* blocks begun; the next one to be written */
    uint64_t written_before;    /* bytes of files that are others' by now */
    uint64_t left_out, damaged; /* values without a form; records that are none */
};

/* Each is NULL when it is done, else what could not be done, with errno set: "write". */

/* Makes the next file, with its beginning.  `why` is set, or "", when there is no form for it. */
const char *target_begin(struct target *, const struct out_folder *, const char *set,
                         struct packer *, char *why, size_t why_size);
const char *target_write(struct target *, const uint8_t *bytes, size_t size);
const char *target_end(struct target *, struct packer *);

/* What the i-th file is called, but for the suffix: allocated. */
char *target_stem(const struct target *, size_t file, const char *set);

/* The file at hand, once there is one: as people know it. */
const char *target_path(const struct target *);

/* So much was written to all of them, and those before. */
uint64_t target_written(const struct target *);

void target_free(struct target *);

#endif
