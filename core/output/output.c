/* SPDX-License-Identifier: Apache-2.0 */
#include "output/output.h"

#include "base/say.h"
#include "output/blocks.h"
#include "output/merge.h"

#include <stdlib.h>
#include <string.h>

struct output {
    const struct shared *shared;
    const Catalog__Catalog *catalog;
    output_wait *wait;
    void *context;
    uint64_t records;
    uint32_t missing_from; /* see output_misses() */
    int missing_of;
    struct targets targets;
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
    o->shared = tasks->shared;
    o->catalog = catalog;
    o->wait = wait;
    o->context = context;
    tasks->shared->style = options->style;
    blocks_begin(&o->blocks, tasks);
    targets_create(&o->targets, options, catalog, settings, &o->blocks.packer);
    return o;
}

/* A free block, once there is one; -1 when there will be none. */
static int
take_block(struct output *o, const struct target *t)
{
    const struct block_owner owner = { .file = (uint32_t)(t - o->targets.list),
                                       .number = t->blocks };
    int i;

    while ((i = blocks_open(&o->blocks, t->plan.format, owner)) < 0 && o->wait(o->context) &&
           output_collect(o))
        ;
    return i;
}

/* Whether a block becomes what it is. */
static bool
stays_as_it_is(const struct target *t)
{
    return !t->plan.format->pack && t->plan.style.compression.kind == COMPRESSION_NONE;
}

/* Hands the open block to a worker, or writes it as it is. */
static bool
close_block(struct output *o, struct target *t)
{
    int i = t->open;
    bool ok;

    if (i < 0)
        return true;
    t->open = -1;
    o->blocks.owners[i].records = t->count;
    if (!stays_as_it_is(t)) {
        blocks_close(&o->blocks, i, t->plugin, t->plan.format, t->filled);
        return true;
    }
    t->next++;
    t->files[t->n_files - 1].records += t->count;
    ok = targets_write(&o->targets, t, blocks_bytes(&o->blocks, i), t->filled);
    blocks_free(&o->blocks, i);
    return ok;
}

/* Sees to it that so many bytes fit into the open block.  Where blocks end depends on the records
 * alone, not on batches: before the record that would not fit any more. */
static bool
make_space(struct output *o, struct target *t, uint32_t size)
{
    int i;

    if (t->open >= 0 && t->filled && t->filled + size > t->plan.format->block_size &&
        !close_block(o, t))
        return false;
    if (!t->n_files && !t->formless && !targets_begin(&o->targets, t))
        return false;
    if (t->open >= 0 || t->formless)
        return true;
    i = take_block(o, t);
    if (i < 0)
        return false;
    t->filled = 0;
    t->count = 0;
    t->blocks++;
    t->open = i;
    return true;
}

/* What was copied into the first block cannot be changed by workers: it is looked at there, and
 * goes from there into the others. */
static void
copy_records(struct output *o, size_t plugin, const struct merge_records *records)
{
    struct target_type *type = &o->targets.types[plugin];
    struct target *targets = targets_of(&o->targets, plugin);
    const uint8_t *sound = NULL;
    uint32_t size = 0, count = 0;

    for (size_t i = 0; i < o->targets.n_formats; i++) {
        uint8_t *to;

        if (targets[i].formless)
            continue;
        to = blocks_bytes(&o->blocks, targets[i].open) + targets[i].filled;
        memcpy(to, sound ? sound : records->bytes, sound ? size : records->size);
        size = sound ? size : merge_sound(to, records, &count);
        sound = sound ? sound : to;
        targets[i].filled += size;
        targets[i].count += count;
    }
    if (sound && size != records->size)
        merge_cut(&o->merge);
    type->bytes += size;
    type->records += count;
    o->records += count;
}

/* Adds a record, or records that fit together, to a type's blocks. */
static bool
append(struct output *o, size_t plugin, const struct merge_records *records)
{
    for (size_t i = 0; i < o->targets.n_formats; i++)
        if (!make_space(o, &targets_of(&o->targets, plugin)[i], records->size))
            return false;
    copy_records(o, plugin, records);
    return true;
}

/* What still fits into the open blocks of a type. */
static uint32_t
space_left(const struct output *o, size_t plugin)
{
    const struct target *targets = targets_of(&o->targets, plugin);
    size_t least = SIZE_MAX;

    for (size_t i = 0; i < o->targets.n_formats; i++) {
        size_t most = targets[i].plan.format->block_size;
        size_t left =
            targets[i].open >= 0 && targets[i].filled < most ? most - targets[i].filled : 0;

        if (!targets[i].formless && left < least)
            least = left;
    }
    return least < UINT32_MAX ? (uint32_t)least : 0;
}

