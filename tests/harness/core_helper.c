/* SPDX-License-Identifier: Apache-2.0 */
#include "core_helper.h"

#include "base/wire.h"

#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 3 };

const Catalog__Catalog *
abc_catalog(void)
{
    static const char *const names[N] = { "A", "B", "C" };
    static Catalog__Plugin plugins[N], *list[N];
    static Catalog__Catalog catalog = CATALOG__CATALOG__INIT;

    for (int i = 0; i < N; i++) {
        catalog__plugin__init(&plugins[i]);
        plugins[i].name = plugins[i].record_name = (char *)names[i];
        plugins[i].type = 10000 + i;
        list[i] = &plugins[i];
    }
    catalog.plugin = list;
    catalog.n_plugin = N;
    return &catalog;
}

const Catalog__Settings *
abc_settings(void)
{
    static Catalog__PluginSettings plugins[N], *list[N];
    static Catalog__Settings settings = CATALOG__SETTINGS__INIT;

    for (int i = 0; i < N; i++) {
        catalog__plugin_settings__init(&plugins[i]);
        plugins[i].enabled = 1;
        list[i] = &plugins[i];
    }
    settings.plugin = list;
    settings.n_plugin = N;
    return &settings;
}

struct shared *
the_shared(void)
{
    static struct shared *shared;

    if (!shared && !(shared = shared_create(1, (struct block_sizes){ .small = 2, .large = 1 }))) {
        perror("test: no shared memory");
        exit(99);
    }
    shared->dissect.context = true;
    return shared;
}

struct tasks *
the_tasks(void)
{
    static struct tasks *tasks;

    if (!tasks && !(tasks = tasks_create(the_shared()))) {
        perror("test: no tasks");
        exit(99);
    }
    return tasks;
}

struct tasks *
fresh_tasks(void)
{
    struct tasks *t = the_tasks();

    for (int i = 0; i < BLOCKS_MAX; i++)
        atomic_store(&t->blocks[i].state, TASK_IDLE);
    memset(t->rooms, 0, t->shared->n_batches * sizeof *t->rooms);
    memset(t->next, 0, sizeof t->next);
    memset(t->mends, 0, sizeof t->mends);
    for (uint32_t i = 0; i < WORKERS_MAX; i++) {
        t->seats[i] = (struct seat){ .taken = false };
        orders_begin(t->shared, i);
    }
    t->supervisor_waits = false;
    t->shared->n_stages = 1;
    atomic_store(&t->shared->stop, 0);
    return t;
}

struct batch *
fresh_batch(uint32_t n_packets)
{
    struct batch *b = &the_shared()->batches[0];

    for (int stage = 0; stage < STAGES_MAX; stage++) {
        memset(&b->rooms[stage], 0,
               offsetof(struct room, notes)); /* all of it would take a while */
        room_clear(&b->rooms[stage]);
    }
    memset(b->packets, 0, sizeof b->packets);
    memset(b->sightings, 0, sizeof b->sightings);
    memset(b->events, 0, sizeof b->events);
    for (uint32_t i = 0; i < BATCH_PACKETS; i++)
        b->events[i].levels = 1;
    b->number = 0;
    b->n_packets = n_packets;
    b->flush = b->n_late = b->joined_used = b->before.packet = 0;
    b->clock = 0;
    return b;
}

struct room *
fresh_room(void)
{
    return &fresh_batch(1)->rooms[STAGE_DISSECT];
}

bool
add_record(struct room *r, uint32_t plugin, uint8_t byte, size_t n)
{
    size_t space;
    uint8_t *to = room_reserve(r, plugin, n, &space);

    if (!to)
        return false;
    CU_ASSERT_FATAL(space >= n);
    memset(to, byte, n);
    room_add(r, plugin, (uint32_t)n);
    return true;
}

bool
add_framed(struct room *r, uint32_t plugin, uint8_t byte, size_t n)
{
    size_t space, length = wire_varint_size(n);
    uint8_t *to = room_reserve(r, plugin, length + n, &space);

    if (!to)
        return false;
    memset(wire_put_varint(to, n), byte, n);
    room_add(r, plugin, (uint32_t)(length + n));
    return true;
}
