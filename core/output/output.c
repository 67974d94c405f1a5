/* SPDX-License-Identifier: Apache-2.0 */
#include "output/output.h"
#include "output/compress.h"
#include "output/header.h"
#include "base/say.h"
#include "output/output_file.h"
#include "shared/tasks.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *
suffix(bool gzip)
{
    return gzip ? ".ncap.gz" : ".ncap";
}

static bool
is_folder(const char *path)
{
    struct stat about;

    if (stat(path, &about))
        return false;
    errno = ENOTDIR; /* for when it is none */
    return S_ISDIR(about.st_mode);
}

/* Each part of the path that is missing. */
static bool
make_folders(const char *folder)
{
    char path[PATH_MAX];

    if (snprintf(path, sizeof path, "%s", folder) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0777) && errno != EEXIST)
            return false;
        *slash = '/';
    }
    return (mkdir(path, 0777) == 0 || errno == EEXIST) && is_folder(path);
}

struct output *
output_create(const struct output_options *options, struct shared *shared,
              const Catalog__Catalog *catalog, const Catalog__Settings *settings, output_wait *wait,
              void *context)
{
    struct output *o = calloc(1, sizeof *o);

    if (!o)
        return NULL;
    if (!make_folders(options->folder) || access(options->folder, W_OK | X_OK)) {
        say_error("%s: cannot write records there: %s: give another folder with --out", options->folder,
                  strerror(errno));
        free(o);
        return NULL;
    }
    *o = (struct output){ .options = *options, .shared = shared, .catalog = catalog,
                          .settings = settings, .wait = wait, .context = context };
    for (size_t i = 0; i < PLUGINS_MAX; i++)
        o->files[i].fd = o->files[i].open = -1;
    return o;
}

bool
output_fail(struct output *o, const char *path, const char *doing)
{
    if (!o->failed)
        say_error("%s: cannot %s: %s; what was written before is in the .part files", path, doing,
                  strerror(errno));
    o->failed = true;
    return false;
}

