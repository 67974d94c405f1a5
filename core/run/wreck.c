/* SPDX-License-Identifier: Apache-2.0 */
#include "run/wreck.h"

#include "base/say.h"
#include "stages/stages_setup.h"

enum { AT_FLOW_END_MAX = 64, BEFORE_PACKET_MAX = 3, ASLEEP_MAX = 2, IN_FLUSHES_MAX = 4096,
       UNEXPLAINED_MAX = 3, FAR_APART = BATCH_PACKETS };

/* Where a worker died, and what follows:
 *
 *                 to blame     the room goes on at   the stage
 *  AT_PACKET      the packet   the next packet       is mended first, without the packet
 *  AT_FLOW_END    a flow       the same packet       is mended first
 *  ASLEEP         nobody       the same packet       is mended first, with the flow
 *  BEFORE_PACKET  nobody       the same packet       is mended if it was to be
 *  STUCK          the packet   the next packet       is mended first, without the packet
 *  STUCK_MENDING  nobody       its end               stays as it is
 *
 * ASLEEP is a worker that stood still without computing, which need not be its own fault: at most
 * once for a packet.  STUCK is BEFORE_PACKET so often in a row that there must be a reason;
 * STUCK_MENDING is that behind the last packet, where there is nothing to do but to mend. */
enum place { AT_PACKET, AT_FLOW_END, ASLEEP, BEFORE_PACKET, STUCK, STUCK_MENDING };

struct wreck {
    const struct order *order;
    struct batch *batch;
    struct room *room;
    struct room_deaths *deaths;
    uint32_t packet, end; /* where it died; of the packets, or of what can be flushed */
    bool began;           /* a packet of the order */
    enum stall killed;
    const char *reason;
};

/* One more death there; how often in a row by now. */
static uint32_t
count_death(struct deaths *last, const struct wreck *w)
{
    if (last->batch != w->batch->number || last->packet != w->packet)
        *last = (struct deaths){ w->batch->number, w->packet, 0 };
    return ++last->times;
}

/* At the end of a flow or stream the packet at work is not at fault: it comes again, without that
 * flow.  Not for ever, as a worker can write anything there. */
static bool
blames_flow(struct recovery *r, const struct wreck *w)
{
    uint32_t stage = w->order->stage;

    return stage != STAGE_DISSECT &&
           atomic_load(&r->tasks->shared->stages[stage].undo->victim) &&
           count_death(&w->deaths->at_flow_end, w) <= AT_FLOW_END_MAX;
}

static bool
is_in_order(const struct order *o, uint32_t packet)
{
    return packet >= o->from && packet < o->upto;
}

static enum place
find_place(struct recovery *r, struct wreck *w)
{
    const struct order *o = w->order;
    uint32_t done = atomic_load(&w->room->done);

    w->packet = atomic_load(&w->room->current);
    if (is_in_order(o, w->packet) && done <= w->packet) {
        w->began = true;
        if (w->killed == STALL_ASLEEP && count_death(&w->deaths->asleep, w) < ASLEEP_MAX)
            return ASLEEP;
        return blames_flow(r, w) ? AT_FLOW_END : AT_PACKET;
    }
    w->packet = done < o->from || done > o->upto ? o->from : done;
    w->began = w->packet > o->from;
    if (count_death(&w->deaths->before_packet, w) < BEFORE_PACKET_MAX)
        return BEFORE_PACKET;
    if (w->packet >= w->end)
        return STUCK_MENDING;
    return blames_flow(r, w) ? AT_FLOW_END : STUCK;
}

/* Whether what the room's checkpoints tell of is not done: a packet, or the mending of the stage.
 * They are those of the last packet that was done when a worker dies between two. */
static bool
is_at_work(const struct wreck *w, const struct mend *mend)
{
    uint32_t current = atomic_load(&w->room->current);

    return current != UINT32_MAX && (atomic_load(&w->room->done) <= current ||
                                     (mend->is_needed && current == mend->packet));
}

/* The stage is to be mended by the next worker, in this batch. */
static void
break_stage(struct recovery *r, const struct wreck *w, bool without)
{
    if (w->order->stage != STAGE_DISSECT)
        r->tasks->mends[w->order->stage] = (struct mend){
            .is_needed = true, .without = without, .packet = w->packet
        };
}

/* One that fails at every packet would make the run a thousand times slower, or endless. */
static void
blame(struct recovery *r, uint32_t plugin, const struct wreck *w)
{
    bool hung = w->killed == STALL_COMPUTING || w->killed == STALL_ASLEEP;
    const struct plugin_faults *of;

    if (plugin >= r->catalog->n_plugin || !faults_add(&r->faults, plugin, hung))
        return;
    of = &r->faults.of[plugin];
    atomic_store(&r->tasks->shared->off[plugin], 1);
    say_error("%s is switched off: it failed at %llu packets and hung at %llu of them, the last "
              "time it %s; see --plugin-failures",
              r->catalog->plugin[plugin]->name, (unsigned long long)of->failures,
              (unsigned long long)of->hangs, w->reason);
}

