/* SPDX-License-Identifier: Apache-2.0 */
/* A line on standard error that shows how far long work is, drawn anew in its place, when that is a
 * terminal. */
#ifndef LIVE_LINE_H
#define LIVE_LINE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether there is to be one: not without a terminal, nor when quiet. */
void live_line_setup(bool quiet);
bool live_line_is_shown(void);

/* Another process draws it: here it is only taken away. */
void live_line_of_another(void);

/* Draws "SHARE TEXT LEFT": of work of which so much is done, from 0 to 1, after so many seconds how
 * much that is, and how long it may still take; of work whose end nobody knows, below 0, the text
 * alone. */
void live_line_draw(double done, double seconds, const char *text);

/* Takes it away, for something else to be said. */
void live_line_wipe(void);

#endif
