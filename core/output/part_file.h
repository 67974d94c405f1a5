/* SPDX-License-Identifier: Apache-2.0 */
/* A file that has its name only once it is whole; until then it is called NAME.part. */
#ifndef PART_FILE_H
#define PART_FILE_H

#include <stddef.h>
#include <stdint.h>

struct part_file {
    int fd; /* -1: not open */
    char *path, *part;
    uint64_t written;
};

/* Each NULL when it is done, else what could not be done, with errno set: "write". */
const char *part_file_create(struct part_file *, const char *folder, const char *name,
                             const char *suffix);
const char *part_file_write(struct part_file *, const uint8_t *bytes, size_t n);

/* Closes it and gives it its name. */
const char *part_file_finish(struct part_file *);

/* Leaves it as it is, if it was not finished. */
void part_file_free(struct part_file *);

#endif