static bool
write_all(struct output *o, struct file *f, const uint8_t *bytes, size_t n)
{
    f->written += n;
    while (n) {
        ssize_t done = write(f->fd, bytes, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return output_fail(o, f->part, "write");
        bytes += done;
        n -= (size_t)done;
    }
    return true;
}

/* The header is a block of its own, so that it is on disk at once. */
static bool
write_header(struct output *o, size_t plugin)
{
    struct file *f = &o->files[plugin];
    size_t size, room;
    uint8_t *raw = header_bytes(o->catalog->plugin[plugin], o->settings->plugin[plugin], &o->options, &size);
    uint8_t *packed;
    bool ok = false;

    if (!raw)
        return output_fail(o, f->part, "make its header");
    if (!o->options.gzip) {
        ok = write_all(o, f, raw, size);
        free(raw);
        return ok;
    }
    room = size + size / 8 + 4096;
    packed = malloc(room);
    if (packed && (room = compress_block(raw, size, packed, room)))
        ok = write_all(o, f, packed, room);
    else
        output_fail(o, f->part, "compress its header");
    free(packed);
    free(raw);
    return ok;
}

static bool
create(struct output *o, size_t plugin)
{
    struct file *f = &o->files[plugin];

    if (asprintf(&f->path, "%s/%s%s", o->options.folder, o->catalog->plugin[plugin]->name,
                 suffix(o->options.gzip)) < 0 ||
        asprintf(&f->part, "%s.part", f->path) < 0)
        return output_fail(o, o->options.folder, "name a file");
    f->fd = open(f->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (f->fd < 0)
        return output_fail(o, f->part, "create");
    return write_header(o, plugin);
}

/* An idle block, the lowest, so that the memory touched stays small. */
static int
take_block(struct output *o)
{
    for (;;) {
        for (int i = 0; i < BLOCKS_MAX; i++)
            if (atomic_load_explicit(&o->shared->block_states[i], memory_order_relaxed) == TASK_IDLE) {
                bool mine = true;

                for (size_t f = 0; f < o->catalog->n_plugin && mine; f++)
                    mine = o->files[f].open != i;
                if (mine)
                    return i;
            }
        if (!o->wait(o->context) || !output_collect(o))
            return -1;
    }
}

/* Hands the open block to a worker, or writes it as it is. */
static bool
close_block(struct output *o, struct file *f)
{
    int i = f->open;
    struct block *b;

    if (i < 0)
        return true;
    f->open = -1;
    b = &o->shared->blocks[i];
    b->size = f->filled;
    if (o->options.gzip) {
        task_publish(o->shared, &o->shared->block_states[i]);
        return true;
    }
    f->next++;
    return write_all(o, f, b->raw, f->filled);
}

static bool
open_block(struct output *o, size_t plugin)
{
    struct file *f = &o->files[plugin];
    int i;

    if (f->fd < 0 && !create(o, plugin))
        return false;
    i = take_block(o);
    if (i < 0)
        return false;
    f->filled = 0;
    o->places[i] = (struct place){ (uint32_t)plugin, f->blocks++ };
    f->open = i;
    return true;
}

/* Where blocks end depends on the records alone, not on batches: before the record that would not
 * fit any more. */
bool
output_append(struct output *o, size_t plugin, const uint8_t *bytes, uint32_t n)
{
    struct file *f = &o->files[plugin];

    if (f->open >= 0 && f->filled && f->filled + n > BLOCK_TARGET && !close_block(o, f))
        return false;
    if (f->open < 0 && !open_block(o, plugin))
        return false;
    memcpy(o->shared->blocks[f->open].raw + f->filled, bytes, n);
    f->filled += n;
    f->bytes += n;
    return true;
}

/* Writes a finished block if it is its file's next. */
static bool
write_block(struct output *o, int i)
{
    struct file *f = &o->files[o->places[i].file];
    struct block *b = &o->shared->blocks[i];
    uint32_t packed = b->packed_size;

    if (o->places[i].number != f->next)
        return false;
    f->next++;
    if (!packed || packed > sizeof b->packed)
        output_fail(o, f->part, "compress a block");
    else if (!o->failed)
        write_all(o, f, b->packed, packed);
    atomic_store(&o->shared->block_states[i], TASK_IDLE);
    return true;
}

bool
output_collect(struct output *o)
{
    bool progress = true;

    while (progress) {
        progress = false;
        for (int i = 0; i < BLOCKS_MAX; i++)
            if (atomic_load_explicit(&o->shared->block_states[i], memory_order_acquire) == TASK_DONE)
                progress |= write_block(o, i);
    }
    return !o->failed;
}

bool
output_is_ready(const struct output *o)
{
    for (int i = 0; i < BLOCKS_MAX; i++)
        if (atomic_load_explicit(&o->shared->block_states[i], memory_order_relaxed) == TASK_DONE &&
            o->places[i].number == o->files[o->places[i].file].next)
            return true;
    return false;
}

void
output_retry(struct output *o, uint32_t worker)
{
    for (int i = 0; i < BLOCKS_MAX; i++)
        if (atomic_load(&o->shared->block_states[i]) == TASK_TAKEN + worker)
            task_publish(o->shared, &o->shared->block_states[i]);
}

bool
output_flush(struct output *o)
{
    bool ok = !o->failed;

    for (size_t i = 0; i < o->catalog->n_plugin && ok; i++)
        ok = close_block(o, &o->files[i]);
    return ok;
}

/* An older run's file of this type would be taken for this run's. */
static void
remove_stale(const struct output *o, size_t plugin, const char *keep)
{
    for (int gzip = 0; gzip < 2; gzip++) {
        char path[PATH_MAX];

        snprintf(path, sizeof path, "%s/%s%s", o->options.folder, o->catalog->plugin[plugin]->name,
                 suffix(gzip));
        if (!keep || strcmp(path, keep) != 0)
            unlink(path);
    }
}

static bool
finish_file(struct output *o, size_t plugin)
{
    struct file *f = &o->files[plugin];

    if (f->fd < 0) {
        if (o->catalog->plugin[plugin]->type)
            remove_stale(o, plugin, NULL);
        return true;
    }
    if (close(f->fd)) {
        f->fd = -1;
        return output_fail(o, f->part, "write");
    }
    f->fd = -1;
    if (rename(f->part, f->path))
        return output_fail(o, f->path, "rename to it");
    remove_stale(o, plugin, f->path);
    return true;
}

bool
output_finish(struct output *o, bool keep)
{
    bool ok = output_flush(o) && output_collect(o);

    for (size_t i = 0; i < o->catalog->n_plugin && ok; i++)
        while (ok && o->files[i].next < o->files[i].blocks)
            ok = o->wait(o->context) && output_collect(o);
    for (size_t i = 0; i < o->catalog->n_plugin && ok && keep; i++)
        ok = finish_file(o, i);
    return ok;
}

struct output_stats
output_stats(const struct output *o, size_t plugin)
{
    const struct file *f = &o->files[plugin];

    return (struct output_stats){ f->records ? o->catalog->plugin[plugin]->name : NULL, f->records,
                                  f->bytes, f->written };
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
    for (size_t i = 0; i < o->catalog->n_plugin; i++) {
        if (o->files[i].fd >= 0)
            close(o->files[i].fd);
        free(o->files[i].path);
        free(o->files[i].part);
    }
    free(o);
}
