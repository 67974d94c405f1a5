/* SPDX-License-Identifier: Apache-2.0 */
/* What tells a run from all others, wherever its files lie and whatever they are called. */
#ifndef RUN_ID_H
#define RUN_ID_H

#include <stdbool.h>

enum { RUN_ID_TEXT = 32 + 1 };

/* 128 random bits in hexadecimal, in small letters; false with errno set when there are none. */
bool run_id_make(char to[RUN_ID_TEXT]);

#endif
