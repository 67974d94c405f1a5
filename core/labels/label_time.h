/* SPDX-License-Identifier: Apache-2.0 */
/* Times as label files write them, which is not always all of it. */
#ifndef LABEL_TIME_H
#define LABEL_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* What a time that does not say so itself is meant as. */
struct label_zone {
    bool given;
    int seconds;   /* east of UTC */
    int year;      /* of a time without one; 0: nobody says */
    uint64_t used; /* how many times were taken by it */
};

/* "UTC", "Z", "+03:00", "-0500"; false: it is none. */
bool label_zone_read(struct label_zone *, const char *text);

/* Nanoseconds since 1970 of seconds since then, RFC 3339, that without a zone, with one without a
 * colon, or with less behind the date; and of "03/26/2018-20:22:37.097370", with a year of two
 * digits, or none.  NULL, or what was expected. */
const char *label_time_read(const char *text, struct label_zone *, int64_t *nanoseconds);

/* What is expected of one that needs a zone, or a year, which is not said. */
extern const char label_time_no_zone[], label_time_no_year[];

#endif
