/* SPDX-License-Identifier: Apache-2.0 */
/* A folder that netcapd wrote, and what its run.json says of it. */
#ifndef RUN_FILE_H
#define RUN_FILE_H

#include "base/json_tree.h"
#include "base/say.h"

struct run_file {
    char *folder, *path;     /* of run.json */
    const struct json *says; /* all that stands in it */
    struct pool pool;
    char *text;
    bool whole; /* by its own sum */
};

/* Of a folder, or of a run.json by its name.  Not STATUS_DONE, and it is said, when it cannot be
 * read or is none; to be closed in any case. */
enum status run_file_open(struct run_file *, const char *path);

/* The text of such a file, allocated; NULL with errno set when it cannot be read. */
char *run_file_read(const char *path);

/* Whether it is of a run that is over, has sums, and is as it was written; if not, it is said. */
enum status run_file_sound(const struct run_file *);
void run_file_close(struct run_file *);

/* What one of its texts is; "" when it has none. */
const char *run_file_text(const struct run_file *, const char *key);

/* The first item of one of its lists; NULL when there is none. */
const struct json *run_file_list(const struct run_file *, const char *key);

/* How many records a run wrote to a file in its folder; false, and nothing is said, when there is
 * no report, it cannot be read, the run goes on, or it says nothing of such a file. */
bool run_file_records(const char *path, uint64_t *records);

/* The SHA-256 of a file and how many bytes it has; false with errno set. */
struct file_sum {
    char sha256[65];
    uint64_t bytes;
};
bool file_sum(const char *path, struct file_sum *);

#endif
