/* SPDX-License-Identifier: Apache-2.0 */
/* Where netcap collect writes: a folder with one for each sensor, and in that the sets of files
 * that the sensor wrote, TYPE-TIME.ncap.gz as base/set_name.h names them.
 *
 * A file's first member is its header as the sensor wrote it, then come its blocks, each a member
 * with its id (exchange/member.h).  A file keeps its .part until the sensor closes it, or a limit
 * turns it here: then what follows of it is in a file of another set, with the same header.  What a
 * file has is found in itself; nothing else needs to outlast the process. */
#ifndef STORE_H
#define STORE_H

#include "base/out_folder.h"
#include "exchange/block_reader.h"
#include "output/acknowledged.h"
#include "output/keep.h"

#include <stdio.h>

enum {
    STORE_MODE = 0640, /* of files: records hold passwords */
    STORE_WHY = 256,
    STORE_FILES_MOST = 4096, /* of one sensor, open at once */
};

struct store_limits {
    /* Of a set; 0: no limit.  At each full number of seconds since 1970 another one begins. */
    uint64_t bytes, records, seconds;
    struct keep keep;
};

struct store {
    struct out_folder folder;
    struct store_limits limits;
    struct store_sensor *sensors; /* those that are connected */
};

/* What a sensor wrote between two turns of its own. */
struct store_set {
    char run[FILE_ID_TEXT]; /* its run, */
    uint64_t number;        /* and the number of the set in that */
    bool named;
    bool turned; /* its next file is of another name */
    struct set_name name;
    int64_t created;         /* when the sensor opened it: seconds since 1970 */
    int64_t opened;          /* here */
    uint64_t bytes, records; /* since then */
    size_t files;            /* that are open */
    struct store_set *next;
};

struct store_sensor {
    char name[SENSOR_MOST + 1];
    struct out_folder folder;
    char *path;
    size_t users, n_files;
    struct store_set *sets;
    struct store_file *files; /* that are open */
    struct acknowledged_ask ask;
    struct store_sensor *next;
};

enum status store_open(struct store *, const char *path, const struct store_limits *);
void store_close(struct store *);

/* The folder of a sensor, whose name is one; to be given back by each who has it.  NULL: `why`. */
struct store_sensor *store_sensor_open(struct store *, const char *name, char *why);
void store_sensor_close(struct store *, struct store_sensor *);

/* The set that a header is of, of which one more file is open; and one less, after which it may be
 * none. */
struct store_set *store_set_of(struct store_sensor *, const Types__Header *);
void store_set_leave(struct store_sensor *, struct store_set *);

/* Gives a set its name here where it has none, or one under which there is such a file already,
 * or which is not behind a set that the file is in: what is later stands in a later set;
 * false with errno set when the folder cannot be looked through. */
bool store_set_name(struct store_sensor *, struct store_set *, const char *type,
                    const struct set_name *behind);

/* Whether the set has reached a limit. */
bool store_set_is_full(const struct store *, const struct store_set *);

#endif
