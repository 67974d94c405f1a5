/* SPDX-License-Identifier: Apache-2.0 */
/* A file that records are exported to: it has its name only once it is whole, and is removed when
 * it will not be. */
#ifndef EXPORT_FILE_H
#define EXPORT_FILE_H

#include "base/part_file.h"
#include "output/packer.h"

struct export_file {
    struct file_plan plan;
    size_t unfinished;               /* see records/unfinished.h */
    const struct out_folder *folder; /* NULL: it goes to standard output */
    struct part_file part;
    struct textbuf notes;
    struct packer packer; /* of its beginning and its end */
    uint64_t records, left_out;
};

/* Each false when the file cannot be made, which has been said; it is gone then. */

/* As folder, plan and name say; "TYPE" becomes TYPE.parquet. */
bool export_file_begin(struct export_file *, const struct out_folder *, const struct file_plan *,
                       const char *name);

/* Takes what was packed for it; NULL: that could not be compressed. */
bool export_file_put(struct export_file *, const struct packer *piece);
bool export_file_finish(struct export_file *);

/* Whether what its end says of its blocks is so much that another file should follow it. */
bool export_file_is_full(const struct export_file *);

/* Removes it unless it is finished. */
void export_file_free(struct export_file *);

#endif
