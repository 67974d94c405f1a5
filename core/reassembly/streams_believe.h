/* SPDX-License-Identifier: Apache-2.0 */
/* When what was put off counts (streams_doubts.h): once its receiver has acknowledged it, as far as
 * it did.  What came meanwhile with a right checksum was there first, and the bytes of what comes
 * first count.  What a hole lacks that is about to be passed is taken out of it as well: nothing
 * that was captured gives way to a gap.
 *
 * All take a connection that is in the journal. */
#ifndef STREAMS_BELIEVE_H
#define STREAMS_BELIEVE_H

#include "reassembly/streams_doubts.h"

/* So many of its bytes were acknowledged. */
uint32_t doubt_acknowledged(const struct connection *, const struct doubt *);

/* Whether something that counts stands behind where it begins. */
bool doubt_precedes(struct stream_call *, const struct connection *, const struct doubt *);

/* How far a side's go on from this number, one behind the other. */
uint32_t doubts_reach(struct stream_call *, const struct connection *, uint32_t side,
                      uint32_t from);

/* Where a side begins of which this number is the first that counts: with those right before it,
 * unless they count last, or the receiver has them already. */
uint32_t doubts_begin(struct stream_call *, const struct connection *, uint32_t side,
                      uint32_t from);

/* What those that were acknowledged have acknowledged themselves counts, unless bytes with a right
 * checksum came in their place. */
void doubts_hear(struct stream_call *, struct connection *);

/* Takes out the oldest of these; false when there is none. */
enum doubts_wanted {
    DOUBTS_ACKNOWLEDGED, /* as far as it was; of those that count last what is of no use */
    DOUBTS_WAITED, /* for long enough: of a side that is alone, or in whose place nothing came */
    DOUBTS_NO_ROOM, /* the same, however long */
    DOUBTS_ANSWERED, /* in whose place nothing came before who had it went on to speak */
    DOUBTS_FIRST,  /* all but those that count last */
    DOUBTS_ALL
};
bool doubts_take(struct stream_call *, struct connection *, enum doubts_wanted, struct doubt *);

/* What fills a side's first hole, which ends before this number, is there from now on; false when
 * nothing does. */
bool doubts_fill(struct stream_call *, struct connection *, uint32_t side, uint32_t end);

/* What they wait for, beside an acknowledgement. */
enum wait_name doubts_wait(struct stream_call *, const struct connection *);

/* Counts one that was taken out, and was read or not. */
void doubt_count(struct stream_call *, const struct connection *, const struct doubt *, bool read);

#endif
