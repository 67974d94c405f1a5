/* SPDX-License-Identifier: Apache-2.0 */
/* Those who attend a run, as its settings want them. */
#ifndef ATTENDANTS_H
#define ATTENDANTS_H

#include "attend/attendant.h"
#include "attend/page.h"
#include "settings/settings.h"

struct attendants {
    struct attendant server, sender;
    struct page *page; /* for the figures of the run; NULL: nobody wants them */
};

/* Starts them; give_up() is called in each, before all else.  STATUS_DONE, or with what to end, and
 * it is said. */
enum status attendants_start(struct attendants *, const struct settings *, bool (*give_up)(void));

/* The folder of the run is there. */
void attendants_begin(struct attendants *);

/* A few times a second: says of who has died. */
void attendants_look(struct attendants *);

/* The run is over: waits for what is to be sent yet, unless `interrupted`, and ends them.  False,
 * and it is said: not all was sent. */
bool attendants_end(struct attendants *, bool (*interrupted)(void));

#endif
