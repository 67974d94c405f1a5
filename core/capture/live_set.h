/* SPDX-License-Identifier: Apache-2.0 */
/* Packets from one or several interfaces, in the order of their times. */
#ifndef LIVE_SET_H
#define LIVE_SET_H

#include "capture/capture.h"

#include <signal.h>

struct live_set;

/* As capture_open() and capture_fill() have it; returns soon once `hurry` is set. */
struct live_set *live_set_open(const struct capture_options *options, int *status);
long live_set_fill(struct live_set *, const struct capture_buffer *buffer, int wait_ms,
                   const volatile sig_atomic_t *hurry);

/* Of the interfaces, each once; their number. */
size_t live_set_linktypes(const struct live_set *, uint16_t *linktypes, size_t max);

/* The kernel takes no packet more; with `drain` those that it has taken still come. */
void live_set_stop(struct live_set *, bool drain);

/* As capture_look() has it. */
void live_set_look(struct live_set *);

/* Fills in what is known of a live capture alone. */
void live_set_progress(struct live_set *, struct capture_progress *);

/* As capture_interface() has it. */
bool live_set_note(struct live_set *, size_t i, struct interface_note *);

/* An interface failed or went away while capturing. */
bool live_set_failed(const struct live_set *);
void live_set_close(struct live_set *);

#endif
