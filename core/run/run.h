/* SPDX-License-Identifier: Apache-2.0 */
/* A run: a capture into a folder of records. */
#ifndef RUN_H
#define RUN_H

#include "attend/attendants.h"
#include "run/crew.h"
#include "settings/settings.h"

/* What it runs with. */
struct run_means {
    struct shared *shared;
    struct crew *crew;
    const Catalog__Catalog *catalog;
    struct attendants *attendants; /* NULL: none */
    struct standing *standing; /* NULL, or it is one of several in a process that is confined */
};

/* How many workers the settings ask for. */
uint32_t run_workers(const struct settings *);

/* Opens the capture and the output, starts the workers of the crew, and sees all through to the
 * summary; the exit status.  A capture that is given is open and stays so; NULL: there is none. */
int run_capture(const struct settings *, const struct run_means *, const Catalog__Settings *,
                struct capture *);

#endif
