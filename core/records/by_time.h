/* SPDX-License-Identifier: Apache-2.0 */
/* Records of several files, in the order of their times.
 *
 * A record's time is its Timestamp; where there is none its TimestampLast, as flows are in the
 * order in which they end, or else the first field that means a time.  Records of a file stay in
 * its order, which is that of the packets and not strictly that of times: next comes the file whose
 * next record is the earliest, of several the one that was named first. */
#ifndef BY_TIME_H
#define BY_TIME_H

#include "records/record_file.h"

struct by_time;

/* Of files with schemas. */
struct by_time *by_time_new(struct record_file *const *files, size_t count);

/* The next record, good until the next call; NULL at the end of all. */
const uint8_t *by_time_next(struct by_time *, size_t *size);
void by_time_free(struct by_time *);

#endif
