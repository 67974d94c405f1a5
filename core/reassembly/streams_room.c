/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_room.h"

#include "reassembly/streams_arrival.h"
#include "reassembly/streams_doubts.h"
#include "reassembly/streams_reader.h"
#include "reassembly/streams_table.h"

enum { EVICT_MOST = 4 };

/* What nobody reads yet nobody will; who is read and has been silent longest ends. */
static void
free_cells_of(struct stream_call *call, struct connection *c)
{
    call->streams->now.counts.no_memory++;
    if (!has_reader(c)) {
        connection_save(call, c);
        if (c->reader == READER_UNDECIDED)
            reader_give_up(call, c);
        doubts_drop(call, c);
        connection_list(call, c);
        return;
    }
    call->streams->now.counts.evicted++;
    call->streams->now.evicted = call->clock;
    arrival_end(call, c);
}

static bool
is_short_of_cells(const struct streams *r)
{
    return r->most_cells - r->now.cells.used < r->reserve;
}

/* The one in that list that was silent longest, but for the one that speaks. */
static struct connection *
oldest_of(struct streams *r, enum list_name name, const struct connection *speaks)
{
    struct connection *c = connection_at(r, r->now.lists[name].first);

    return c == speaks ? connection_at(r, c->age.after) : c;
}

void
room_make(struct stream_call *call, const struct connection *speaks)
{
    struct streams *r = call->streams;

    for (int i = 0; i < EVICT_MOST && is_short_of_cells(r) && !is_full(call); i++) {
        struct connection *c = oldest_of(r, LIST_DOUBTED, speaks);

        if (c == connection_at(r, 0))
            c = oldest_of(r, LIST_BUFFERED, speaks);
        if (c == connection_at(r, 0))
            return;
        free_cells_of(call, c);
    }
}
