/* SPDX-License-Identifier: Apache-2.0 */
/* Packets through everything that keeps state: fragments, streams, flows.  Two bytes of link type,
 * then for each packet two of length, one of time and its bytes.  When they are done all that is
 * held is given out, so inputs know nothing of each other. */
#include "fuzz.h"

#include "dissect/catalog.h"
#include "fuzz_all.h"
#include "shared/tasks.h"
#include "stages/stage_models.h"
#include "stages/stages_setup.h"
#include "settings/resolve.h"
#include "run/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct shared *shared;
static struct tasks *tasks;
static uint64_t clock_now;

/* Little room, so that limits are met. */
static void
setup(void)
{
    char *words[] = { (char *)"fuzz",
                      (char *)"-rx",
                      (char *)"--fragment-memory=1",
                      (char *)"--max-datagrams=20",
                      (char *)"--stream-memory=1",
                      (char *)"--stream-buffer=64",
                      (char *)"--max-streams=50",
                      (char *)"--set=Connection.max_flows=20",
                      (char *)"--set=Flow.max_flows=20",
                      NULL };
    struct settings settings;
    Catalog__Catalog *catalog;
    Catalog__Settings *resolved = NULL;

    catalog = catalog_of(all_plugins());
    shared = shared_create(1, (struct block_sizes){ .small = 1 });
    if (settings_read(&settings, 9, words))
        resolved = settings_resolve(&settings, catalog);
    if (!shared || !resolved || !limits_take_models(&settings.limits, catalog, resolved) ||
        !stages_setup(shared, &settings.limits))
        broken("the stages cannot be set up");
    plugins_apply(all_plugins(), resolved);
    catalog__settings__free_unpacked(resolved, NULL);
    catalog__catalog__free_unpacked(catalog, NULL);
    settings_free(&settings);
    tasks = tasks_create(shared);
    if (!tasks)
        broken("no memory for tasks");
    tasks_seat(tasks, 0);
    atomic_store(&shared->stop, 1); /* a worker leaves when nothing is left to do */
}

/* What a worker is ordered is done at once. */
static void
obey_orders(void)
{
    uint32_t at = atomic_load(&shared->desks[0].given);

    for (tasks_go_on(tasks); tasks->seats[0].n; tasks_go_on(tasks)) {
        worker_run(shared, all_plugins(), 0, at);
        at = atomic_load(&shared->desks[0].given);
        if (tasks->seats[0].mad)
            broken("it gave an answer that makes no sense");
    }
}

/* One batch through all stages; what full rooms leave is left. */
static void
work(struct batch *b)
{
    static uint64_t number;

    tasks_give_batch(tasks, b, number++);
    obey_orders();
    for (uint32_t stage = STAGE_DEFRAG; stage < shared->n_stages; stage++)
        if (tasks->next[stage] != number && !tasks_room(tasks, b, stage)->full)
            broken("stage %u stopped half way", stage);
        else
            tasks->next[stage] = number;
}

static void
give_out_all(struct batch *b)
{
    bool more = true;

    b->flush = 1;
    b->n_packets = 0;
    b->clock = UINT64_MAX;
    for (int rounds = 0; more; rounds++) {
        work(b);
        more = false;
        for (uint32_t stage = STAGE_DEFRAG; stage < shared->n_stages; stage++)
            more |= tasks_room(tasks, b, stage)->more;
        if (rounds > 1000)
            broken("it never ends");
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const uint8_t *at = bytes + 2, *end = bytes + size;
    struct batch *b;
    uint32_t used = 0;

    if (!shared)
        setup();
    if (size < 2)
        return 0;
    b = &shared->batches[0];
    b->flush = 0;
    b->n_packets = 0;
    while (end - at > 3 && b->n_packets < 64) {
        size_t n = (size_t)(at[0] | at[1] << 8);
        uint8_t later = at[2];

        at += 3;
        n = n < (size_t)(end - at) ? n : (size_t)(end - at);
        clock_now += (uint64_t)later * later * 1000000;
        b->packets[b->n_packets++] = (struct packet){
            .seconds = (int64_t)(clock_now / 1000000000),
            .nanoseconds = (uint32_t)(clock_now % 1000000000),
            .clock = clock_now,
            .offset = used,
            .captured = (uint32_t)n,
            .length = (uint32_t)n,
            .linktype = (uint16_t)(bytes[0] | bytes[1] << 8),
        };
        memcpy(b->data + used, at, n);
        used += (uint32_t)n;
        at += n;
    }
    work(b);
    give_out_all(b);
    return 0;
}
