/* SPDX-License-Identifier: Apache-2.0 */
/* INT and TERM, which ask for an end, and HUP, which asks for a turn. */
#ifndef STOP_SIGNALS_H
#define STOP_SIGNALS_H

#include <stdbool.h>

/* Without turns HUP asks for an end as well. */
void stop_signals_watch(bool turns);

/* How often an end was asked for. */
int stop_signals_count(void);

/* Whether a turn was asked for since the last time that this was. */
bool stop_signals_turn(void);

#endif
