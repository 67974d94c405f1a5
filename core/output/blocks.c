/* SPDX-License-Identifier: Apache-2.0 */
#include "output/blocks.h"

#include "base/compress.h"
#include "base/wire.h"
#include "output/file_formats.h"

#include <string.h>

void
blocks_begin(struct blocks *b, struct tasks *tasks)
{
    b->tasks = tasks;
    b->copy.fd = b->note.fd = -1;
    packer_init(&b->packer);
}

void
blocks_end(struct blocks *b)
{
    packer_free(&b->packer);
    textbuf_free(&b->copy);
    textbuf_free(&b->note);
}

static uint32_t
state_of(const struct blocks *b, int i)
{
    return atomic_load_explicit(&b->tasks->blocks[i].state, memory_order_acquire);
}

static bool
is_large(const struct file_format *format)
{
    return format->block_size > BLOCK_TARGET;
}

struct block_sizes
blocks_wanted(const struct file_format *const *formats)
{
    struct block_sizes sizes = { 0, 0 };

    for (; *formats; formats++) {
        sizes.large += is_large(*formats);
        sizes.small += !is_large(*formats);
    }
    return sizes;
}

int
blocks_open(struct blocks *b, const struct file_format *format, struct block_owner owner)
{
    const struct shared *s = b->tasks->shared;
    uint32_t i = is_large(format) ? 0 : s->n_large;
    uint32_t upto = is_large(format) ? s->n_large : s->n_blocks;

    for (; i < upto; i++)
        if (!b->owners[i].is_open && state_of(b, (int)i) == TASK_IDLE) {
            b->owners[i] = owner;
            b->owners[i].is_open = true;
            return (int)i;
        }
    return -1;
}

void
blocks_close(struct blocks *b, int i, size_t plugin, const struct file_format *format,
             uint32_t size)
{
    struct block *block = &b->tasks->shared->blocks[i];

    block->size = size;
    block->plugin = (uint32_t)plugin;
    block->format = (uint32_t)file_format_index(format);
    b->owners[i].is_open = false;
    tasks_give_block(b->tasks, i, 0);
}

void
blocks_free(struct blocks *b, int i)
{
    b->owners[i].is_open = false;
    atomic_store(&b->tasks->blocks[i].state, TASK_IDLE);
}

bool
blocks_is_done(const struct blocks *b, int i)
{
    uint32_t state = state_of(b, i);

    return state == TASK_DONE || (b->alone && state != TASK_IDLE);
}

/* Whether a record ends there, and how many there are up to it. */
static bool
is_between_records(const struct block *block, uint32_t from, uint32_t done, uint64_t *records)
{
    struct wire all = { block->raw + from, block->raw + block->size }, inside;

    for (*records = 0; all.at < block->raw + done && wire_inside(&all, &inside); ++*records)
        ;
    return all.at == block->raw + done;
}

/* A copy of what a worker made; false when it is not that any more, or cannot be what it says. */
static bool
take_packed(struct blocks *b, int i, const struct file_plan *plan, uint64_t *records)
{
    const struct block *block = &b->tasks->shared->blocks[i];
    const struct block_task *task = &b->tasks->blocks[i];
    const struct answer *a = &task->answer;
    size_t size = a->size + a->note_size;

    if (b->alone || !task->packed || (!a->size && a->done > task->from))
        return false;
    b->copy.used = b->note.used = 0;
    text_bytes(&b->copy, block->packed, size);
    if (compress_checksum((const uint8_t *)b->copy.data, size) != a->checksum)
        return false;
    text_bytes(&b->note, b->copy.data + a->size, a->note_size);
    return is_between_records(block, task->from, a->done, records) &&
           (plan->format->check ? plan->format->check(plan, &b->note, a->size) : !a->note_size);
}

/* What is left of a block is packed here; its bytes are NULL when that fails. */
static struct piece
pack_here(struct blocks *b, int i, const struct file_plan *plan, uint32_t *done)
{
    const struct block *block = &b->tasks->shared->blocks[i];
    const struct packed *packed = &b->packer.packed;
    uint32_t from = b->tasks->blocks[i].from;
    bool made = packer_pack(&b->packer, plan, block->raw + from, block->size - from);

    *done = from + (uint32_t)packed->taken;
    b->note.used = 0;
    text_bytes(&b->note, packed->note.data, packed->note.used);
    return (struct piece){ .bytes = made ? (const uint8_t *)b->packer.made->data : NULL,
                           .size = b->packer.made->used,
                           .left_out = packed->left_out,
                           .damaged = *packed->damage != '\0' };
}

static struct piece
piece_of_worker(const struct blocks *b, const struct answer *a)
{
    return (struct piece){ .bytes = (const uint8_t *)b->copy.data,
                           .size = a->size,
                           .left_out = a->left_out,
                           .damaged = a->damaged != 0 };
}

/* A record that is none is passed over. */
static uint32_t
behind_damage(const struct block *block, uint32_t done)
{
    struct wire all = { block->raw + done, block->raw + block->size }, inside;

    return wire_inside(&all, &inside) ? (uint32_t)(all.at - block->raw) : block->size;
}

struct piece
blocks_take(struct blocks *b, int i, const struct file_plan *plan)
{
    static const uint8_t nothing[1];
    const struct block *block = &b->tasks->shared->blocks[i];
    struct block_task *task = &b->tasks->blocks[i];
    uint32_t done = task->answer.done;
    uint64_t records;
    bool packed = take_packed(b, i, plan, &records);
    struct piece piece = packed ? piece_of_worker(b, &task->answer) : pack_here(b, i, plan, &done);

    if (!packed)
        is_between_records(block, task->from, done, &records);
    piece.records = records;
    if (piece.damaged)
        piece.bytes = piece.size ? piece.bytes : nothing;
    else if (done == task->from)
        piece.bytes = NULL; /* it would not come further the next time either */
    if (piece.damaged)
        done = behind_damage(block, done);
    task->from = done;
    piece.last = !piece.bytes || done == block->size;
    return piece;
}

void
blocks_go_on(struct blocks *b, int i)
{
    tasks_give_block(b->tasks, i, b->tasks->blocks[i].from);
}
