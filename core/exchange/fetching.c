/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/fetching.h"

#include "base/clock.h"
#include "base/compress.h"
#include "base/memory.h"
#include "exchange/inlet_place.h"
#include "exchange/member.h"
#include "exchange/stop_signals.h"
#include "exchange/store_turn.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum {
    WAIT_MS = 200,
    FILES_MOST = 512, /* that are open, of all sensors */
    HELD_MOST = 256,  /* blocks that are not synchronised */
};

#define HELD_BYTES ((uint64_t)8 << 20)
#define IDLE_SECONDS 60.0 /* a file without a block for so long is closed, and opened again */
#define MISSING_SECONDS 120.0 /* what does not come within it, nor in a whole round, is lost */
#define RETRY_FIRST 0.2
#define RETRY_MOST 30.0

struct fetched {
    struct store_file *file;
    double used; /* when something came, or it was opened */
    double stuck; /* since when what comes is not the next; 0: it is */
    uint64_t rounds; /* once so many are over, one of them began since */
    bool came, ends;
};

struct fetcher {
    const struct fetching *is;
    struct fetched files[FILES_MOST];
    size_t n;
    void *held[HELD_MOST]; /* tokens of what came since the last time */
    size_t n_held;
    uint64_t bytes, strange, refused, told, missing, lost;
    bool started;
    double retry_at, retry_after;
    char said[TRANSPORT_WHY], remark[TRANSPORT_WHY];
    uint8_t *member;
};

static void
drop_file(struct fetcher *f, size_t i)
{
    struct store_sensor *sensor = f->files[i].file->sensor;

    store_file_close(f->files[i].file);
    store_sensor_close(f->is->store, sensor);
    f->files[i] = f->files[--f->n];
}

/* The one that waited longest, which nothing came of. */
static bool
make_space(struct fetcher *f)
{
    size_t oldest = f->n;

    for (size_t i = 0; i < f->n; i++)
        if (!f->files[i].came && !f->files[i].ends &&
            (oldest == f->n || f->files[i].used < f->files[oldest].used))
            oldest = i;
    if (oldest == f->n)
        return false;
    drop_file(f, oldest);
    return true;
}

static struct fetched *
find_file(struct fetcher *f, const char *sensor, const struct file_id *id)
{
    for (size_t i = 0; i < f->n; i++)
        if (file_id_same(&f->files[i].file->id, id) &&
            strcmp(f->files[i].file->sensor->name, sensor) == 0)
            return &f->files[i];
    return NULL;
}

/* The file of a block, open; NULL: `why`. */
static struct fetched *
file_of(struct fetcher *f, const struct inlet_block *block, char *why)
{
    struct fetched *one = find_file(f, block->sensor, &block->file.id);
    struct store_sensor *sensor;
    struct store_file *file;

    if (one)
        return one;
    if (f->n == FILES_MOST && !make_space(f)) {
        snprintf(why, STORE_WHY, "too many files are open");
        return NULL;
    }
    sensor = store_sensor_open(f->is->store, block->sensor, why);
    if (!sensor)
        return NULL;
    file = store_file_open(f->is->store, sensor, block->file.header, block->file.header_size, f,
                           why);
    if (!file) {
        store_sensor_close(f->is->store, sensor);
        return NULL;
    }
    f->files[f->n] = (struct fetched){ .file = file, .used = clock_seconds() };
    return &f->files[f->n++];
}

/* False: `why`. */
static bool
append(struct fetcher *f, struct fetched *to, const struct outlet_block *block, char *why)
{
    size_t size = compress_block(block->records, block->id.size, f->member, MEMBER_MOST);

    if (size == 0) {
        snprintf(why, STORE_WHY, "a block cannot be packed");
        return false;
    }
    f->bytes += size;
    return store_file_put(to->file, &block->id, block->count, f->member, size, why);
}

