/* SPDX-License-Identifier: Apache-2.0 */
/* What a run's report says of how far its files were sent, which is known when it is over. */
#ifndef RUN_SENT_H
#define RUN_SENT_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct run_sent {
    const char *folder;
    unsigned file_mode;
    const char *report;      /* its name in the folder, */
    struct timespec started; /* and when the run that it is of began */
    const char *const *urls;
    const uint8_t *status; /* enum status of each: whether it has all that can be sent to it */
    size_t n;
};

/* Writes the report once more; what stands against that is said. */
void run_sent_note(const struct run_sent *);

#endif
