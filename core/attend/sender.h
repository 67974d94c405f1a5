/* SPDX-License-Identifier: Apache-2.0 */
/* The attendant that has the records of a run sent while they are written: it starts 'netcap send'
 * for each destination, and again when that ends early. */
#ifndef SENDER_H
#define SENDER_H

#include "attend/attendant.h"

#include <stdint.h>

struct sender_job {
    const char *folder; /* of the run's output */
    const char *const *urls;
    size_t n_urls;
    const char *options; /* more of them, with blanks between */
};

/* STATUS_DONE, or with what to end, and it is said: as when what is asked for can never be sent. */
enum status sender_start(struct attendant *, const struct sender_job *, bool (*give_up)(void));

/* The folder is there, and is the run's. */
void sender_begin(struct attendant *);

/* The run is over: waits a while for what is not sent yet, until `interrupted` says that nobody
 * wants to, and ends it.  What became of each destination (sendings_say_left()); what is left is
 * said, and how to send it. */
void sender_end(struct attendant *, bool (*interrupted)(void), uint8_t *of_each, size_t n);

#endif
