/* SPDX-License-Identifier: Apache-2.0 */
/* What is told the service manager that started this, if one did and wants to know: sd_notify(3),
 * systemd's protocol of "NAME=VALUE" lines in datagrams to $NOTIFY_SOCKET. */
#ifndef NOTIFY_H
#define NOTIFY_H

#include <stdbool.h>

struct notify {
    int socket;      /* -1: nobody wants to know */
    double watchdog; /* tell so often that it goes on, in seconds; 0: that is not asked */
    double told, status_told;
};

/* To be called while sockets can still be made, and by the process that the manager knows.  What is
 * started from here on is told nothing of it. */
void notify_open(struct notify *);

/* "READY=1" and the like; the last is that the process stops. */
void notify_ready(const struct notify *);
void notify_stopping(const struct notify *);

/* A sentence for people, every few seconds; and that the process goes on, when it is time for it.
 * Both at this time of clock_seconds(). */
bool notify_wants_status(const struct notify *, double now);
void notify_status(struct notify *, double now, const char *status);
void notify_alive(struct notify *, double now);

#endif
