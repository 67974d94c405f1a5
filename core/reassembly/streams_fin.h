/* SPDX-License-Identifier: Apache-2.0 */
/* Where a side ends.  Whoever is on the way can send a FIN in a host's name, ahead of what that
 * will say or with a life too short to arrive: its sender has not ended that goes on behind it, in
 * order or as far as the receiver says.  So a FIN ends a side for good only once it has been
 * acknowledged, and nothing behind it. */
#ifndef STREAMS_FIN_H
#define STREAMS_FIN_H

#include "reassembly/streams_side.h"

/* A side's FIN behind these bytes: of several that are ahead the nearest may be true. */
void fin_take(struct stream_call *, struct connection *, uint32_t side,
              const struct segment_bytes *);

/* Bytes of that side before they are taken: they are cut at a FIN that counts, and one counts no
 * more that they show to be none. */
void fin_meet(struct stream_call *, struct side *, struct segment_bytes *);

/* What was ready when the FIN came may have become more without bytes of a segment. */
void fin_pass(struct side *);

/* The side's receiver has acknowledged something.  What stands behind a FIN that counts goes. */
void fin_acknowledged(struct stream_call *, struct side *);

/* Nothing more will be acknowledged: a FIN that was reached is believed. */
void fin_at_last(struct stream_call *, struct connection *, uint32_t side);

#endif
