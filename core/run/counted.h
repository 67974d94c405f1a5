/* SPDX-License-Identifier: Apache-2.0 */
/* What defragmentation and streams have counted.  They do it where workers write, and what is there
 * goes when a stage begins anew: the supervisor keeps what it has seen. */
#ifndef COUNTED_H
#define COUNTED_H

#include "reassembly/defrag.h"
#include "reassembly/streams.h"
#include "shared/shared.h"

/* In all, as of the last look; and before the stage began anew. */
struct counted {
    struct defrag_counts defrag, defrag_before;
    struct stream_counts streams, streams_before;
};

/* What each count is called in run.json, and in the summary, which shows what has happened. */
struct counted_name {
    const char *key, *shown; /* shown NULL: not there */
    bool hygiene;            /* it tells of the capture, rather than of what was done with it */
    size_t at, plus, minus;  /* offsets in struct counted; of the last two 0: nothing */
};
extern const struct counted_name counted_name[];
extern const size_t counted_names;
enum { COUNTED_MAX = 40 }; /* no more than so many */

/* The nth of them. */
uint64_t counted_value(const struct counted *, size_t n);

/* Looks at what they count by now.  What went back, or up by more than can be, is not believed. */
void counted_look(struct counted *, const struct shared *);

/* After such a look the stage has begun anew: from here on it counts from zero. */
void counted_anew(struct counted *, uint32_t stage);

#endif
