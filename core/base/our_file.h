/* SPDX-License-Identifier: Apache-2.0 */
/* The names that netcapd gives to files, and no others: what it may replace, and what is no capture
 * to be read by accident. */
#ifndef OUR_FILE_H
#define OUR_FILE_H

#include <stdbool.h>

#define OUR_PART ".part"           /* behind the name of a file that is not whole yet */
#define OUR_REPORT_NAME "run.json" /* what a run says of itself */
#define OUR_LOCK_NAME ".netcapd.lock"

enum our_file {
    OUR_NONE,
    /* each of them may be of a set, TYPE-20261128T164800Z.ncap.gz: base/set_name.h */
    OUR_RECORDS, /* TYPE.ncap, TYPE.ncap.gz, TYPE.ncap.zst */
    OUR_TABLES,  /* records in another format: TYPE.parquet, TYPE.csv.gz */
    OUR_PACKETS, /* unknown.pcapng.gz, errors.pcapng.gz */
    OUR_REPORT,  /* run.json */
    OUR_LOCK,
};

/* What a file of this name in a folder of records is, also while it is called NAME.part. */
enum our_file our_file(const char *name);

/* The name of the report that tells of a file with this name: run.json, or that of its set;
 * allocated. */
char *our_file_report(const char *name);

/* Whether the name ends with .part. */
bool our_file_is_part(const char *name);

/* The name, or path, that such a file gets once it is whole; allocated, NULL for any other. */
char *our_file_whole(const char *part);

#endif
