/* SPDX-License-Identifier: Apache-2.0 */
/* Packets from an interface, through libpcap. */
#ifndef LIVE_H
#define LIVE_H

#include "capture/capture.h"

#include <signal.h>

struct live;

/* As capture_open() and capture_fill() have it. */
struct live *live_open(const struct capture_options *options, int *status);
long live_fill(struct live *, const struct capture_buffer *buffer, int wait_ms,
               const volatile sig_atomic_t *stop);
uint16_t live_linktype(const struct live *);

/* Fills in received, dropped, if_dropped and name. */
void live_progress(struct live *, struct capture_progress *);

/* The interface failed while capturing. */
bool live_failed(const struct live *);
void live_close(struct live *);

#endif
