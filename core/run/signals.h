/* SPDX-License-Identifier: Apache-2.0 */
/* Signals, from the first moment on: INT, TERM and HUP ask to stop, USR1 asks for the summary.
 * With sets of files a HUP asks for the next one. */
#ifndef SIGNALS_H
#define SIGNALS_H

#include "capture/capture.h"

#include <stdatomic.h>

/* To be called before all else.  As long as nothing runs, being asked to stop ends the program; a
 * HUP that is ignored already stays so.  USR2 and ALRM, which end others, are nothing to us. */
void signals_catch(void);

/* In a process whose stops another one tells: they are what stands there, and signals are nothing
 * to it. */
void signals_follow(const _Atomic uint32_t *stops);

/* From now on a signal is only noted, and hurries this capture. */
void signals_heed(struct capture *);

/* The capture is about to be closed. */
void signals_forget(void);

/* The packets are over; whether it was asked to stop since then. */
void signals_packets_over(void);
bool signals_again(void);

/* Once it is known whether there are sets: then a HUP does not ask to stop, but for what
 * signals_hangup() tells.  Until then it is only noted. */
void signals_turn(bool wanted);

/* Whether there was one since the last call. */
bool signals_hangup(void);

/* How often it was asked to stop. */
int signals_stops(void);

/* Whether the summary was asked for; signals_statistics() then forgets it. */
bool signals_are_waiting(void);
bool signals_statistics(void);

#endif
