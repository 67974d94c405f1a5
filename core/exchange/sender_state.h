/* SPDX-License-Identifier: Apache-2.0 */
/* What a sender notes of how it goes, see output/send_state.h. */
#ifndef SENDER_STATE_H
#define SENDER_STATE_H

#include "exchange/sender.h"

void sender_state_open(struct sender *);

/* Once a second at most. */
void sender_state_note(struct sender *);

/* It ends. */
void sender_state_close(struct sender *);

#endif
