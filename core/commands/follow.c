/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/follow.h"

#include "base/memory.h"
#include "base/our_file.h"
#include "base/path.h"
#include "commands/command.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PAUSE_NS = 100000000 };

struct followed {
    char *path;
    struct record_file *file; /* NULL: not open yet, or over */
    struct chosen *chosen;
    ino_t inode;
    bool grows, over;
};

struct following {
    const struct choice *choice;
    follow_show *show;
    void *context;
    struct textbuf *to;
    struct followed *list;
    size_t count;
    enum status status;
    bool more; /* something was there in this round */
    bool ran;  /* a run had one of the folders */
};

static volatile sig_atomic_t stopped;

static void
stop(int number)
{
    (void)number;
    stopped = 1;
}

/* An end by a signal is how this ends. */
static void
watch_signals(void)
{
    struct sigaction action = { .sa_handler = stop };

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

char *
follow_part(const char *path)
{
    char *part = need_text("%s" OUR_PART, path);

    if (access(path, F_OK) != 0 && access(part, F_OK) == 0)
        return part;
    free(part);
    return NULL;
}

/* Whether both names are of one file, now or before it had its final name. */
static bool
is_same(const char *a, const char *b)
{
    size_t size = strlen(a), other = strlen(b);

    size -= our_file_is_part(a) ? strlen(OUR_PART) : 0;
    other -= our_file_is_part(b) ? strlen(OUR_PART) : 0;
    return size == other && memcmp(a, b, size) == 0;
}

/* Takes the path, which is allocated; a file that is known already is not looked at again. */
static void
add(struct following *following, char *path)
{
    for (size_t i = 0; i < following->count; i++)
        if (is_same(following->list[i].path, path)) {
            free(path);
            return;
        }
    following->list = grow(following->list, (following->count + 1) * sizeof *following->list);
    following->list[following->count++] =
        (struct followed){ .path = path, .grows = our_file_is_part(path) };
    following->more = true;
}

static void
look_through(struct following *following, const char *folder)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;

    while (entries && (entry = readdir(entries)))
        if (our_file(entry->d_name) == OUR_RECORDS)
            add(following, path_join(folder, entry->d_name, ""));
    if (entries)
        closedir(entries);
}

/* Whether a run has the folder that the path is in, or is. */
static bool
has_run(const char *path, bool is_folder)
{
    const char *slash = strrchr(path, '/');
    char *folder = is_folder
                       ? need_copy(path)
                       : need_text("%.*s", slash ? (int)(slash - path + 1) : 1, slash ? path : ".");
    char *lock = path_join(folder, OUR_LOCK_NAME, "");
    bool there = access(lock, F_OK) == 0;

    free(lock);
    free(folder);
    return there;
}

static void
end(struct following *following, struct followed *one, enum status status)
{
    following->status = command_worse(following->status, status);
    chosen_free(one->chosen);
    record_file_close(one->file);
    one->chosen = NULL;
    one->file = NULL;
    one->over = true;
}

static void
end_damaged(struct following *following, struct followed *one)
{
    textbuf_flush(following->to);
    say_error("%s: %s", one->path, record_file_damage(one->file));
    end(following, one, record_file_is_open(one->file) ? STATUS_PARTIAL : STATUS_FAILED);
}

/* Under the name that it has by then. */
static struct record_file *
open_named(struct followed *one, struct stat *about)
{
    struct record_file *file = record_file_open(one->path);

    if (!one->grows || stat(one->path, about) == 0)
        return file;
    record_file_close(file);
    one->path[strlen(one->path) - strlen(OUR_PART)] = '\0';
    one->grows = false;
    return record_file_open(one->path);
}

/* A file that has just been made may not have its header yet. */
static void
open_one(struct following *following, struct followed *one)
{
    struct stat about = { 0 };

    one->file = open_named(one, &about);
    if (!record_file_header(one->file) && one->grows && has_run(one->path, false)) {
        record_file_close(one->file);
        one->file = NULL;
    } else if (!record_file_header(one->file)) {
        end_damaged(following, one);
    } else if (!command_has_schema(one->file, following->to)) {
        end(following, one, STATUS_PARTIAL);
    } else {
        one->inode = about.st_ino;
        record_file_follow(one->file, one->grows);
        one->chosen = chosen_new(following->choice, one->file);
        if (!one->chosen)
            end(following, one, STATUS_USAGE);
    }
}

/* What is added last may come after the look at the name: it is read once more then. */
static bool
still_grows(const struct followed *one)
{
    struct stat about;

    return stat(one->path, &about) == 0 && about.st_ino == one->inode && has_run(one->path, false);
}

static void
read_one(struct following *following, struct followed *one)
{
    const uint8_t *first;
    enum status status = STATUS_DONE;
    size_t size;

    first = chosen_next(one->chosen, &size);
    if (first)
        status = following->show(following->context, one->file, one->chosen, first, size);
    following->more |= first != NULL;
    if (record_file_damage(one->file)) {
        end_damaged(following, one);
    } else if (status != STATUS_DONE || !one->grows) {
        end(following, one, status);
    } else if (!first && !still_grows(one)) {
        one->grows = false;
        record_file_follow(one->file, false);
        following->more = true;
    }
}

/* Whether there may be more later. */
static bool
look(struct following *following, char *const *operands, size_t count)
{
    bool more = false;

    following->more = false;
    for (size_t i = 0; i < count; i++)
        if (path_is_folder(operands[i])) {
            more |= has_run(operands[i], true); /* before the look: nothing comes after it */
            following->ran |= more;
            look_through(following, operands[i]);
        }
    for (size_t i = 0; i < following->count && !stopped && !following->to->error; i++) {
        struct followed *one = &following->list[i];

        if (!one->over && !one->file)
            open_one(following, one);
        if (one->file)
            read_one(following, one);
        more |= !one->over;
    }
    textbuf_flush(following->to);
    return more;
}

enum status
follow_files(char *const *operands, size_t count, const struct choice *choice, follow_show *show,
             void *context, struct textbuf *to)
{
    struct following following = { choice, show, context, to, NULL, 0, STATUS_DONE, false, false };
    const struct timespec pause = { 0, PAUSE_NS };

    watch_signals();
    for (size_t i = 0; i < count; i++)
        if (!path_is_folder(operands[i]))
            add(&following, need_copy(operands[i]));
    while (look(&following, operands, count) && !stopped && !to->error)
        if (!following.more)
            nanosleep(&pause, NULL);
    for (size_t i = 0; i < following.count; i++) {
        if (!following.list[i].over)
            end(&following, &following.list[i], STATUS_DONE);
        free(following.list[i].path);
    }
    free(following.list);
    if (!following.count && !following.ran && !stopped) {
        say_error("%s: the folder holds no records, and no run writes there; expected TYPE.ncap.gz "
                  "in it",
                  operands[0]);
        return STATUS_FAILED;
    }
    return following.status;
}
