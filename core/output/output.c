/* SPDX-License-Identifier: Apache-2.0 */
#include "output/output.h"

#include "base/compress.h"
#include "base/memory.h"
#include "base/part_file.h"
#include "base/say.h"
#include "output/blocks.h"
#include "output/merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct output_file {
    struct part_file to;
    int open;              /* index of the block being filled; -1: none */
    uint32_t filled;       /* bytes in it: what the block says is anybody's to change */
    uint64_t blocks, next; /* blocks begun; the next one to be written */
    uint64_t records, bytes;
};

struct output {
    struct output_options options;
    const struct shared *shared;
    const Catalog__Catalog *catalog;
    const Catalog__Settings *settings;
    output_wait *wait;
    void *context;
    bool failed;
    uint64_t records;
    uint32_t missing_from; /* see output_misses() */
    int missing_of;
    struct output_file files[PLUGINS_MAX];
    struct blocks blocks;
    struct merge merge;
};

struct output *
output_create(const struct output_options *options, struct tasks *tasks,
              const Catalog__Catalog *catalog, const Catalog__Settings *settings, output_wait *wait,
              void *context)
{
    struct output *o = calloc(1, sizeof *o);

    if (!o) {
        say_error("out of memory for the output");
        return NULL;
    }
    o->options = *options;
    o->shared = tasks->shared;
    o->blocks.tasks = tasks;
    o->catalog = catalog;
    o->settings = settings;
    o->wait = wait;
    o->context = context;
    for (size_t i = 0; i < PLUGINS_MAX; i++)
        o->files[i].to.fd = o->files[i].open = -1;
    return o;
}

/* Says the first failure; always false. */
static bool
fail(struct output *o, const char *path, const char *doing)
{
    if (!o->failed)
        say_error("%s: cannot %s: %s; what was written before is in the .part files", path, doing,
                  strerror(errno));
    o->failed = true;
    return false;
}

/* Whether a step of a part_file went well: NULL. */
static bool
done(struct output *o, const struct output_file *f, const char *doing)
{
    return !doing || fail(o, f->to.part ? f->to.part : o->options.folder->path, doing);
}

/* The header is a block of its own, so that it is on disk at once. */
static bool
write_header(struct output *o, size_t plugin)
{
    struct output_file *f = &o->files[plugin];
    size_t size, capacity, packed_size;
    uint8_t *raw = header_bytes(o->catalog->plugin[plugin], o->settings->plugin[plugin],
                                &o->options.origin, &size);
    uint8_t *packed;
    bool ok;

    if (!raw)
        return fail(o, f->to.part, "make its header");
    capacity = size + size / 8 + 4096;
    packed = o->options.gzip ? malloc(capacity) : NULL;
    packed_size = packed ? compress_block(raw, size, packed, capacity) : 0;
    if (packed_size)
        ok = done(o, f, part_file_write(&f->to, packed, packed_size));
    else if (o->options.gzip)
        ok = fail(o, f->to.part, "compress its header");
    else
        ok = done(o, f, part_file_write(&f->to, raw, size));
    free(packed);
    free(raw);
    return ok;
}

static const char *
suffix(const struct output *o)
{
    return o->options.gzip ? ".ncap.gz" : ".ncap";
}

static bool
create(struct output *o, size_t plugin)
{
    struct output_file *f = &o->files[plugin];

    return done(o, f,
                part_file_create(&f->to, o->options.folder, o->catalog->plugin[plugin]->name,
                                 suffix(o))) &&
           write_header(o, plugin);
}

/* A free block, once there is one; -1 when there will be none. */
static int
take_block(struct output *o, struct block_owner owner)
{
    int i;

    while ((i = blocks_open(&o->blocks, owner)) < 0 && o->wait(o->context) && output_collect(o))
        ;
    return i;
}

/* Hands the open block to a worker, or writes it as it is. */
static bool
close_block(struct output *o, struct output_file *f)
{
    int i = f->open;
    bool ok;

    if (i < 0)
        return true;
    f->open = -1;
    if (o->options.gzip) {
        blocks_close(&o->blocks, i, f->filled);
        return true;
    }
    f->next++;
    ok = done(o, f, part_file_write(&f->to, blocks_bytes(&o->blocks, i), f->filled));
    blocks_free(&o->blocks, i);
    return ok;
}

static bool
open_block(struct output *o, size_t plugin)
{
    struct output_file *f = &o->files[plugin];
    int i;

    if (f->to.fd < 0 && !create(o, plugin))
        return false;
    i = take_block(o, (struct block_owner){ .file = (uint32_t)plugin, .number = f->blocks });
    if (i < 0)
        return false;
    f->filled = 0;
    f->blocks++;
    f->open = i;
    return true;
}

/* Adds a record, or records that fit together, to a type's block.  Where blocks end depends on the
 * records alone, not on batches: before the record that would not fit any more.  What is looked at
 * is the copy, which workers cannot change. */
static bool
append(struct output *o, size_t plugin, const struct merge_records *records)
{
    struct output_file *f = &o->files[plugin];
    uint32_t size, count;
    uint8_t *to;

    if (f->open >= 0 && f->filled && f->filled + records->size > BLOCK_TARGET && !close_block(o, f))
        return false;
    if (f->open < 0 && !open_block(o, plugin))
        return false;
    to = blocks_bytes(&o->blocks, f->open) + f->filled;
    memcpy(to, records->bytes, records->size);
    size = merge_sound(to, records, &count);
    if (size != records->size)
        merge_cut(&o->merge);
    f->filled += size;
    f->bytes += size;
    f->records += count;
    o->records += count;
    return true;
}

