/* SPDX-License-Identifier: Apache-2.0 */
#include "run/bounds.h"

#include "base/say.h"
#include "base/visible.h"
#include "dissect/dissect.h"
#include "flows/flows.h"
#include "reassembly/defrag.h"
#include "reassembly/streams.h"
#include "reassembly/streams_segment.h"
#include "run/supervisor.h"

#include <string.h>

enum { NAME_SHOWN = 64 };

static const struct {
    const char *option, *meaning;
    const char *reason; /* NULL: the stages count it */
} bounds[BOUNDS] = {
    [BOUND_LAYERS] = { "max-layers", "packets with more layers", dissect_no_layers },
    [BOUND_TUNNELS] = { "max-tunnels", "packets with more nested networks", nc_no_networks },
    [BOUND_ELEMENTS] = { "max-elements", "records with longer lists", nc_no_elements },
    [BOUND_PACKET_MEMORY] = { "packet-memory", "packets that need more memory", nc_no_memory },
    [BOUND_RECORD] = { "record-size", "longer records", emit_too_long },
    [BOUND_TICKS] = { "ticks", "packets that need more work", nc_no_ticks },
    [BOUND_FRAGMENTS] = { "max-fragments", "datagrams in more fragments", defrag_too_many },
    [BOUND_STREAM_BUFFER] = { "stream-buffer", "streams with more unread", streams_no_room },
    [BOUND_CONVERSATIONS] = { "conversations", "packets with more than 4 networks or 6 links in "
                              "each other, of which flows see the outer ones", dissect_crowded },
    [BOUND_DATAGRAMS] = { "max-datagrams", "datagrams given up early", NULL },
    [BOUND_STREAMS] = { "max-streams", "connections ended early", NULL },
    [BOUND_STREAM_MEMORY] = { "stream-memory", "segments and streams given up", NULL },
};

const char *
bound_option(enum bound bound)
{
    return bounds[bound].option;
}

const char *
bound_meaning(enum bound bound)
{
    return bounds[bound].meaning;
}

void
bounds_met(struct bounds *b, const char *reason)
{
    for (int i = 0; i < BOUNDS; i++)
        if (bounds[i].reason && strcmp(bounds[i].reason, reason) == 0) {
            b->count[i]++;
            return;
        }
}

static void
watch_models(struct supervisor *s, struct bounds *b)
{
    char shown[NAME_SHOWN];

    for (uint32_t i = STAGE_FLOWS; i < s->tasks->shared->n_stages; i++) {
        const struct flow_counts *f = flows_counts(s->tasks->shared->stages[i].state);
        const char *name = s->catalog->plugin[s->tasks->shared->stages[i].plugin]->name;

        if (!f->ended[NC_END_EVICTED] || b->said_of_models & 1u << (i - STAGE_FLOWS))
            continue;
        b->said_of_models |= 1u << (i - STAGE_FLOWS);
        say_error("a limit was reached: %s.max_flows (flows ended early); the summary counts them",
                  visible_string(shown, sizeof shown, name));
    }
}

void
bounds_watch(struct supervisor *s)
{
    const struct shared *shared = s->tasks->shared;
    struct bounds *b = &s->account.bounds;

    if (shared->n_stages > STAGE_STREAMS) {
        counted_look(&s->recovery.counted, shared);
        b->count[BOUND_DATAGRAMS] = s->recovery.counted.defrag.evicted;
        b->count[BOUND_STREAMS] = s->recovery.counted.streams.evicted;
        b->count[BOUND_STREAM_MEMORY] = s->recovery.counted.streams.no_memory;
        watch_models(s, b);
    }
    for (uint32_t i = 0; i < BOUNDS; i++)
        if (b->count[i] && !(b->said & 1u << i)) {
            b->said |= 1u << i;
            say_error("a limit was reached: %s%s (%s); the summary counts them",
                      i == BOUND_CONVERSATIONS ? "" : "--", bounds[i].option, bounds[i].meaning);
        }
}
