/* SPDX-License-Identifier: Apache-2.0 */
#include "output/position.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/memory.h"
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "netcap-send 2 "

#define SAY_SECONDS 60.0

enum { FILE_MODE = 0640, HASH_DIGITS = 16, TABLE_LEAST = 64, LINE_MOST = 128, IDLE_LINES = 1024 };

/* Where the id is, or would be. */
static size_t
place(const struct position *p, const struct file_id *id)
{
    uint64_t hash;
    size_t at;

    memcpy(&hash, id->bytes, sizeof hash); /* of a digest: nobody chooses who meets whom */
    at = hash & (p->size - 1);
    while (p->taken[at] && !file_id_same(&p->marks[at].id, id))
        at = (at + 1) & (p->size - 1);
    return at;
}

static void
make_table(struct position *p, size_t size)
{
    p->size = size;
    p->marks = need(size, sizeof *p->marks);
    p->taken = need(size, sizeof *p->taken);
}

static void
put(struct position *p, const struct position_mark *mark)
{
    size_t at = place(p, &mark->id);

    p->count += !p->taken[at];
    p->taken[at] = true;
    p->marks[at] = *mark;
}

/* Into a table of this size, those that are to stay. */
static void
rehash(struct position *p, size_t size, bool (*there)(void *, const struct file_id *),
       void *context)
{
    struct position old = *p;

    make_table(p, size);
    p->count = 0;
    for (size_t i = 0; i < old.size; i++)
        if (old.taken[i] && (!there || there(context, &old.marks[i].id)))
            put(p, &old.marks[i]);
    free(old.marks);
    free(old.taken);
}

static void
take(struct position *p, const struct position_mark *mark)
{
    if (2 * p->count >= p->size)
        rehash(p, 2 * p->size, NULL, NULL);
    put(p, mark);
}

const struct position_mark *
position_find(const struct position *p, const struct file_id *id)
{
    size_t at = place(p, id);

    return p->taken[at] ? &p->marks[at] : NULL;
}

static bool
read_line(struct position_mark *mark, const char *line)
{
    unsigned whole;
    char end;

    if (!file_id_read(&mark->id, line) ||
        sscanf(line + FILE_ID_TEXT - 1, " %20" SCNu64 " %20" SCNu64 " %20" SCNu64 " %1u%c",
               &mark->done, &mark->raw, &mark->base, &whole, &end) != 5 ||
        end != '\n' || whole > 1 || mark->base > mark->done)
        return false;
    mark->whole = whole;
    return true;
}

/* False when it is no position file; a line that was not written to its end, and what is behind
 * one, is as if it were not there. */
static bool
read_all(struct position *p, FILE *from)
{
    struct position_mark mark;
    char *line = NULL;
    size_t size = 0;
    bool is = getline(&line, &size, from) > 0 && strncmp(line, MAGIC, strlen(MAGIC)) == 0;

    if (is && !p->whose)
        p->whose = need_text("%.*s", (int)strcspn(line, "\n") - (int)strlen(MAGIC),
                             line + strlen(MAGIC));
    while (is && getline(&line, &size, from) > 0 && read_line(&mark, line)) {
        take(p, &mark);
        p->lines++;
    }
    free(line);
    return is;
}

bool
position_read(struct position *p, const char *path)
{
    FILE *from = fopen(path, "re");
    int why = from ? 0 : errno;
    bool is;

    *p = (struct position){ .path = need_copy(path), .fd = -1 };
    make_table(p, TABLE_LEAST);
    is = from && read_all(p, from);
    if (from)
        fclose(from);
    if (!is)
        position_close(p);
    errno = why;
    return is;
}

void
position_close(struct position *p)
{
    if (p->fd >= 0)
        close(p->fd);
    free(p->path);
    free(p->whose);
    free(p->marks);
    free(p->taken);
}

/* Whatever is acknowledged is noted: where that fails it does so many times a second. */
static bool
say_failed(struct position *p, const char *what)
{
    int error = errno;
    double now = clock_seconds();

    if (error != p->failed_by || now - p->said >= SAY_SECONDS) {
        say_error("%s: cannot be %s: %s; without it all would be sent again", p->path, what,
                  strerror(error));
        p->failed_by = error;
        p->said = now;
    }
    return false;
}

static int
print_line(char to[LINE_MOST], const struct position_mark *mark)
{
    char id[FILE_ID_TEXT];

    file_id_text(&mark->id, id);
    return snprintf(to, LINE_MOST, "%s %" PRIu64 " %" PRIu64 " %" PRIu64 " %d\n", id, mark->done,
                    mark->raw, mark->base, mark->whole);
}

