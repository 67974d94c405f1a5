/* SPDX-License-Identifier: Apache-2.0 */
#include "output/older.h"

#include "base/memory.h"
#include "base/our_file.h"
#include "base/set_name.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Some ten thousand captures, and as many warnings, are less. */
enum { REPORT_MOST = 64 << 20 };

static bool
has(const struct older *o, const char *name)
{
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->names[i], name) == 0)
            return true;
    return false;
}

static void
add(struct older *o, const char *name)
{
    size_t size = strlen(name) + 1;

    if (has(o, name))
        return;
    o->names = grow(o->names, (o->n + 1) * sizeof *o->names);
    o->names[o->n++] = memcpy(need(1, size), name, size);
}

static bool
is_report_of_a_set(const char *name)
{
    return our_file(name) == OUR_REPORT && set_name_read(name, &(struct set_name){ 0 }, NULL);
}

/* Ours are letters, digits and dots: nothing in them is escaped. */
static void
add_listed(struct older *o, const struct out_folder *folder, const char *report, char *name)
{
    enum our_file kind = our_file(name);

    if (kind != OUR_RECORDS && kind != OUR_TABLES && kind != OUR_PACKETS &&
        !is_report_of_a_set(name))
        say_error("%s/%s: lists '%.100s', which is no file of netcapd's: left as it is",
                  folder->path, report, name);
    else if (out_folder_has(folder, name))
        add(o, name);
}

/* Each "name": "..." of the report: a quote inside of any of its texts is escaped. */
static void
add_all_listed(struct older *o, const struct out_folder *folder, const char *report, char *text)
{
    static const char key[] = "\"name\":";

    while ((text = strstr(text, key))) {
        char *name = text + sizeof key - 1, *end;

        name += strspn(name, " \t\r\n");
        end = *name == '"' ? strchr(name + 1, '"') : NULL;
        if (!end)
            return;
        *end = '\0';
        add_listed(o, folder, report, name + 1);
        text = end + 1;
    }
}

/* All that can be read of a file, of less than `most`; whether that was to its end. */
static bool
read_all(int fd, char *to, size_t most)
{
    ssize_t got;

    do {
        got = read(fd, to, most);
        to += got > 0 ? got : 0;
        most -= got > 0 ? (size_t)got : 0;
    } while (got > 0 || (got < 0 && errno == EINTR));
    return got == 0 && most;
}

/* The report of the earlier run, allocated; NULL when there is none. */
static char *
read_report(struct older *o, const struct out_folder *folder, const char *name)
{
    int fd = openat(folder->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    char *text = fd < 0 ? NULL : need(1, REPORT_MOST + 1);
    struct stat about = { .st_mode = 0 };
    bool got = fd < 0 && errno == ENOENT;

    if (fd >= 0 && fstat(fd, &about) == 0 && !S_ISREG(about.st_mode))
        errno = EINVAL;
    else if (fd >= 0 && about.st_mode)
        got = read_all(fd, text, REPORT_MOST);
    if (!got) {
        say_error("%s/%s: cannot be read: %s: what it lists of an earlier run stays", folder->path,
                  name, strerror(errno));
        o->unread = true;
    }
    if (fd >= 0)
        close(fd);
    return text;
}

void
older_list(struct older *o, const struct out_folder *folder, const char *report)
{
    char *text = read_report(o, folder, report);

    if (text)
        add_all_listed(o, folder, report, text);
    if (text && is_report_of_a_set(report))
        add(o, report);
    free(text);
}

void
older_forget(struct older *o, const char *name)
{
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->names[i], name) == 0) {
            free(o->names[i]);
            o->names[i] = o->names[--o->n];
            return;
        }
}

static bool
remove_one(const struct out_folder *folder, const char *name)
{
    struct stat about;

    if (fstatat(folder->fd, name, &about, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(about.st_mode)) {
        say_error("%s/%s: of an earlier run, and no plain file now: left as it is", folder->path,
                  name);
        return false;
    }
    if (unlinkat(folder->fd, name, 0) == 0 || errno == ENOENT)
        return true;
    say_error("%s/%s: an earlier run's file cannot be removed: %s", folder->path, name,
              strerror(errno));
    return false;
}

void
older_remove(struct older *o, const struct out_folder *folder)
{
    size_t left = 0;

    for (size_t i = 0; i < o->n; i++) {
        if (remove_one(folder, o->names[i]))
            free(o->names[i]);
        else
            o->names[left++] = o->names[i];
    }
    o->n = left;
}

void
older_free(struct older *o)
{
    for (size_t i = 0; i < o->n; i++)
        free(o->names[i]);
    free(o->names);
    *o = (struct older){ .n = 0 };
}
