/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file_text.h"

#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { FIRST = 64 << 10 };

char *
file_text(int fd, size_t most)
{
    char *text = NULL;
    size_t used = 0, size = 0;
    ssize_t got = 1;
    int why;

    while (got && used < most) {
        if (size - used < 2) {
            size = size ? 2 * size : FIRST;
            text = grow(text, size);
        }
        got = read(fd, text + used, size - used - 1);
        if (got < 0 && errno != EINTR)
            break;
        used += got > 0 ? (size_t)got : 0;
    }
    why = got > 0 ? EFBIG : errno;
    if (got != 0) {
        free(text);
        errno = why;
        return NULL;
    }
    text[used] = '\0';
    return text;
}