static bool
print_all(const struct position *p, int fd, const char *first)
{
    FILE *to = fdopen(dup(fd), "w");
    bool done = to && fputs(first, to) >= 0;
    char line[LINE_MOST];

    for (size_t i = 0; i < p->size && done; i++)
        if (p->taken[i]) {
            print_line(line, &p->marks[i]);
            done = fputs(line, to) >= 0;
        }
    return to && fclose(to) == 0 && done;
}

/* What there is to know, in a new file that takes the name at once, and has the lock before. */
static bool
write_anew(struct position *p, const char *first)
{
    char *part = need_text("%s.part", p->path);
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW | O_CLOEXEC,
                  FILE_MODE);
    bool done = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && print_all(p, fd, first) &&
                fdatasync(fd) == 0 && rename(part, p->path) == 0;

    if (!done)
        say_failed(p, "written");
    if (p->fd >= 0)
        close(p->fd);
    p->fd = fd;
    p->lines = p->count;
    free(part);
    return done;
}

static char *
path_of(const char *folder, const char *whose)
{
    char text[DIGEST_TEXT], name[sizeof POSITION_PREFIX + HASH_DIGITS];
    struct digest digest;

    digest_begin(&digest);
    digest_add(&digest, whose, strlen(whose));
    digest_text(&digest, text);
    snprintf(name, sizeof name, POSITION_PREFIX "%.*s", HASH_DIGITS, text);
    return path_join(folder, name, "");
}

/* It is made anew at once: what was not written to its end is gone then. */
static enum status
begin(struct position *p, const char *whose)
{
    char *first = need_text(MAGIC "%s\n", whose);
    FILE *from = fdopen(dup(p->fd), "r");
    bool begun;

    if (from) {
        if (!read_all(p, from) && ftell(from) > 0) /* one that was just made is empty */
            say_error("%s: is not what netcap send notes: it is made anew, and all is sent again",
                      p->path);
        fclose(from);
    }
    begun = write_anew(p, first);
    free(first);
    return begun ? STATUS_DONE : STATUS_FAILED;
}

/* Whether the file that was opened still has the name. */
static bool
is_there(const struct position *p)
{
    struct stat ours, there;

    return fstat(p->fd, &ours) == 0 && lstat(p->path, &there) == 0 && ours.st_dev == there.st_dev &&
           ours.st_ino == there.st_ino;
}

/* A lock that goes with the descriptor: reading the file elsewhere in the process leaves it. */
static bool
open_locked(struct position *p)
{
    for (;;) {
        p->fd = open(p->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
        if (p->fd < 0 || flock(p->fd, LOCK_EX | LOCK_NB))
            return false;
        if (is_there(p))
            return true;
        close(p->fd); /* of one that was made anew meanwhile */
    }
}

static enum status
say_taken(const char *folder)
{
    say_error("%s: another process sends this folder there: wait for its end", folder);
    return STATUS_USAGE;
}

enum status
position_open(struct position *p, const char *folder, const char *sensor, const char *url)
{
    char *whose = need_text("%s %s", sensor, url);
    enum status status = STATUS_FAILED;

    *p = (struct position){ .path = path_of(folder, whose) };
    make_table(p, TABLE_LEAST);
    if (!open_locked(p)) {
        if (p->fd < 0)
            say_failed(p, "opened");
        else
            status = say_taken(folder);
    } else {
        status = begin(p, whose);
    }
    if (status != STATUS_DONE)
        position_close(p);
    free(whose);
    return status;
}

/* All of it or nothing, so that a full disk does not leave half a line for the next to stand
 * behind. */
static bool
append(struct position *p, const char *line, size_t size)
{
    off_t end = lseek(p->fd, 0, SEEK_END);
    ssize_t done = write(p->fd, line, size);
    int why = errno;

    if (done == (ssize_t)size)
        return true;
    if (done > 0 && (end < 0 || ftruncate(p->fd, end)))
        why = errno;
    errno = done > 0 ? ENOSPC : why;
    return say_failed(p, "written");
}

bool
position_note(struct position *p, const struct position_mark *mark)
{
    char line[LINE_MOST];

    take(p, mark);
    p->lines++;
    return append(p, line, (size_t)print_line(line, mark));
}

bool
position_is_long(const struct position *p)
{
    return p->lines >= IDLE_LINES && p->lines >= 4 * p->count;
}

bool
position_forget(struct position *p, bool (*there)(void *context, const struct file_id *),
                void *context)
{
    char *first = NULL;
    size_t size = 0;
    FILE *from;
    bool done;

    rehash(p, p->size, there, context);
    from = fopen(p->path, "re");
    done = from && getline(&first, &size, from) > 0 ? write_anew(p, first) : say_failed(p, "read");
    if (from)
        fclose(from);
    free(first);
    return done;
}
