/* SPDX-License-Identifier: Apache-2.0 */
#include "recover_helper.h"

#include "base/clock.h"
#include "core_helper.h"
#include "harness.h"

#include <stdlib.h>
#include <string.h>

struct made_up_crew crew;
struct recovery recovery;
struct account account;
struct batch *batch;
struct room *room;

bool
crew_next_death(struct crew *unused, struct death *death)
{
    bool dead = crew.dead;

    (void)unused;
    *death = crew.death;
    crew.dead = false;
    return dead;
}

bool
crew_is_lost(const struct crew *unused)
{
    (void)unused;
    return crew.lost;
}

void
crew_replace(struct crew *unused, uint32_t worker)
{
    (void)unused;
    crew.replaced = worker + 1;
}

void
crew_kill(struct crew *unused, uint32_t worker)
{
    (void)unused;
    crew.killed = worker + 1;
}

double
crew_cpu_seconds(const struct crew *unused, uint32_t worker)
{
    (void)unused;
    (void)worker;
    return crew.cpu;
}

void
output_retry(struct output *unused, uint32_t worker)
{
    (void)unused;
    crew.retried = worker + 1;
}

double
clock_seconds(void)
{
    return crew.now;
}

void
at_work(void)
{
    memset(&crew, 0, sizeof crew);
    memset(&account, 0, sizeof account);
    recovery = (struct recovery){ .shared = fresh_shared(),
                                    .account = &account,
                                    .catalog = abc_catalog(),
                                    .n_workers = 2 };
    batch = fresh_batch(PACKETS);
    room = &batch->rooms[STAGE_DISSECT];
    for (uint32_t i = 0; i < 4; i++) {
        room_begin(room, i);
        add_record(room, 0, 'x', 10);
        room_commit(room, i);
    }
    room_begin(room, 4);
    add_record(room, 0, 'y', 10);
    room->plugin = 2;
    atomic_store(&room->state, TASK_TAKEN + 1);
}

void
at_flows(uint32_t packet)
{
    static struct undo *undo;

    at_work();
    if (!undo && !(undo = calloc(1, sizeof *undo)))
        exit(99);
    undo_forget(undo);
    undo_set_victim(undo, 0);
    recovery.shared->n_stages = STAGE_FLOWS + 1;
    for (uint32_t stage = STAGE_DEFRAG; stage < recovery.shared->n_stages; stage++) {
        atomic_store(&recovery.shared->broken[stage], 0);
        recovery.shared->stages[stage].undo = undo;
    }
    atomic_store(&room->state, TASK_DONE);
    atomic_store(&room->done, PACKETS);
    atomic_store(&batch->rooms[STAGE_DEFRAG].done, PACKETS);
    atomic_store(&batch->rooms[STAGE_DEFRAG].state, TASK_DONE);
    room = &batch->rooms[STAGE_FLOWS];
    for (uint32_t i = 0; i < packet; i++) {
        room_begin(room, i);
        room_commit(room, i);
    }
    room_begin(room, packet);
    add_record(room, 0, 'z', 10);
    room->plugin = 2;
    atomic_store(&room->state, TASK_TAKEN + 1);
}

void
dies(int status)
{
    crew.death = (struct death){ 1, status };
    crew.dead = true;
    CU_ASSERT(recover(&recovery, 0, 1));
}
