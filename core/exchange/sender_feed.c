/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sender_feed.h"

#include "base/memory.h"
#include "base/path.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { BLOCKS_AT_ONCE = 16 }; /* of one file, before it is the next one's turn */

/* A slot that is free; -1: there is none. */
static int
free_slot(const struct sender *s)
{
    for (int i = 0; i < SLOTS_MOST; i++)
        if (!s->slots[i])
            return i;
    return -1;
}

static void
end_file(struct sender *s, struct sent_file *file, bool whole)
{
    file->state = SENT_ENDS;
    file->whole = whole;
    file->size = whole || file->open->seen == UINT64_MAX ? -1 : (off_t)file->open->seen;
    s->is->outlet.kind->end(s->is->outlet.state, file->slot, whole && !file->next);
    s->busy = true;
}

static void
put_block(struct sender *s, struct sent_file *file, const struct outlet_block *block)
{
    const struct block_reader *open = file->open;

    s->is->outlet.kind->put(s->is->outlet.state, file->slot, block);
    if ((file->n_put & (file->n_put - 1)) == 0)
        file->put = grow(file->put, (file->n_put ? 2 * file->n_put : 1) * sizeof *file->put);
    file->put[file->n_put++] =
        (struct position_mark){ file->id, open->done, open->raw, open->base, false };
    s->busy = true;
}

/* Up to there it is sent; what follows nobody could read. */
static void
end_damaged(struct sender *s, struct sent_file *file, const char *how)
{
    if (!file->damaged) {
        say_error("%s/%s: %s from byte %" PRIu64 " of the file on: the rest is not sent; "
                  "'netcap check --repair' makes a file of what is whole",
                  s->is->folder, file->name, how, file->open->raw);
        s->damaged++;
    }
    file->damaged = true;
    end_file(s, file, false);
}

static void
count_too_long(struct sender *s, struct sent_file *file)
{
    if (file->open->too_long)
        say_error("%s/%s: %" PRIu64 " records are longer than %d bytes: they are not sent",
                  s->is->folder, file->name, file->open->too_long, BLOCK_RAW_MOST);
    s->too_long += file->open->too_long;
    file->open->too_long = 0;
}

/* The next blocks of a file, as far as they are there and taken. */
static void
feed_file(struct sender *s, struct sent_file *file)
{
    const struct outlet_kind *kind = s->is->outlet.kind;
    enum block_result result = BLOCKS_ONE;

    for (int n = 0; n < BLOCKS_AT_ONCE && result == BLOCKS_ONE; n++) {
        struct outlet_block block;

        if (!kind->has_space(s->is->outlet.state))
            return;
        result = block_reader_next(file->open, s->work, kind->members, &block);
        if (result == BLOCKS_ONE)
            put_block(s, file, &block);
    }
    count_too_long(s, file);
    file->has_more = result == BLOCKS_ONE;
    if (result == BLOCKS_DAMAGED)
        end_damaged(s, file, "it is damaged");
    else if (result == BLOCKS_CUT && !file->part)
        end_damaged(s, file, "it is cut off");
    else if (result == BLOCKS_NONE && !file->part)
        end_file(s, file, true);
    else if (result != BLOCKS_ONE && !file->there)
        end_file(s, file, false); /* it was removed, and nobody goes on with it */
    else if (result == BLOCKS_NONE && file->next)
        end_file(s, file, false); /* nor with this */
}

bool
sender_wants_slot(const struct sender *s, const struct sent_file *file)
{
    struct stat about;
    char *path;
    bool same;

    if (file->state != SENT_WAITS || file->damaged)
        return false;
    if (file->size < 0 || !file->part)
        return true;
    path = path_join(s->is->folder, file->name, "");
    same = stat(path, &about) == 0 && about.st_size == file->size;
    free(path);
    return !same;
}

/* For another one that has something to send goes one that has not. */
static void
free_idle_slot(struct sender *s)
{
    for (int i = 0; i < SLOTS_MOST; i++) {
        struct sent_file *file = s->slots[i];

        if (file && file->state == SENT_RUNS && !file->has_more && file->n_put == 0) {
            end_file(s, file, false);
            return;
        }
    }
}

static void
begin_file(struct sender *s, struct sent_file *file, int slot)
{
    const struct outlet_kind *kind = s->is->outlet.kind;

    if (!sent_file_open(&s->files, file, s->work)) {
        file->state = SENT_NEW; /* it is gone, or another one has its name */
        return;
    }
    if (kind->header_most && file->open->about.header_size > kind->header_most) {
        say_error("%s/%s: its header has more than %zu bytes: it is not sent", s->is->folder,
                  file->name, kind->header_most);
        s->too_long++;
        sent_file_close(file, s->work, SENT_DAMAGED);
        return;
    }
    file->slot = (unsigned)slot;
    file->state = SENT_BEGUN;
    s->slots[slot] = file;
    file->open->about.done = file->mark.done;
    kind->begin(s->is->outlet.state, file->slot, &file->open->about);
    s->busy = true;
}

/* Whether what comes before it is still on its way. */
static bool
has_to_wait(const struct sender *s, const struct sent_file *file)
{
    const struct sent_file *before = file->before;

    if (!before)
        return false;
    return before->state == SENT_BEGUN || before->state == SENT_RUNS ||
           before->state == SENT_ENDS || sender_wants_slot(s, before);
}

static void
begin_files(struct sender *s)
{
    for (size_t i = 0; i < s->files.count; i++) {
        struct sent_file *file = s->files.list[i];
        int slot;

        if (!sender_wants_slot(s, file) || has_to_wait(s, file))
            continue;
        slot = free_slot(s);
        if (slot < 0) {
            free_idle_slot(s);
            return;
        }
        begin_file(s, file, slot);
    }
}

void
sender_feed(struct sender *s)
{
    if (!s->ready)
        return;
    for (int i = 0; i < SLOTS_MOST; i++)
        if (s->slots[i] && s->slots[i]->state == SENT_RUNS)
            feed_file(s, s->slots[i]);
    begin_files(s);
}
