/* SPDX-License-Identifier: Apache-2.0 */
/* What a destination says of files, and what is done about it: their position, and their end. */
#ifndef SENDER_ACKS_H
#define SENDER_ACKS_H

#include "exchange/sender.h"

void sender_take_event(struct sender *, const struct outlet_event *);

/* A file gives its slot back; what was put of it and not acknowledged is as if it had not been. */
void sender_leave_slot(struct sender *, struct sent_file *, enum sent_state);

#endif
