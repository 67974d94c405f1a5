/* SPDX-License-Identifier: Apache-2.0 */
/* How much memory this process has. */
#ifndef RESIDENT_H
#define RESIDENT_H

#include <stdint.h>

/* To be called while the process can still open files. */
void resident_begin(void);

/* Bytes of it that are in memory, shared ones that it has touched too; 0: not known. */
uint64_t resident_bytes(void);

#endif
