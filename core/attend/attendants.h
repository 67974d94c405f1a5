/* SPDX-License-Identifier: Apache-2.0 */
/* Those who attend a run, as its settings want them. */
#ifndef ATTENDANTS_H
#define ATTENDANTS_H

#include "attend/attendant.h"
#include "attend/page.h"
#include "base/url.h"
#include "settings/settings.h"

#include <stdint.h>
#include <time.h>

struct attendants {
    struct attendant server, sender;
    struct page *page; /* for the figures of the run; NULL: nobody wants them */
    char report[64];         /* in which the run speaks of itself; "": there is none, */
    struct timespec started; /* and since when it ran */
    uint8_t sent[DESTINATIONS_MOST]; /* at the end, of each --to=URL: an enum status */
};

/* Starts them; give_up() is called in each, before all else.  STATUS_DONE, or with what to end, and
 * it is said. */
enum status attendants_start(struct attendants *, const struct settings *, bool (*give_up)(void));

/* The folder of the run is there. */
void attendants_begin(struct attendants *);

/* A few times a second: says of who has died. */
void attendants_look(struct attendants *);

/* The run is over, and this is the last that it says of itself. */
void attendants_note_report(struct attendants *, const char *report, struct timespec started);

/* The run is over: waits for what is to be sent to so many destinations yet, unless `interrupted`,
 * and ends them.  Done; or not all could be, or was, sent, and it is said. */
enum status attendants_end(struct attendants *, bool (*interrupted)(void), size_t n_urls);

#endif
