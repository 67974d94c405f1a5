/* SPDX-License-Identifier: Apache-2.0 */
/* A call of reassembly/streams.h at work: what its functions hand on from one to the next. */
#ifndef STREAMS_CALL_H
#define STREAMS_CALL_H

#include "reassembly/streams_region.h"

struct written;

/* What a reader that left said of the bytes that stand there: the next candidates are asked about
 * them, and it is told only when none wants them. */
struct refusal {
    uint64_t offset;    /* in what that side said */
    uint32_t next;      /* the candidates from here on are asked, */
    uint16_t by;        /* but not this one, a plugin's index + 1; 0: there is no refusal */
    uint16_t told_of;   /* whose the reason is, counted the same way */
    bool first;         /* nobody was wrong about the connection before */
    bool told;          /* it is counted; whom it concerns is not asked again in this call */
    const char *reason; /* NULL: it declined */
};

struct stream_call {
    const struct stream_job *job;
    struct streams *streams;
    struct undo *undo;
    uint64_t clock;
    uint32_t saved[2]; /* connections that are in the journal */
    bool eager;        /* all that is unread is offered, be it ever so little more */
    bool filling;      /* a hole, with what was put off, while another such segment is at hand */
    uint32_t hurried;  /* 1 + a side that waits for the other no longer; 0: neither */
    uint32_t broken;   /* 1 + a side of which what is missing is given up; 0: neither */
    uint32_t speaks;   /* 1 + the side whose segment is at hand; 0: neither's */
    struct refusal refusal[2]; /* of what each side said */
    uint32_t refusals;         /* of either, since a plugin read something */
    uint32_t chosen;   /* the candidate that reads since this call */

    /* For streams_hook.c: whose addresses stand here as text; the hook at work, what it wrote, and
     * the packet's own host meanwhile. */
    uint32_t named;
    char names[2][48];
    struct nc_conversation talk;
    struct connection *connection;
    struct written *written, **written_end;
    const struct nc_host *host;
    void *context;
};

/* Whatever was done will be taken back: nothing more needs to be. */
static inline bool
is_full(const struct stream_call *call)
{
    return call->job->pkt->full;
}

/* The plugin that reads a connection. */
static inline const struct plugin *
reader_of(const struct stream_call *call, const struct connection *c)
{
    return &call->job->plugins->list[c->reader - 1];
}

#endif
