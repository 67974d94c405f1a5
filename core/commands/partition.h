/* SPDX-License-Identifier: Apache-2.0 */
/* Files of records laid out in folders as engines know them from Hive, which read of a set of files
 * only what they are asked for: type=TYPE/date=2026-11-28/TYPE.parquet. */
#ifndef PARTITION_H
#define PARTITION_H

#include "base/say.h"
#include "formats/file_format.h"
#include "records/chosen.h"
#include "records/record_file.h"

struct partition_options {
    const struct out_folder *folder; /* around all of them */
    const struct file_plan *plan;
    const char *name; /* of the files: "TYPE" */
    const char *source; /* the path of the file that is read */
    const char *keys; /* "type,date,sensor=NAME" */
    unsigned workers; /* threads that pack */
};

/* NULL, or what is expected instead of such keys. */
const char *partition_expected(const char *keys);

/* Adds the chosen of a file's records; what is there stays, TYPE.2.parquet and on come beside it.
 * Dates are those of the records' first field that is a time, in UTC. */
enum status partition_export(struct chosen *, struct record_file *,
                             const struct partition_options *);

#endif
