/* SPDX-License-Identifier: Apache-2.0 */
/* A process beside a run that serves or starts something for it: forked before privileges are given
 * up and before a capture, records or plugins are open, so that it has none of them.
 *
 * It ends when the run's process does, however that ends; when it ends first that is said once, it
 * is not begun anew, and the run goes on. */
#ifndef ATTENDANT_H
#define ATTENDANT_H

#include "base/say.h"

#include <stdbool.h>
#include <sys/types.h>

struct attendant {
    pid_t pid;  /* 0: there is none */
    int socket; /* to it; whoever closes it ends it */
    const char *about;
};

/* What it does: settles, tells with attendant_ready() how that went, and goes on until the socket
 * is closed.  Its exit status. */
typedef int attendant_main(void *context, int socket);

struct attendant_job {
    const char *about; /* for the day it dies: "the metrics are served by"; kept */
    attendant_main *does;
    void *context;
    bool (*give_up)(void); /* the rights that it is not to have; false, and it is said: some stay */
    int fd;                /* it keeps this one besides the socket; -1: none */
};

/* Forks it, with its standard output and input closed, and waits until it is ready.  STATUS_DONE,
 * or with what to end, and it is said. */
enum status attendant_start(struct attendant *, const struct attendant_job *);

/* In it: it has settled, or with what status the program is to end. */
void attendant_ready(int socket, enum status);

/* Says so, once, when it has ended by itself. */
void attendant_look(struct attendant *);

/* Ends it, and waits for that a moment. */
void attendant_end(struct attendant *);

#endif
