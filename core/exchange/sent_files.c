/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sent_files.h"

#include "base/memory.h"
#include "base/our_file.h"
#include "base/out_folder.h"
#include "base/path.h"
#include "base/set_name.h"
#include "exchange/sent_parts.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
files_in_order(const void *a, const void *b)
{
    return set_name_order((*(struct sent_file *const *)a)->name,
                          (*(struct sent_file *const *)b)->name);
}

static int
name_and_file(const void *name, const void *file)
{
    return set_name_order(*(char *const *)name, (*(struct sent_file *const *)file)->name);
}

bool
sent_files_run(const char *folder)
{
    long pid = out_folder_holder(folder);

    return pid > 0 || (pid < 0 && errno == ESRCH);
}

/* The names of files of records; -1: the folder cannot be looked through. */
static int64_t
list_names(const char *folder, char ***names)
{
    DIR *entries = opendir(folder);
    const struct dirent *entry;
    int64_t n = 0;

    *names = NULL;
    if (!entries)
        return -1;
    *names = need(1, sizeof **names);
    while ((entry = readdir(entries)))
        if (our_file(entry->d_name) == OUR_RECORDS) {
            if ((n & (n - 1)) == 0)
                *names = grow(*names, (size_t)(n ? 2 * n : 1) * sizeof **names);
            (*names)[n++] = need_copy(entry->d_name);
        }
    closedir(entries);
    return n;
}

static bool
is_wanted(const struct sent_files *files, const char *type)
{
    for (size_t i = 0; i < files->n_types; i++)
        if (strcmp(files->types[i], type) == 0)
            return true;
    return !files->types;
}

static struct sent_file *
find_id(const struct sent_files *files, const struct sent_file *but)
{
    for (size_t i = 0; i < files->count; i++) {
        struct sent_file *one = files->list[i];

        if (one != but && one->state != SENT_NEW && one->state != SENT_PASSED &&
            file_id_same(&one->id, &but->id))
            return one;
    }
    return NULL;
}

static void
free_file(struct sent_file *file)
{
    free(file->name);
    free(file);
}

/* The file under a new name: what is known of it goes on. */
static void
rename_file(struct sent_file *known, struct sent_file *again, struct block_reader *open,
            struct block_work *work)
{
    char *name = known->name;

    known->name = again->name;
    again->name = name;
    known->part = again->part;
    known->there = true;
    known->size = -1;
    if (known->open)
        block_reader_move(known->open, work, open);
    again->state = SENT_PASSED;
    again->there = false; /* the name that it now has is of nothing */
}

/* Whether all of it was acknowledged, and it is still as it was then. */
static bool
is_whole(const struct position_mark *mark, int fd)
{
    struct stat about;

    return mark->whole &&
           (mark->raw == 0 || (fstat(fd, &about) == 0 && mark->raw == (uint64_t)about.st_size));
}

static void
take_header(struct sent_files *files, struct sent_file *file, struct block_reader *open,
            const struct position *position, struct block_work *work)
{
    struct sent_file *known;
    const struct position_mark *mark;

    file->id = open->key;
    file->of = open->about.id;
    file->first = open->first;
    known = find_id(files, file);
    if (known && !known->there) {
        rename_file(known, file, open, work);
        return;
    }
    mark = position ? position_find(position, &file->id) : NULL;
    file->mark =
        mark ? *mark : (struct position_mark){ file->id, open->done, open->raw, open->base, false };
    file->mark.whole = is_whole(&file->mark, open->fd);
    file->state = known || !is_wanted(files, open->type) ? SENT_PASSED
                  : file->mark.whole                     ? SENT_DONE
                                                         : SENT_WAITS;
}

/* Reads the header of one that was not known, or had none. */
static void
learn(struct sent_files *files, struct sent_file *file, const struct position *position,
      struct block_work *work)
{
    char *path = path_join(files->folder, file->name, "");
    struct block_reader open;

    if (block_reader_open(&open, path)) {
        enum block_result result = block_reader_begin(&open, work);
        struct stat about;

        if (fstat(open.fd, &about) == 0) {
            file->inode = about.st_ino;
            file->changed = about.st_ctim;
        }

        if (result == BLOCKS_ONE && open.has_key) {
            take_header(files, file, &open, position, work);
        } else if (result == BLOCKS_DAMAGED) {
            say_error("%s: expected a file of audit records, this does not begin with the header "
                      "of one: it is not sent",
                      path);
            file->state = SENT_DAMAGED;
        }
        block_reader_forget(work, &open);
        block_reader_close(&open);
    }
    free(path);
}

/* Where the name is in the list, or would be. */
static struct sent_file *
find_name(const struct sent_files *files, const char *name)
{
    struct sent_file **found = NULL;

    if (files->count)
        found = bsearch(&name, files->list, files->count, sizeof *files->list, name_and_file);
    return found ? *found : NULL;
}

/* A name may become that of another file, as when a run takes the place of an earlier one.  What is
 * open is then read to its end all the same, and has no name any more. */