static bool
take_type(struct output *o, struct batch *b, size_t plugin, uint32_t upto)
{
    struct merge_records records;

    merge_begin(&o->merge, b, o->shared->n_stages, plugin, upto);
    while (merge_next(&o->merge, space_left(o, plugin), &records))
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
    bool ok = !o->targets.failed;

    o->missing_from = UINT32_MAX;
    for (size_t i = 0; i < o->catalog->n_plugin && ok; i++)
        ok = take_type(o, b, i, upto);
    return ok && !o->targets.failed;
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

/* What became of a block, or of a part of it.  A file that would have too long an end by now gets
 * it. */
static void
write_piece(struct output *o, struct target *t, const struct piece *piece)
{
    if (!piece->bytes)
        targets_fail(&o->targets, t, "compress a block");
    if (o->targets.failed || !targets_write(&o->targets, t, piece->bytes, piece->size))
        return;
    text_bytes(&t->notes, o->blocks.note.data, o->blocks.note.used);
    t->files[t->n_files - 1].records += piece->records;
    t->left_out += piece->left_out;
    t->damaged += piece->damaged;
    if (t->notes.used >= TARGET_FULL)
        targets_end(&o->targets, t);
}

/* Writes a finished block if it is its file's next. */
static bool
write_block(struct output *o, int i)
{
    struct target *t = &o->targets.list[o->blocks.owners[i].file];
    struct piece piece;

    if (o->blocks.owners[i].number != t->next)
        return false;
    if (!t->begun && !o->targets.failed)
        targets_begin(&o->targets, t);
    piece = blocks_take(&o->blocks, i, &t->plan);
    write_piece(o, t, &piece);
    if (piece.last) {
        t->next++;
        blocks_free(&o->blocks, i);
    } else {
        blocks_go_on(&o->blocks, i);
    }
    return true;
}

bool
output_collect(struct output *o)
{
    const int upto = (int)atomic_load(&o->blocks.tasks->blocks_upto);
    bool progress = true;

    while (progress) {
        progress = false;
        for (int i = 0; i < upto; i++)
            if (blocks_is_done(&o->blocks, i))
                progress |= write_block(o, i);
    }
    return !o->targets.failed;
}

bool
output_is_ready(const struct output *o)
{
    const uint32_t upto = atomic_load(&o->blocks.tasks->blocks_upto);

    for (uint32_t i = 0; i < upto; i++)
        if (blocks_is_done(&o->blocks, (int)i) &&
            o->blocks.owners[i].number == o->targets.list[o->blocks.owners[i].file].next)
            return true;
    return false;
}

void
output_go_alone(struct output *o)
{
    o->blocks.alone = true;
}

static bool
close_blocks(struct output *o, bool all)
{
    bool ok = !o->targets.failed;

    for (size_t i = 0; i < o->targets.n && ok; i++)
        if (all || !o->targets.list[i].plan.format->whole_blocks)
            ok = close_block(o, &o->targets.list[i]);
    return ok;
}

bool
output_flush(struct output *o)
{
    return close_blocks(o, false);
}

/* All blocks are written. */
static bool
is_written(const struct output *o)
{
    for (size_t i = 0; i < o->targets.n; i++)
        if (o->targets.list[i].next < o->targets.list[i].blocks)
            return false;
    return true;
}

bool
output_finish(struct output *o, bool keep)
{
    bool ok = close_blocks(o, true) && output_collect(o);

    while (ok && !is_written(o))
        ok = o->wait(o->context) && output_collect(o);
    ok = ok && targets_end_all(&o->targets);
    return ok && (!keep || targets_name(&o->targets));
}

void
output_turn(struct output *o, const char *set, uint64_t number, struct part_files *files)
{
    targets_turn(&o->targets, set, number, files);
}

struct output_stats
output_stats(const struct output *o, size_t plugin)
{
    return targets_stats(&o->targets, plugin);
}

bool
output_file(const struct output *o, size_t i, struct output_stats *stats)
{
    return targets_file(&o->targets, i, stats);
}

bool
output_name(const struct output *o, size_t i, char **name, bool *made)
{
    return targets_file_name(&o->targets, i, name, made);
}

bool
output_is_complete(const struct output *o)
{
    return !o->targets.incomplete && !o->targets.incomplete_before;
}

bool
output_set_is_complete(const struct output *o)
{
    return !o->targets.incomplete;
}

uint64_t
output_written(const struct output *o)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < o->targets.n; i++)
        sum += target_written(&o->targets.list[i]);
    return sum;
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
    targets_free(&o->targets);
    blocks_end(&o->blocks);
    free(o);
}
