/* SPDX-License-Identifier: Apache-2.0 */
/* Packets from one interface, through libpcap. */
#ifndef LIVE_H
#define LIVE_H

#include "capture/capture.h"

#include <poll.h>

struct live;

/* The interface of that number among those of the options; as capture_open() has it. */
struct live *live_open(const struct capture_options *options, size_t number, int *status);
uint16_t live_linktype(const struct live *);

/* Whether a packet is there, and of what time, in nanoseconds since 1970; it stays the next. */
bool live_has_next(struct live *, int64_t *time);

/* Puts that packet behind the n that are in the buffer; false when it does not fit. */
bool live_take(struct live *, const struct capture_buffer *, size_t *n);

/* When it was last seen that none was there, in the same time; for ever while one is. */
int64_t live_empty_at(const struct live *);

/* The kernel takes no packet more; with `drain` those that it has taken still come. */
void live_stop(struct live *, bool drain);

/* Whether such are still to come; when not, it is over. */
bool live_is_draining(struct live *);
bool live_is_over(const struct live *);

/* What to poll for: packets, unless one is there, and what becomes of the interface, which then is
 * to be told.  Returns how long at most. */
int live_wait_for(const struct live *, int most_ms, struct pollfd fds[2]);
void live_link_told(struct live *);

/* As capture_look() has it. */
void live_look(struct live *);

void live_note(struct live *, struct interface_note *);

/* The interface failed or went away while capturing. */
bool live_failed(const struct live *);
void live_close(struct live *);

#endif
