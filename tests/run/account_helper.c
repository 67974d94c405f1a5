/* SPDX-License-Identifier: Apache-2.0 */
#include "account_helper.h"

#include "core_helper.h"

#include <stdio.h>
#include <string.h>

struct account account;
struct aside aside;

struct batch *
batch_of(uint32_t n_packets)
{
    memset(&account, 0, sizeof account);
    aside.n = 0;
    return fresh_batch(n_packets);
}

void
put_note(struct batch *b, uint32_t packet, uint32_t outcome, int32_t blamed, const char *reason)
{
    struct room *r = &b->rooms[STAGE_DISSECT];
    struct note *n = &r->notes[r->n_notes++];

    *n = (struct note){ .packet = packet,
                        .outcome = outcome,
                        .plugin = blamed,
                        .space = NC_ETHERTYPE,
                        .value = 0x88cc };
    snprintf(n->reason, sizeof n->reason, "%s", reason);
}

void
account_all(struct batch *b, uint32_t n)
{
    account_batch(&account, b, &aside, 1, 0, n, abc_catalog());
}

uint64_t
accounted(void)
{
    uint64_t sum = 0;

    for (int i = 0; i < OUTCOMES; i++)
        sum += account.outcome[i];
    return sum;
}

void
note_of(struct batch *b, uint32_t stage, uint32_t packet, uint32_t outcome, const char *reason)
{
    struct room *r = &b->rooms[stage];
    struct note *n = &r->notes[r->n_notes++];

    *n = (struct note){ .packet = packet, .outcome = outcome, .plugin = (int32_t)(stage % 3) };
    snprintf(n->reason, sizeof n->reason, "%s", reason);
}
