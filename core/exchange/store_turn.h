/* SPDX-License-Identifier: Apache-2.0 */
/* Sets that have reached a limit are closed, and what is not to be kept is removed. */
#ifndef STORE_TURN_H
#define STORE_TURN_H

#include "exchange/store_file.h"

/* `all`: whether or not they have.  One that cannot be closed, which is said, is tried again. */
void store_turn(struct store *, bool all);

/* Removes what is not to be kept, once a set was closed. */
void store_keep(const struct store *, struct store_sensor *);

#endif
