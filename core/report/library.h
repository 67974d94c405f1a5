/* SPDX-License-Identifier: Apache-2.0 */
/* The library that draws the page: whether this program was built with it. */
#ifndef REPORT_LIBRARY_H
#define REPORT_LIBRARY_H

#include <stdio.h>

/* A line for --version. */
void library_print(FILE *);

/* Says that there is none, and what to do. */
void library_say_missing(void);

#endif
