/* SPDX-License-Identifier: Apache-2.0 */
/* Packets from an interface, through libpcap. */
#ifndef LIVE_H
#define LIVE_H

#include "capture/capture.h"

#include <signal.h>

struct live;

/* As capture_open() and capture_fill() have it; returns soon once `hurry` is set. */
struct live *live_open(const struct capture_options *options, int *status);
long live_fill(struct live *, const struct capture_buffer *buffer, int wait_ms,
               const volatile sig_atomic_t *hurry);
uint16_t live_linktype(const struct live *);

/* The kernel takes no packet more; with `drain` those that it has taken still come. */
void live_stop(struct live *, bool drain);

/* As capture_look() has it. */
void live_look(struct live *);

/* Fills in what is known of a live capture alone. */
void live_progress(struct live *, struct capture_progress *);

/* The interface failed or went away while capturing. */
bool live_failed(const struct live *);
void live_close(struct live *);

#endif
