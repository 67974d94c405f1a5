/* SPDX-License-Identifier: Apache-2.0 */
#include "output/part_file.h"

#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *
part_file_create(struct part_file *f, const char *folder, const char *name, const char *suffix)
{
    f->path = path_join(folder, name, suffix);
    if (!f->path)
        return "name";
    if (asprintf(&f->part, "%s.part", f->path) < 0) {
        f->part = NULL;
        return "name";
    }
    f->fd = open(f->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return f->fd < 0 ? "create" : NULL;
}

const char *
part_file_write(struct part_file *f, const uint8_t *bytes, size_t n)
{
    f->written += n;
    while (n) {
        ssize_t done = write(f->fd, bytes, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return "write";
        bytes += done;
        n -= (size_t)done;
    }
    return NULL;
}

const char *
part_file_finish(struct part_file *f)
{
    int fd = f->fd;

    f->fd = -1;
    if (close(fd))
        return "write";
    return rename(f->part, f->path) ? "rename" : NULL;
}

void
part_file_free(struct part_file *f)
{
    if (f->fd >= 0)
        close(f->fd);
    free(f->path);
    free(f->part);
}
