/* SPDX-License-Identifier: Apache-2.0 */
/* A file of records, written out in every form there is. */
#include "formats/formats.h"
#include "records/dump.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    int file = memfd_create("ncap", 0), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    char path[64], *paths[] = { path };

    if (file < 0 || nowhere < 0 || write(file, bytes, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    for (int i = 0; formats[i / 2]; i++) {
        struct dump_options options = { .format = formats[i / 2],
                                        .separator = ',',
                                        .utc = i % 2,
                                        .title = true,
                                        .limit = UINT64_MAX };
        struct textbuf to = { .fd = nowhere };

        dump_files(&options, paths, 1, &to);
        textbuf_free(&to);
    }
    close(file);
    close(nowhere);
    return 0;
}
