/* SPDX-License-Identifier: Apache-2.0 */
/* Who is told how a run goes while it does: those who attend it, and the service manager. */
#ifndef ATTENDED_H
#define ATTENDED_H

#include "run/supervisor.h"

/* What takes more rights than the run will have. */
void attended_open(struct supervisor *);

/* Packets are about to be read; a few times a second while they are; none will be. */
void attended_begin(struct supervisor *);
void attended_tick(struct supervisor *);
void attended_stop(struct supervisor *);

#endif
