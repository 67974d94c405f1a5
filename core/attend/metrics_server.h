/* SPDX-License-Identifier: Apache-2.0 */
/* The attendant that gives out a page's text, as /metrics, to who comes for it. */
#ifndef METRICS_SERVER_H
#define METRICS_SERVER_H

#include "attend/attendant.h"
#include "attend/page.h"

/* "libmicrohttpd 0.9.75"; "" where it was built without it, and cannot serve. */
const char *metrics_server_library(void);

/* Serves the page, of which this process then has a part to write to, at [HOST:]PORT or unix:PATH.
 * STATUS_DONE, or with what to end, and it is said. */
enum status metrics_server_start(struct attendant *, struct page *, const char *where,
                                 bool (*give_up)(void));

#endif
