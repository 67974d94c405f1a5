/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a file of records becomes: TYPE.parquet, and TYPE.2.parquet and on where that
 * would be too large. */
#ifndef SERIES_H
#define SERIES_H

#include "base/say.h"
#include "formats/file_format.h"
#include "records/chosen.h"
#include "records/record_file.h"

/* What is written in place of a record, good until the next call. */
typedef const uint8_t *series_change(void *context, const uint8_t *record, size_t *size);

struct series_options {
    const struct out_folder *folder; /* NULL: one file, to standard output */
    const struct file_plan *plan;
    const char *name; /* of the first: "TYPE" */
    unsigned workers; /* threads that pack */
    /* Whether a file of such a name, without its suffix, can be made of the one at that path; if
     * not it is said. */
    bool (*may_make)(void *context, const char *path, const char *name);
    void *context;
    series_change *change; /* NULL: records are written as they are */
    void *changing;
};

/* Writes the chosen of a file's records. */
enum status series_export(struct chosen *, struct record_file *, const struct series_options *);

#endif
