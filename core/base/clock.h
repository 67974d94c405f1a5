/* SPDX-License-Identifier: Apache-2.0 */
/* How long the program has been at something, whatever the date is set to meanwhile. */
#ifndef CLOCK_H
#define CLOCK_H

/* Seconds of the monotonic clock. */
double clock_seconds(void);

#endif