static void
quarantine(struct recovery *r, const struct wreck *w)
{
    uint32_t plugin = w->room->plugin;
    bool is_known = plugin < r->catalog->n_plugin;

    blame(r, plugin, w);
    aside_add(&r->asides[w->order->batch], w->packet, is_known ? (int)plugin : -1, w->reason);
    if (w->order->stage <= STAGE_DEFRAG && w->packet < BATCH_PACKETS)
        batch_hide(w->batch, w->packet); /* no stage behind sees it */
    break_stage(r, w, true);
    say_detail("%s %s; its packet is set aside",
               is_known ? r->catalog->plugin[plugin]->name : "a plugin", w->reason);
}

/* Or this would never end.  What the stage then still holds is lost if nothing comes behind. */
static bool
gives_up_flush(struct recovery *r, const struct wreck *w)
{
    bool last = w->batch->clock == UINT64_MAX;
    uint64_t flush = last ? UINT64_MAX : w->batch->number;
    struct deaths *d = &r->in_flushes[w->order->stage];

    if (!w->batch->flush)
        return false;
    if (d->batch != flush)
        *d = (struct deaths){ .batch = flush };
    if (++d->times <= IN_FLUSHES_MAX)
        return false;
    if (last)
        held_lose(&r->account->held, r->tasks->shared, r->catalog, w->order->stage,
                  "plugins failed too often while they were given out");
    return true;
}

/* Where the room goes on. */
static uint32_t
judge(struct recovery *r, const struct wreck *w, enum place place)
{
    uint32_t plugin;

    switch (place) {
    case AT_FLOW_END:
        plugin = w->room->plugin;
        blame(r, plugin, w);
        account_lost(r->account, (int)plugin, w->reason, r->catalog);
        break_stage(r, w, false);
        return w->packet;
    case ASLEEP:
        break_stage(r, w, false);
        r->tasks->mends[w->order->stage].spares = true;
        return w->packet;
    case BEFORE_PACKET: return w->packet;
    case STUCK_MENDING: r->tasks->mends[w->order->stage].is_needed = false; return w->packet;
    default: quarantine(r, w); return w->packet + 1;
    }
}

/* Whether a stage fails without a plugin being at work, or by one that is never called: what it
 * keeps makes no sense, and would fail at one packet after the other, for seconds each.  One that
 * did thousands in between is sound. */
static bool
is_spoilt(struct recovery *r, const struct wreck *w, enum place place)
{
    struct unexplained *u = &r->unexplained[w->order->stage];
    uint64_t passed = r->tasks->passed[w->order->stage] + w->packet - w->order->from;
    uint32_t plugin = w->room->plugin;

    if (place == ASLEEP || place == BEFORE_PACKET || w->order->stage == STAGE_DISSECT ||
        (plugin < r->catalog->n_plugin && !atomic_load(&r->tasks->shared->off[plugin])))
        return false;
    if (passed - u->passed > FAR_APART)
        u->times = 0;
    u->passed = passed;
    return ++u->times >= UNEXPLAINED_MAX;
}

/* Rather a few streams than all that follow. */
static void
begin_anew(struct recovery *r, uint32_t stage)
{
    r->unexplained[stage].times = 0;
    if (stage >= STAGE_FLOWS)
        return;
    counted_look(&r->counted, r->tasks->shared);
    if (!stages_anew(r->tasks->shared, stage))
        return;
    counted_anew(&r->counted, stage);
    r->tasks->mends[stage].is_needed = false;
    say_error("what was known of %s makes no sense, as a plugin may have written there: %s begins "
              "anew, and those under way are lost",
              stage == STAGE_DEFRAG ? "fragments" : "streams",
              stage == STAGE_DEFRAG ? "defragmentation" : "reassembly");
}

void
recover_room(struct recovery *r, const struct order *o, enum stall killed, const char *reason)
{
    struct batch *b = &r->tasks->shared->batches[o->batch];
    struct wreck w = { .order = o,
                       .batch = b,
                       .room = &b->rooms[o->stage],
                       .deaths = &r->deaths[o->batch][o->stage],
                       .end = b->flush ? FLUSH_END : b->n_packets,
                       .killed = killed,
                       .reason = reason };
    struct mend *mend = &r->tasks->mends[o->stage];
    bool at_work = is_at_work(&w, mend);
    enum place place = find_place(r, &w);
    uint32_t done;
    bool ends;

    if (w.began) /* which it did once the stage was mended */
        mend->is_needed = false;
    done = judge(r, &w, place);
    if (is_spoilt(r, &w, place))
        begin_anew(r, o->stage);
    if (at_work)
        room_rollback(w.room);
    else
        room_settle(w.room);
    if (o->stage == STAGE_DISSECT && done == tasks_room(r->tasks, b, o->stage)->emptied)
        room_clear(w.room); /* whatever it says that it holds */
    if (gives_up_flush(r, &w)) {
        done = w.end;
        mend->is_needed = false;
    }
    ends = done >= w.end && !mend->is_needed;
    atomic_store(&w.room->current, UINT32_MAX);
    atomic_store(&w.room->done, done);
    tasks_redo_room(r->tasks, o, done, ends);
}
