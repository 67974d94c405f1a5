/* SPDX-License-Identifier: Apache-2.0 */
/* Files of records made of files of records, as the options of a command say: format, style, where
 * to, what may be replaced.  The same options in every command. */
#ifndef EXPORTING_H
#define EXPORTING_H

#include "base/argtable.h"
#include "base/out_folder.h"
#include "commands/series.h"
#include "commands/style_options.h"

struct exporting {
    const struct file_format *format;
    struct file_style style;
    bool compressed; /* as the style says */
    bool overwrite;
    uint64_t workers; /* 0: one on each processor */
    const char *out;  /* "-": standard output */
    bool to_folder;
    struct out_folder folder;
    char **names; /* of the files made */
    size_t n_names;
    /* Whether a file of that name may be replaced; NULL: any may.  If not it is said. */
    bool (*may_replace)(const void *context, const char *name);
    const void *replacing;
};

/* The ids of the rows; those of a command are less. */
enum {
    EXPORT_FORMAT = 3000,
    EXPORT_OUT,
    EXPORT_OVERWRITE,
    EXPORT_TIME_UNIT,
    EXPORT_COMPRESSION,
    EXPORT_WORKERS
};

/* The rows, for the table of a command. */
/* clang-format off */
#define EXPORT_FORMAT_ROWS(heading, compression)                                                  \
    { EXPORT_FORMAT, 'f', "format", "FORMAT", file_format_names, heading, file_format_help,       \
      NULL },                                                                                     \
    { EXPORT_TIME_UNIT, 0, "time-unit", "ns|us", "ns us", NULL,                                   \
      "of parquet: times in nanoseconds (the default), or in microseconds, which more programs "  \
      "read and which reach further than the years 1678 to 2261",                                 \
      NULL },                                                                                     \
    STYLE_ROWS,                                                                                   \
    { EXPORT_COMPRESSION, 0, "compression", COMPRESSIONS, NULL, NULL, compression, NULL }
#define EXPORT_OUT_ROW(heading, help)                                                             \
    { EXPORT_OUT, 'o', "out-dir", "DIR", NULL, heading, help, NULL }
#define EXPORT_OVERWRITE_ROW                                                                      \
    { EXPORT_OVERWRITE, 0, "overwrite", NULL, NULL, NULL,                                         \
      "replace files that are there, once the new ones are whole", NULL }
#define EXPORT_WORKERS_ROW(heading)                                                               \
    { EXPORT_WORKERS, 0, "workers", "N", NULL, heading,                                           \
      "threads that pack records, 1 to 64; 0 for one on each processor, as it is if nothing is "  \
      "said; the files are the same",                                                             \
      NULL }
/* clang-format on */

/* Takes one of those; *ours says whether it is. */
const char *exporting_take(struct exporting *, const struct arg_row *, const char *value,
                           bool *ours);

/* Once all options are taken: what was not said is as it is then.  `usual` is how files are
 * compressed that the format does not compress itself. */
void exporting_settle(struct exporting *, enum compression_kind usual);

/* Opens the folder, to be closed in any case; nothing to do for standard output. */
enum status exporting_open(struct exporting *);
void exporting_close(struct exporting *);

/* Where the program must be able to write; NULL: nowhere. */
const char *exporting_folder(const struct exporting *);

/* Whether that can be made of so many files; if not, it is said. */
bool exporting_takes(const struct exporting *, size_t files);

/* What a file of records is called without what its name ends with: "TYPE" of out/TYPE.ncap.gz, and
 * of what comes from standard input by its records' type; allocated. */
char *exporting_name(const struct record_file *);

/* The file that such a name becomes, as the format has it: "TYPE.parquet"; allocated. */
char *exporting_file(const struct exporting *, const char *name);

/* How the chosen of a file's records are written. */
struct file_plan exporting_plan(const struct exporting *, const struct record_file *);

/* Writes them so; `change` NULL: as they are. */
enum status exporting_write(struct exporting *, struct chosen *, struct record_file *,
                            const struct file_plan *, series_change *change, void *context);

#endif
