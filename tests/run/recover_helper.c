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
struct room_task *task;
struct aside aside;

bool
crew_next_event(struct crew *unused, struct crew_event *event)
{
    bool is_new = crew.is_new;

    (void)unused;
    *event = crew.event;
    crew.is_new = false;
    return is_new;
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
crew_give_up(struct crew *unused)
{
    (void)unused;
    crew.given_up++;
    crew.lost = true;
}

double
clock_seconds(void)
{
    return crew.now;
}

/* The batch is given out, and worker 1 alone is ordered what there is. */
static void
give_out(struct tasks *t)
{
    batch = fresh_batch(PACKETS);
    tasks_give_batch(t, batch, 0);
    tasks_seat(t, 1);
    t->at_once = 1;
}

/* The worker has committed the packets before this one, and begun it. */
static void
at_packet(uint32_t stage, uint32_t packet)
{
    room = &batch->rooms[stage];
    task = tasks_room(recovery.tasks, batch, stage);
    for (uint32_t i = 0; i < packet; i++) {
        room_begin(room, i);
        if (stage == STAGE_DISSECT)
            add_record(room, 0, 'x', 10);
        room_commit(room, i);
    }
    room_begin(room, packet);
    add_record(room, 0, 'y', 10);
    room->plugin = 2;
}

static void
begin(void)
{
    static struct room_deaths deaths[2][STAGES_MAX];

    memset(deaths, 0, sizeof deaths);
    crew = (struct made_up_crew){ .now = 1 };
    memset(&account, 0, sizeof account);
    aside.n = 0;
    recovery = (struct recovery){ .tasks = fresh_tasks(),
                                  .account = &account,
                                  .catalog = abc_catalog(),
                                  .n_workers = 2,
                                  .asides = &aside,
                                  .deaths = deaths };
}

void
at_work(void)
{
    begin();
    give_out(recovery.tasks);
    tasks_go_on(recovery.tasks);
    at_packet(STAGE_DISSECT, 4);
}

void
at_flows(uint32_t packet)
{
    at_stage(STAGE_FLOWS, packet);
}

void
at_stage(uint32_t at, uint32_t packet)
{
    static struct undo *undo;
    struct shared *s;

    begin();
    s = recovery.tasks->shared;
    if (!undo && !(undo = calloc(1, sizeof *undo)))
        exit(99);
    undo_forget(undo);
    undo_set_victim(undo, 0);
    s->n_stages = at + 1;
    give_out(recovery.tasks);
    for (uint32_t stage = STAGE_DISSECT; stage < at; stage++) {
        *tasks_room(recovery.tasks, batch, stage) =
            (struct room_task){ .state = TASK_DONE, .done = PACKETS };
        s->stages[stage].undo = undo;
    }
    s->stages[at].undo = undo;
    tasks_go_on(recovery.tasks);
    at_packet(at, packet);
}

void
tells(int kind, int value)
{
    crew.event = (struct crew_event){ .worker = 1, .value = value };
    crew.event.kind = kind;
    crew.is_new = true;
    CU_ASSERT(recover(&recovery));
}

void
dies(int status)
{
    tells(CREW_DIED, status);
}

void
is_replaced(void)
{
    tells(CREW_STARTED, 0);
}
