/* SPDX-License-Identifier: Apache-2.0 */
/* Who reads a connection. */
#ifndef STREAMS_CHOOSE_H
#define STREAMS_CHOOSE_H

#include "reassembly/streams_offer.h"

/* Shows the plugins what a side says, where segments begin; true when one of them reads the
 * connection from now on.  The offer is then what that one is to read of this side.  Else what is
 * left of the offer may yet be somebody's. */
bool reader_choose(struct stream_call *, struct connection *, uint32_t side, struct offer *);

#endif
