/* SPDX-License-Identifier: Apache-2.0 */
#include "base/out_folder.h"

#include "base/memory.h"
#include "base/our_file.h"
#include "base/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_CLOEXEC };

bool
disk_sync(int fd)
{
    return fsync(fd) == 0 || errno == EINVAL || errno == ENOSYS;
}

mode_t
out_folder_mode(unsigned file_mode)
{
    return (mode_t)(file_mode | (file_mode & 0444) >> 2);
}

/* The name of what was made in a folder outlasts a power cut once the folder is synchronised.  Not
 * all may be opened by who may write there, and then nothing is lost but that. */
static void
sync_around(int around)
{
    int fd = openat(around, ".", FOLDER_FLAGS);

    if (fd < 0)
        return;
    disk_sync(fd);
    close(fd);
}

/* The folder of that name in one that is open, made if it is missing; -1: neither.  Once one was
 * made no link is followed, for none was there when the path was given. */
static int
step(int around, const char *name, mode_t mode, bool (*take)(int fd), bool *made)
{
    bool makes = mkdirat(around, name, mode) == 0;
    int flags = O_DIRECTORY | O_CLOEXEC, fd;

    if (!makes && errno != EEXIST)
        return -1;
    if (makes)
        sync_around(around);
    *made |= makes;
    fd = openat(around, name,
                flags | (makes && take ? O_RDONLY : O_PATH) | (*made ? O_NOFOLLOW : 0));
    if (fd < 0 || !makes || !take || take(fd))
        return fd;
    close(fd);
    return -1;
}

