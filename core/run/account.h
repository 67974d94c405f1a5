/* SPDX-License-Identifier: Apache-2.0 */
/* What became of the packets: every one is in exactly one class. */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "capture/capture_writer.h"
#include "catalog.pb-c.h"
#include "run/aside.h"
#include "run/bounds.h"
#include "run/held.h"
#include "run/hygiene.h"
#include "run/tally.h"
#include "shared/shared.h"

#include <stdint.h>

struct account {
    uint64_t packets, bytes; /* taken over from the reader; bytes as captured */
    uint64_t outcome[OUTCOMES];
    uint64_t dropped;        /* read, but given up at a second interrupt */
    uint64_t marked;         /* of them: a record says that it is malformed, whatever the outcome */
    uint64_t remarked;       /* of them: a plugin noted something, whatever the outcome */
    struct tally unknown, refused, quarantined, marks, remarks;
    struct bounds bounds;    /* limits that packets have reached */
    struct hygiene hygiene;
    uint32_t notes_taken[STAGES_MAX + 1]; /* of the oldest batch's rooms; then of those set aside */
    uint64_t lost;           /* flows and streams at whose end a plugin failed, without a packet */
    struct held held;        /* what was lost although it was never given out */
    struct capture_writer *unknown_file, *errors_file; /* where such packets go; NULL: nowhere */
};

/* Counts the packets of a batch from `from` to before `upto`, whose records were taken over, and
 * writes those that were not simply decoded to their files.  Of the outcomes that the stages noted
 * of a packet the gravest counts; of marks and remarks each reason, and the packet once. */
void account_batch(struct account *, const struct batch *, const struct aside *, uint32_t n_stages,
                   uint32_t from, uint32_t upto, const Catalog__Catalog *);

/* A stage's room begins anew; STAGES_MAX: none of the batch is set aside. */
void account_reopen(struct account *, uint32_t stage);

/* Whether each packet that was read is in exactly one class. */
bool account_balances(const struct account *, uint64_t read);

/* Leaves what came after it was as `before`, which it was once; its hygiene turned then. */
void account_since(struct account *, const struct account *before);

/* Counts a flow or stream over whose end a plugin failed. */
void account_lost(struct account *, int plugin, const char *reason, const Catalog__Catalog *);

#endif
