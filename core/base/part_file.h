/* SPDX-License-Identifier: Apache-2.0 */
/* A file that has its name only once it is whole; until then it is called NAME.part. */
#ifndef PART_FILE_H
#define PART_FILE_H

#include "base/digest.h"
#include "base/out_folder.h"

#include <stddef.h>
#include <stdint.h>

struct part_file {
    const struct out_folder *folder;
    int fd;            /* -1: not open */
    char *path, *part; /* as people know them */
    uint64_t written;
    struct digest digest; /* of that, where .sums */
    bool sums, made, named;
};

/* Each NULL when it is done, else what could not be done, with errno set: "write".  A new file,
 * never what a link of that name points to; an earlier run's is replaced if the folder says so. */
const char *part_file_create(struct part_file *, const struct out_folder *, const char *name,
                             const char *suffix);

/* What is written to a new one is summed up. */
void part_file_sum(struct part_file *);

/* All of the bytes, or as far as the file can tell none of them. */
const char *part_file_write(struct part_file *, const uint8_t *bytes, size_t n);

/* Sees to it that what it holds outlasts a power cut; one that cannot is closed.  Where that was
 * begun for several files first, the disk does it for all at once. */
void part_file_begin_sync(struct part_file *);
const char *part_file_sync(struct part_file *);

/* Closes it and gives it its name. */
const char *part_file_finish(struct part_file *);

/* What it is called in the folder now; NULL when there is none. */
const char *part_file_name(const struct part_file *);

/* Leaves it as it is, if it was not finished. */
void part_file_free(struct part_file *);

#endif
