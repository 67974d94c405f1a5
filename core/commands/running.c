/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/running.h"

#include "base/memory.h"
#include "base/our_file.h"
#include "base/out_folder.h"
#include "base/parse.h"
#include "base/path.h"
#include "base/say.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Takes the folder. */
static void
add(struct running_list *all, char *folder, long pid)
{
    all->list = grow(all->list, (all->n + 1) * sizeof *all->list);
    all->list[all->n++] = (struct running){ folder, pid };
}

void
running_free(struct running_list *all)
{
    for (size_t i = 0; i < all->n; i++)
        free(all->list[i].folder);
    free(all->list);
}

/* Whether it is netcap, which holds the folder that it collects to as netcapd does a run's. */
static bool
collects(long pid)
{
    char *path = need_text("/proc/%ld/comm", pid), name[16] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, name, sizeof name - 1) : 0;

    free(path);
    if (fd >= 0)
        close(fd);
    return n > 0 && strcmp(name, "netcap\n") == 0;
}

/* The folder of a lock that this descriptor is of; NULL: of none.  Allocated. */
static char *
folder_of(const char *process, const char *fd)
{
    static const char lock[] = "/" OUR_LOCK_NAME;
    char *link = need_text("/proc/%s/fd/%s", process, fd), path[PATH_MAX];
    ssize_t length = readlink(link, path, sizeof path - 1);
    size_t of_lock = sizeof lock - 1;

    free(link);
    if (length <= (ssize_t)of_lock ||
        memcmp(path + (size_t)length - of_lock, lock, of_lock) != 0)
        return NULL;
    return need_text("%.*s", (int)((size_t)length - of_lock), path);
}

/* Adds the folders that the process holds; false with errno set when that cannot be seen. */
static bool
add_process(struct running_list *all, const char *process)
{
    char *path = need_text("/proc/%s/fd", process), *folder;
    DIR *fds = opendir(path);
    const struct dirent *entry;
    long pid = strtol(process, NULL, 10);

    free(path);
    if (!fds)
        return false;
    while ((entry = readdir(fds))) {
        folder = folder_of(process, entry->d_name);
        if (folder && out_folder_holder(folder) == pid && !collects(pid))
            add(all, folder, pid);
        else
            free(folder);
    }
    closedir(fds);
    return true;
}

static void
add_named_process(struct running_list *all, const char *process)
{
    size_t before = all->n;

    if (!add_process(all, process))
        say_error("process %s: cannot be asked: %s%s", process, strerror(errno),
                  errno == EACCES ? ": name the folder, or ask as root" : "");
    else if (all->n == before)
        say_error("process %s: is no netcapd that writes records", process);
    all->missed |= all->n == before;
}

static void
add_named_folder(struct running_list *all, const char *folder)
{
    long pid = path_is_folder(folder) ? out_folder_holder(folder) : 0;

    if (pid > 0 && !collects(pid)) {
        add(all, need_copy(folder), pid);
        return;
    }
    all->missed = true;
    if (pid > 0)
        say_error(
            "%s: 'netcap collect', process %ld, writes there: it has no report of how it goes",
            folder, pid);
    else if (pid < 0)
        say_error("%s: cannot be asked: %s", folder, strerror(errno));
    else
        say_error("%s: no netcapd writes there", folder);
}

struct running_list
running_named(char *const *names, size_t n)
{
    struct running_list all = { .n = 0 };
    uint64_t pid;

    for (size_t i = 0; i < n; i++)
        if (parse_number(names[i], 1, INT_MAX, &pid) && !path_is_folder(names[i]))
            add_named_process(&all, names[i]);
        else
            add_named_folder(&all, names[i]);
    return all;
}

struct running_list
running_all(void)
{
    struct running_list all = { .n = 0 };
    DIR *processes = opendir("/proc");
    const struct dirent *entry;
    uint64_t pid;

    while (processes && (entry = readdir(processes)))
        if (parse_number(entry->d_name, 1, INT_MAX, &pid))
            add_process(&all, entry->d_name);
    if (processes)
        closedir(processes);
    return all;
}

char *
running_report(const char *folder)
{
    DIR *list = opendir(folder);
    char *found = path_join(folder, OUR_REPORT_NAME, "");
    const struct dirent *entry;
    struct timespec newest = { 0 };
    struct stat about;

    while (list && (entry = readdir(list))) {
        if (our_file(entry->d_name) != OUR_REPORT || our_file_is_part(entry->d_name) ||
            fstatat(dirfd(list), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) ||
            about.st_mtim.tv_sec < newest.tv_sec ||
            (about.st_mtim.tv_sec == newest.tv_sec && about.st_mtim.tv_nsec < newest.tv_nsec))
            continue;
        newest = about.st_mtim;
        free(found);
        found = path_join(folder, entry->d_name, "");
    }
    if (list)
        closedir(list);
    return found;
}
