/* SPDX-License-Identifier: Apache-2.0 */
/* What is put: the next blocks of each file, as far as they are there and taken. */
#ifndef SENDER_FEED_H
#define SENDER_FEED_H

#include "exchange/sender.h"

void sender_feed(struct sender *);

/* Whether a file that has no slot has anything to be sent. */
bool sender_wants_slot(const struct sender *, const struct sent_file *);

#endif