/* What still fits into the open block. */
static uint32_t
space_left(const struct output_file *f)
{
    return f->open >= 0 && f->filled < BLOCK_TARGET ? BLOCK_TARGET - f->filled : 0;
}

static bool
take_type(struct output *o, struct batch *b, size_t plugin, uint32_t upto)
{
    struct output_file *f = &o->files[plugin];
    struct merge_records records;

    merge_begin(&o->merge, b, o->shared->n_stages, plugin, upto);
    while (merge_next(&o->merge, space_left(f), &records))
        if (!append(o, plugin, &records))
            return false;
    if (o->merge.first_cut < o->missing_from) {
        o->missing_from = o->merge.first_cut;
        o->missing_of = (int)plugin;
    }
    return true;
}

bool
output_take(struct output *o, struct batch *b, uint32_t upto)
{
    bool ok = !o->failed;

    o->missing_from = UINT32_MAX;
    for (size_t i = 0; i < o->catalog->n_plugin && ok; i++)
        ok = take_type(o, b, i, upto);
    return ok && !o->failed;
}

bool
output_misses(const struct output *o, uint32_t *packet, int *plugin)
{
    *packet = o->missing_from;
    *plugin = o->missing_of;
    return o->missing_from != UINT32_MAX;
}

void
output_reopen(struct output *o, uint32_t stage)
{
    merge_reopen(&o->merge, stage);
}

/* Writes a finished block if it is its file's next. */
static bool
write_block(struct output *o, int i)
{
    struct output_file *f = &o->files[o->blocks.owners[i].file];
    const uint8_t *bytes;
    uint32_t size;

    if (o->blocks.owners[i].number != f->next)
        return false;
    f->next++;
    bytes = blocks_packed(&o->blocks, i, &size);
    if (!size)
        fail(o, f->to.part, "compress a block");
    else if (!o->failed)
        done(o, f, part_file_write(&f->to, bytes, size));
    blocks_free(&o->blocks, i);
    return true;
}

bool
output_collect(struct output *o)
{
    bool progress = true;

    while (progress) {
        progress = false;
        for (int i = 0; i < BLOCKS_MAX; i++)
            if (blocks_is_done(&o->blocks, i))
                progress |= write_block(o, i);
    }
    return !o->failed;
}

bool
output_is_ready(const struct output *o)
{
    for (int i = 0; i < BLOCKS_MAX; i++)
        if (blocks_is_done(&o->blocks, i) &&
            o->blocks.owners[i].number == o->files[o->blocks.owners[i].file].next)
            return true;
    return false;
}

void
output_go_alone(struct output *o)
{
    o->blocks.alone = true;
}

bool
output_flush(struct output *o)
{
    bool ok = !o->failed;

    for (size_t i = 0; i < o->catalog->n_plugin && ok; i++)
        ok = close_block(o, &o->files[i]);
    return ok;
}

/* A step of all files; what fails of one is said, and the others go on. */
static bool
each_file(struct output *o, const char *step(struct part_file *))
{
    bool ok = true;

    for (size_t i = 0; i < o->catalog->n_plugin; i++) {
        struct part_file *f = &o->files[i].to;
        const char *doing = f->fd < 0 ? NULL : step(f);

        if (!doing)
            continue;
        say_error("%s: cannot %s: %s; its records stay there", f->part, doing, strerror(errno));
        ok = false;
    }
    o->failed |= !ok;
    return ok;
}

/* Gives the files their names, none before it is on disk.  Each step for all of them: the disk is
 * waited for once rather than sixty times. */
static bool
name_files(struct output *o)
{
    bool ok;

    for (size_t i = 0; i < o->catalog->n_plugin; i++)
        part_file_begin_sync(&o->files[i].to);
    ok = each_file(o, part_file_sync);
    return each_file(o, part_file_finish) && ok;
}

bool
output_finish(struct output *o, bool keep)
{
    bool ok = output_flush(o) && output_collect(o);

    for (size_t i = 0; i < o->catalog->n_plugin && ok; i++)
        while (ok && o->files[i].next < o->files[i].blocks)
            ok = o->wait(o->context) && output_collect(o);
    return ok && (!keep || name_files(o));
}

struct output_stats
output_stats(const struct output *o, size_t plugin)
{
    const struct output_file *f = &o->files[plugin];

    return (struct output_stats){ f->records ? o->catalog->plugin[plugin]->name : NULL,
                                  part_file_name(&f->to), f->records, f->bytes, f->to.written };
}

char *
output_name(const struct output *o, size_t plugin)
{
    const Catalog__Plugin *p = o->catalog->plugin[plugin];

    return p->type && o->settings->plugin[plugin]->enabled ? need_text("%s%s", p->name, suffix(o))
                                                           : NULL;
}

uint64_t
output_records(const struct output *o)
{
    return o->records;
}

void
output_destroy(struct output *o)
{
    if (!o)
        return;
    for (size_t i = 0; i < o->catalog->n_plugin; i++)
        part_file_free(&o->files[i].to);
    free(o);
}