static bool
is_replaced(const struct sent_files *files, struct sent_file *file)
{
    char *path = path_join(files->folder, file->name, "");
    struct stat there, ours;
    bool is = false;

    if (stat(path, &there) == 0) {
        if (file->open)
            is = fstat(file->open->fd, &ours) == 0 &&
                 (ours.st_ino != there.st_ino || ours.st_dev != there.st_dev);
        else if (there.st_ino != file->inode || there.st_ctim.tv_sec != file->changed.tv_sec ||
                 there.st_ctim.tv_nsec != file->changed.tv_nsec)
            file->state = SENT_NEW;
    }
    free(path);
    return is;
}

static struct sent_file *
new_file(const char *name)
{
    struct sent_file *file = need(1, sizeof *file);

    file->name = need_copy(name);
    file->size = -1;
    return file;
}

/* Puts all that are there in the list, in order; those that are not stay for now. */
static void
take_names(struct sent_files *files, char **names, size_t n)
{
    struct sent_file **list = need(files->count + n + 1, sizeof *list);
    size_t count = 0;

    for (size_t i = 0; i < files->count; i++) {
        files->list[i]->there = false;
        list[count++] = files->list[i];
    }
    for (size_t i = 0; i < n; i++) {
        struct sent_file *file = find_name(files, names[i]);

        if (!file || is_replaced(files, file))
            file = list[count++] = new_file(names[i]);
        file->there = true;
        file->part = our_file_is_part(names[i]);
        files->has_sets |= set_name_read(names[i], &(struct set_name){ 0 }, NULL);
    }
    files->any_records |= n > 0;
    free(files->list);
    files->list = list;
    files->count = count;
}

/* Another one with its header, which was passed over, is looked at again. */
static void
look_again(struct sent_files *files, const struct sent_file *gone)
{
    for (size_t i = 0; i < files->count; i++)
        if (files->list[i]->state == SENT_PASSED && files->list[i]->there &&
            file_id_same(&files->list[i]->id, &gone->id))
            files->list[i]->state = SENT_NEW;
}

/* What was opened can be read on although it has no name any more. */
static void
drop_gone(struct sent_files *files)
{
    size_t kept = 0;

    for (size_t i = 0; i < files->count; i++) {
        struct sent_file *file = files->list[i];

        if (file->there || file->open)
            continue;
        files->lost += file->state == SENT_WAITS && file->size < 0;
        if (file->state != SENT_PASSED)
            look_again(files, file);
    }
    for (size_t i = 0; i < files->count; i++)
        if (files->list[i]->there || files->list[i]->open)
            files->list[kept++] = files->list[i];
        else
            free_file(files->list[i]);
    files->count = kept;
    if (kept)
        qsort(files->list, kept, sizeof *files->list, files_in_order);
}

/* Whether no name can have changed since the last look: clocks of file systems are coarse. */
static bool
is_unchanged(struct sent_files *files)
{
    struct timespec now;
    struct stat about;
    bool same;

    if (stat(files->folder, &about) || clock_gettime(CLOCK_REALTIME, &now))
        return false;
    same = about.st_mtim.tv_sec == files->changed.tv_sec &&
           about.st_mtim.tv_nsec == files->changed.tv_nsec;
    files->changed = now.tv_sec - about.st_mtim.tv_sec > 1 ? about.st_mtim : (struct timespec){ 0 };
    return same;
}

static bool
look_at_names(struct sent_files *files)
{
    char **names;
    int64_t n = list_names(files->folder, &names);

    if (n < 0) {
        say_error("%s: cannot be looked through: %s", files->folder, strerror(errno));
        return false;
    }
    take_names(files, names, (size_t)n);
    for (int64_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
    return true;
}

bool
sent_files_look(struct sent_files *files, const struct position *position,
                struct block_work *work)
{
    bool names, learns = false;

    files->has_run = sent_files_run(files->folder); /* before the look: nothing comes after it */
    names = !is_unchanged(files);
    if (names && !look_at_names(files))
        return false;
    for (size_t i = 0; i < files->count; i++)
        if (files->list[i]->state == SENT_NEW && files->list[i]->there) {
            learn(files, files->list[i], position, work);
            learns = true;
        }
    if (names)
        drop_gone(files);
    if (names || learns)
        sent_parts_link(files);
    return true;
}

void
sent_files_free(struct sent_files *files, struct block_work *work)
{
    for (size_t i = 0; i < files->count; i++) {
        sent_file_close(files->list[i], work, SENT_DONE);
        free_file(files->list[i]);
    }
    free(files->list);
}

bool
sent_file_open(const struct sent_files *files, struct sent_file *file, struct block_work *work)
{
    struct block_reader *open = need(1, sizeof *open);
    char *path = path_join(files->folder, file->name, "");
    bool opened = block_reader_open(open, path);

    free(path);
    if (opened && block_reader_begin(open, work) == BLOCKS_ONE &&
        file_id_same(&open->key, &file->id)) {
        file->open = open;
        file->size = -1;
        return true;
    }
    if (opened) {
        block_reader_forget(work, open);
        block_reader_close(open);
    }
    free(open);
    return false;
}

void
sent_file_close(struct sent_file *file, struct block_work *work, enum sent_state state)
{
    if (file->open) {
        block_reader_forget(work, file->open);
        block_reader_close(file->open);
    }
    free(file->open);
    free(file->put);
    file->open = NULL;
    file->put = NULL;
    file->n_put = 0;
    file->state = state;
}
