/* SPDX-License-Identifier: Apache-2.0 */
/* The page: one file that needs no other, of the figures as JSON and what draws them. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "base/textbuf.h"

/* Whether it can draw, or has tables only. */
bool report_page_draws(void);

/* The figures have no < in them. */
void report_page(struct textbuf *, const struct textbuf *figures);

#endif
