/* SPDX-License-Identifier: Apache-2.0 */
/* A file that a command makes: it has its name only once it is whole, and is removed when it will
 * not be. */
#ifndef NEW_FILE_H
#define NEW_FILE_H

#include "base/part_file.h"

struct new_file {
    const struct out_folder *folder;
    struct part_file part;
    size_t unfinished; /* see records/unfinished.h */
};

/* Each false when that cannot be done, which has been said.  Nothing that is there is replaced. */
bool new_file_begin(struct new_file *, const struct out_folder *, const char *name);
bool new_file_write(struct new_file *, const uint8_t *bytes, size_t size);
bool new_file_finish(struct new_file *);

/* Removes it unless it is finished. */
void new_file_free(struct new_file *);

/* What a file of records, which may be called .part, is called once it is whole: "TYPE.ncap.gz" of
 * out/TYPE.ncap.gz.part; allocated. */
char *new_file_name(const char *path);

#endif
