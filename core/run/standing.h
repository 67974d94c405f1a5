/* SPDX-License-Identifier: Apache-2.0 */
/* How far a run is, for another process to see. */
#ifndef STANDING_H
#define STANDING_H

#include "run/supervisor.h"

struct standing {
    _Atomic uint64_t read; /* bytes of its files, as they are on disk */
    _Atomic uint64_t packets, bytes, records;
    _Atomic uint64_t outcome[OUTCOMES];
    _Atomic bool interrupted; /* before it had read all */
};

/* Does nothing for a run that is alone. */
void standing_tell(const struct supervisor *);

#endif
