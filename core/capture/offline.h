/* SPDX-License-Identifier: Apache-2.0 */
/* Packets out of files, one after the other, straight into the caller's memory. */
#ifndef OFFLINE_H
#define OFFLINE_H

#include "capture/capture.h"

#include <signal.h>
#include <sys/stat.h>

struct offline;

/* As capture.h has them; both return soon once `hurry` is set. */
struct offline *offline_open(const struct capture_options *options, int *status);
long offline_fill(struct offline *, const struct capture_buffer *buffer, int wait_ms,
                  const volatile sig_atomic_t *hurry);
long offline_linktypes(struct offline *, uint16_t *linktypes, size_t max, int wait_ms,
                       const volatile sig_atomic_t *hurry);

/* As capture_reads() and capture_input() have it. */
const char *offline_reads(const struct offline *, const struct stat *);
const struct input *offline_input(const struct offline *, size_t i);

/* As capture_input_note() has it. */
bool offline_input_note(const struct offline *, size_t i, struct input_note *);

/* Fills in bytes, total, filtered, cut and name. */
void offline_progress(const struct offline *, struct capture_progress *);
bool offline_damaged(const struct offline *);
void offline_close(struct offline *);

#endif
