/* SPDX-License-Identifier: Apache-2.0 */
/* What a pointer in a record leads to. */
#ifndef PLACES_H
#define PLACES_H

#include <stddef.h>
#include <stdint.h>

enum place { PLACE_CONSTANT, PLACE_STACK, PLACE_VARIABLE, PLACE_HEAP, PLACE_NOWHERE };

/* Looks what there is; to be called again when something has been loaded. */
void places_look(void);

/* Of all these bytes. */
enum place place_of(const void *from, size_t size);

#endif