/* Whether it is what it says, and has a place: else it never will, however often it comes. */
static bool
is_sound(const struct fetched *to, const struct inlet_block *block, bool *there, char *why)
{
    const struct outlet_block *is = &block->block;
    struct block_id same;

    *there = block->ends;
    if (block->ends)
        return true;
    if (!store_file_has_place(to->file, &is->id, there, why))
        return false;
    same = block_id_of(&to->file->id, is->id.offset, is->records, is->id.size);
    if (!block_id_same(&same, &is->id) ||
        block_count(is->records, is->id.size) != (int64_t)is->count) {
        snprintf(why, STORE_WHY, "a block's records are not those of its id");
        return false;
    }
    return true;
}

/* --- what is said --- */

static void
say_once(struct fetcher *f, const char *what)
{
    if (strcmp(what, f->said) != 0)
        say_error("%s: %s", f->is->url, what);
    snprintf(f->said, sizeof f->said, "%s", what);
}

static void
refuse(struct fetcher *f, const char *why)
{
    f->refused++;
    if ((f->refused & (f->refused - 1)) == 0)
        say_error("%s: %llu messages were no blocks of ours; the last: %s", f->is->url,
                  (unsigned long long)f->refused, why);
}

/* Of a block without which its file would have a hole, or be none at all. */
static void
say_lost(struct fetcher *f, const struct inlet_block *block)
{
    f->lost++;
    if ((f->lost & (f->lost - 1)) == 0)
        say_error("%s: %s of sensor %s: the server has the header of a file no more: %llu blocks "
                  "in all are lost that way",
                  f->is->url, block->type, block->sensor, (unsigned long long)f->lost);
}

/* --- blocks --- */

static void
give_back(struct fetcher *f, bool safe)
{
    for (size_t i = 0; i < f->n_held; i++)
        f->is->kind->done(f->is->inlet, f->held[i], safe);
    f->n_held = 0;
    f->bytes = 0;
}

/* They are looked at anew on disk: what could not be synchronised was cut off. */
static void
close_files(struct fetcher *f)
{
    char ignored[STORE_WHY];

    while (f->n > 0) {
        store_file_sync(f->files[f->n - 1].file, ignored);
        drop_file(f, f->n - 1);
    }
}

/* What is not done here is tried again; what was synchronised already comes a second time, and is
 * passed over. */
static void
put_off(struct fetcher *f, const char *why)
{
    say_once(f, why);
    give_back(f, false);
    close_files(f);
    f->started = false;
    f->retry_at = clock_seconds() + f->retry_after;
    f->retry_after = 2 * f->retry_after < RETRY_MOST ? 2 * f->retry_after : RETRY_MOST;
}

static bool
finish_file(struct fetcher *f, size_t i, char *why)
{
    struct store_sensor *sensor = f->files[i].file->sensor;

    if (!store_file_finish(f->files[i].file, why))
        return false;
    store_keep(f->is->store, sensor);
    drop_file(f, i);
    return true;
}

/* All that came outlasts a power cut, and is said to. */
static void
settle(struct fetcher *f)
{
    char why[STORE_WHY] = "";

    if (f->n_held == 0)
        return;
    for (size_t i = 0; i < f->n; i++)
        if (f->files[i].came && !store_file_sync(f->files[i].file, why)) {
            put_off(f, why);
            return;
        }
    for (size_t i = f->n; i-- > 0;) {
        f->files[i].came = false;
        if (f->files[i].ends && !finish_file(f, i, why)) {
            put_off(f, why);
            return;
        }
    }
    give_back(f, true);
    f->retry_after = RETRY_FIRST;
}

static uint64_t
rounds(const struct fetcher *f, unsigned more)
{
    return f->is->kind->rounds ? f->is->kind->rounds(f->is->inlet) + more : 0;
}

/* A broker gives again what was not said to be safe, and meanwhile what comes behind it, which is
 * put off. */
