/* SPDX-License-Identifier: Apache-2.0 */
#include "base/part_file.h"

#include "base/memory.h"
#include "base/our_file.h"
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PART_FLAGS = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC };

static const char *
in_folder(const char *path)
{
    return strrchr(path, '/') + 1;
}

const char *
part_file_create(struct part_file *f, const struct out_folder *folder, const char *name,
                 const char *suffix)
{
    *f = (struct part_file){ .folder = folder, .fd = -1 };
    f->path = path_join(folder->path, name, suffix);
    f->part = need_text("%s" OUR_PART, f->path);
    if (folder->overwrite && unlinkat(folder->fd, in_folder(f->part), 0) && errno != ENOENT)
        return "replace";
    f->fd = openat(folder->fd, in_folder(f->part), PART_FLAGS, folder->file_mode);
    f->made = f->fd >= 0;
    return f->made ? NULL : "create";
}

void
part_file_sum(struct part_file *f)
{
    f->sums = true;
    digest_begin(&f->digest);
}

const char *
part_file_write(struct part_file *f, const uint8_t *bytes, size_t n)
{
    const uint8_t *at = bytes;
    size_t left = n;

    while (left) {
        ssize_t done = write(f->fd, at, left);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            int why = errno;

            /* So that what was written before is all there is, and readable to its end. */
            if (ftruncate(f->fd, (off_t)f->written))
                why = errno;
            errno = why;
            return "write";
        }
        at += done;
        left -= (size_t)done;
    }
    f->written += n;
    if (f->sums)
        digest_add(&f->digest, bytes, n);
    return NULL;
}

void
part_file_begin_sync(struct part_file *f)
{
    if (f->fd >= 0)
        sync_file_range(f->fd, 0, 0, SYNC_FILE_RANGE_WRITE); /* what fails fails again below */
}

const char *
part_file_sync(struct part_file *f)
{
    int why;

    if (disk_sync(f->fd))
        return NULL;
    why = errno;
    close(f->fd);
    f->fd = -1;
    errno = why;
    return "write";
}

const char *
part_file_finish(struct part_file *f)
{
    int fd = f->fd;

    f->fd = -1;
    if (close(fd))
        return "write";
    if (renameat(f->folder->fd, in_folder(f->part), f->folder->fd, in_folder(f->path)))
        return "rename";
    f->named = true;
    return NULL;
}

const char *
part_file_name(const struct part_file *f)
{
    return f->made ? in_folder(f->named ? f->path : f->part) : NULL;
}

void
part_file_free(struct part_file *f)
{
    if (f->fd >= 0)
        close(f->fd);
    free(f->path);
    free(f->part);
}
