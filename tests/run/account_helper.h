/* SPDX-License-Identifier: Apache-2.0 */
/* Notes that stages made of packets, and the account that is taken of them. */
#ifndef ACCOUNT_HELPER_H
#define ACCOUNT_HELPER_H

#include "run/account.h"

extern struct account account;
extern struct aside aside; /* of the batch; nothing, at first */

/* A batch of so many packets, and an account that is empty. */
struct batch *batch_of(uint32_t n_packets);

/* Dissection notes this of a packet; `blamed` is the plugin. */
void put_note(struct batch *, uint32_t packet, uint32_t outcome, int32_t blamed,
              const char *reason);

/* A stage does; it blames the plugin of its own number, of three. */
void note_of(struct batch *, uint32_t stage, uint32_t packet, uint32_t outcome,
             const char *reason);

/* All of a batch of so many packets that was only dissected. */
void account_all(struct batch *, uint32_t n);

/* The sum of all outcomes. */
uint64_t accounted(void);

#endif