bool
out_folder_make(const char *folder, unsigned file_mode, bool (*take)(int fd))
{
    char path[PATH_MAX], *rest = NULL;
    size_t length = strlen(folder);
    bool made = false;
    int fd;

    if (length >= sizeof path) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(path, folder, length + 1);
    fd = open(*path == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    for (char *name = strtok_r(path, "/", &rest); name && fd >= 0;
         name = strtok_r(NULL, "/", &rest)) {
        int next = step(fd, name, out_folder_mode(file_mode), take, &made);

        close(fd);
        fd = next;
    }
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* Whatever lies under the name of the lock: nothing is written to it, and nothing waited for. */
static int
open_lock(const struct out_folder *f)
{
    int fd = openat(f->fd, OUR_LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
                    f->file_mode);
    struct stat about;

    if (fd >= 0 && fstat(fd, &about) == 0 && S_ISREG(about.st_mode))
        return fd;
    if (fd >= 0) {
        close(fd);
        errno = EEXIST;
    }
    return -1;
}

/* Whether the file that was locked is still the one that others would lock. */
static bool
is_there(const struct out_folder *f, int lock)
{
    struct stat ours, there;

    return fstat(lock, &ours) == 0 &&
           fstatat(f->fd, OUR_LOCK_NAME, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

/* A record lock: a forked process does not inherit it, so that it is free when this process is
 * gone, whatever children are left.  The file is opened once only: closing it gives the lock free.
 */
static bool
take_lock(struct out_folder *f)
{
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

    for (;;) {
        f->lock = open_lock(f);
        if (f->lock < 0 || fcntl(f->lock, F_SETLK, &whole))
            return false;
        if (is_there(f, f->lock))
            return true;
        close(f->lock); /* of a run that has just ended and removed it */
    }
}

/* As out_folder_holder(), of an open lock. */
static long
holder_of(int lock)
{
    struct flock other = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

    if (fcntl(lock, F_GETLK, &other))
        return -1;
    if (other.l_type == F_UNLCK)
        return 0;
    errno = ESRCH; /* it is of another namespace */
    return other.l_pid > 0 ? other.l_pid : -1;
}

static enum status
refuse_taken(const struct out_folder *f, char why[OUT_FOLDER_WHY])
{
    long pid = holder_of(f->lock);
    char who[48] = "";

    if (pid > 0)
        snprintf(who, sizeof who, ", process %ld", pid);
    snprintf(why, OUT_FOLDER_WHY, "another netcapd writes there%s", who);
    return STATUS_USAGE;
}

static enum status
refuse_unwritable(const char *what, char why[OUT_FOLDER_WHY])
{
    snprintf(why, OUT_FOLDER_WHY, "cannot write records there: %s%s", what, strerror(errno));
    return STATUS_FAILED;
}

enum status
out_folder_try(struct out_folder *f, const char *path, unsigned file_mode, bool overwrite,
               char why[OUT_FOLDER_WHY])
{
    enum status status = STATUS_DONE;

    *f = (struct out_folder){ path, -1, -1, file_mode, overwrite };
    if (out_folder_make(path, file_mode, NULL))
        f->fd = open(path, FOLDER_FLAGS);
    if (f->fd < 0)
        return refuse_unwritable("", why);
    if (take_lock(f))
        return STATUS_DONE;
    if (f->lock >= 0 && (errno == EACCES || errno == EAGAIN))
        status = refuse_taken(f, why);
    else
        status = refuse_unwritable(OUR_LOCK_NAME ": ", why);
    if (f->lock >= 0)
        close(f->lock);
    f->lock = -1;
    out_folder_close(f);
    return status;
}

enum status
out_folder_open(struct out_folder *f, const char *path, unsigned file_mode, bool overwrite)
{
    char why[OUT_FOLDER_WHY];
    enum status status = out_folder_try(f, path, file_mode, overwrite, why);

    if (status != STATUS_DONE)
        say_error("%s: %s: %sgive another folder with -o", path, why,
                  status == STATUS_USAGE ? "wait for its end, or " : "");
    return status;
}

long
out_folder_holder(const char *folder)
{
    char *path = path_join(folder, OUR_LOCK_NAME, "");
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    long pid = fd >= 0 ? holder_of(fd) : errno == ENOENT ? 0 : -1;
    int why = errno;

    if (fd >= 0)
        close(fd);
    free(path);
    errno = why;
    return pid;
}

bool
out_folder_has(const struct out_folder *f, const char *name)
{
    struct stat about;

    return fstatat(f->fd, name, &about, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
}

bool
out_folder_is(const struct out_folder *f, const char *path)
{
    struct stat is, other;

    return fstat(f->fd, &is) == 0 && stat(path, &other) == 0 && is.st_dev == other.st_dev &&
           is.st_ino == other.st_ino;
}

struct folder_names
out_folder_names(const struct out_folder *f)
{
    struct folder_names all = { .n = 0 };
    int fd = openat(f->fd, ".", FOLDER_FLAGS);
    DIR *list = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *entry;

    while (list && (errno = 0, entry = readdir(list))) {
        all.names = grow(all.names, (all.n + 1) * sizeof *all.names);
        all.names[all.n++] = need_copy(entry->d_name);
    }
    all.unknown = !list || errno;
    if (list)
        closedir(list);
    else if (fd >= 0)
        close(fd);
    return all;
}

bool
folder_names_have(const struct folder_names *all, const char *name)
{
    bool found = all->unknown;

    for (size_t i = 0; i < all->n && !found; i++)
        found = strcmp(all->names[i], name) == 0;
    return found;
}

void
folder_names_free(struct folder_names *all)
{
    for (size_t i = 0; i < all->n; i++)
        free(all->names[i]);
    free(all->names);
}

bool
out_folder_sync(const struct out_folder *f)
{
    return disk_sync(f->fd);
}

void
out_folder_close(struct out_folder *f)
{
    if (f->lock >= 0) {
        unlinkat(f->fd, OUR_LOCK_NAME, 0); /* before it is free: nobody else has locked it */
        close(f->lock);
    }
    if (f->fd >= 0)
        close(f->fd);
    f->lock = f->fd = -1;
}
