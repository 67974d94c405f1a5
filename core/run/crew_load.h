/* SPDX-License-Identifier: Apache-2.0 */
/* How a crew comes by its plugins, and how the process ends that loads them. */
#ifndef CREW_LOAD_H
#define CREW_LOAD_H

#include "base/say.h"
#include "run/crew_layout.h"

/* Sets *catalog, or says what is wrong. */
enum status crew_load(struct crew *, const struct crew_options *, Catalog__Catalog **catalog);

/* The zygote's status once it has ended; it is ended when it takes too long, and so is what it
 * left. */
int crew_await_zygote(struct crew *, double seconds);

#endif
