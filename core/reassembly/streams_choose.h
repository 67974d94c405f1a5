/* SPDX-License-Identifier: Apache-2.0 */
/* Who reads a connection. */
#ifndef STREAMS_CHOOSE_H
#define STREAMS_CHOOSE_H

#include "reassembly/streams_offer.h"

/* Shows the plugins what a side says first; true when one of them reads the connection from now on.
 * Else it stays undecided, or nobody ever will. */
bool reader_choose(struct stream_call *, struct connection *, uint32_t side, const struct offer *);

#endif
