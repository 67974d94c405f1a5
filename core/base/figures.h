/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as people read them. */
#ifndef FIGURES_H
#define FIGURES_H

#include <stdint.h>

#define NUMBER_TEXT 32

/* "1,234,567", and bytes as "12.3 MB" (decimal units), in a buffer of NUMBER_TEXT bytes. */
const char *text_count(uint64_t, char *buffer);
const char *text_size(double, char *buffer);

#endif