static bool
is_next(struct fetcher *f, struct fetched *to, const struct inlet_block *block)
{
    to->used = clock_seconds(); /* else it would be closed, and wait anew */
    if (block->after <= to->file->end) {
        to->stuck = 0;
        return true;
    }
    if (!to->stuck) {
        to->stuck = to->used;
        to->rounds = rounds(f, 2);
    }
    if (to->used - to->stuck < MISSING_SECONDS || rounds(f, 0) < to->rounds)
        return false;
    say_error("%s: %s of sensor %s: %llu bytes of records are lost, or at another collector",
              f->is->url, to->file->type, to->file->sensor->name,
              (unsigned long long)(block->after - to->file->end));
    f->missing++;
    to->stuck = 0;
    return true;
}

/* False: it has to wait. */
static bool
take(struct fetcher *f, const struct inlet_block *block)
{
    char why[STORE_WHY] = "";
    struct fetched *to = find_file(f, block->sensor, &block->file.id);
    bool there;

    if (!to && block->lost) {
        f->held[f->n_held++] = block->token;
        say_lost(f, block);
        return true;
    }
    if (!to && !inlet_place_is(block, why)) {
        f->held[f->n_held++] = block->token;
        refuse(f, why);
        return true;
    }
    to = file_of(f, block, why);
    if (to && !is_next(f, to, block)) {
        f->is->kind->done(f->is->inlet, block->token, false);
        return true;
    }
    f->held[f->n_held++] = block->token;
    if (!to) {
        put_off(f, why);
        return false;
    }
    if (!is_sound(to, block, &there, why)) {
        refuse(f, why);
        return true;
    }
    if (block->ends) {
        to->ends = true;
        return true;
    }
    if (!there && !append(f, to, &block->block, why)) {
        put_off(f, why);
        return false;
    }
    to->came = true;
    to->used = clock_seconds();
    return true;
}

static void
take_all(struct fetcher *f)
{
    struct inlet_block block;

    while (f->is->kind->next(f->is->inlet, &block)) {
        if (!take(f, &block))
            return;
        if (f->n_held == HELD_MOST || f->bytes >= HELD_BYTES)
            settle(f);
    }
    settle(f);
    f->strange = f->is->kind->strange(f->is->inlet);
    if (f->strange > 2 * f->told) {
        say_error("%s: %llu messages in all were no blocks of ours", f->is->url,
                  (unsigned long long)f->strange);
        f->told = f->strange;
    }
}

static void
step(struct fetcher *f)
{
    const struct inlet_kind *kind = f->is->kind;
    char why[TRANSPORT_WHY] = "";

    if (!f->started && clock_seconds() < f->retry_at) {
        poll(NULL, 0, WAIT_MS);
        return;
    }
    if (!f->started)
        kind->start(f->is->inlet);
    f->started = true;
    switch (kind->step(f->is->inlet, WAIT_MS, why)) {
    case OUTLET_BROKEN: put_off(f, why); return;
    case OUTLET_WAITS: return;
    case OUTLET_READY: break;
    }
    if (*why && strcmp(why, f->remark) != 0)
        say_warning("%s: %s", f->is->url, strcpy(f->remark, why));
    if (*f->said)
        say_error("%s: connected", f->is->url);
    *f->said = '\0';
    take_all(f);
}

static void
close_idle(struct fetcher *f)
{
    double now = clock_seconds();

    for (size_t i = f->n; i-- > 0;)
        if (!f->files[i].came && !f->files[i].ends && now - f->files[i].used > IDLE_SECONDS)
            drop_file(f, i);
}

enum status
fetching_run(const struct fetching *is)
{
    struct fetcher *f = need(1, sizeof *f);
    bool whole;

    f->is = is;
    f->retry_after = RETRY_FIRST;
    f->member = need(1, MEMBER_MOST);
    while (stop_signals_count() == 0) {
        step(f);
        close_idle(f);
        store_turn(is->store, stop_signals_turn());
    }
    settle(f);
    close_files(f);
    whole = !f->missing && !f->lost && !f->refused && !f->strange;
    free(f->member);
    free(f);
    return whole ? STATUS_DONE : STATUS_PARTIAL;
}
