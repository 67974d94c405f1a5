/* SPDX-License-Identifier: Apache-2.0 */
/* A file of records, written out in every form there is: with the schema that it brings. */
#include "fuzz.h"

#include "formats/formats.h"
#include "records/dump.h"
#include "records/fields.h"
#include "records/info.h"

#include <fcntl.h>
#include <unistd.h>

static void
dump(char *const *paths, int nowhere, const struct format *format, bool other)
{
    struct dump_options options = { .format = format,
                                    .separator = other ? ';' : ',',
                                    .utc = other,
                                    .printable = other,
                                    .title = true,
                                    .limit = UINT64_MAX };
    struct textbuf to = { .fd = nowhere };

    dump_files(&options, paths, 1, &to);
    textbuf_free(&to);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char path[FUZZ_PATH], *paths[] = { path };
    int file = open_bytes(bytes, size, path), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    struct textbuf to = { .fd = nowhere };

    if (nowhere < 0)
        broken("there is no /dev/null");
    for (int i = 0; formats[i / 2]; i++)
        dump(paths, nowhere, formats[i / 2], i % 2);
    fields_files(paths, 1, &to);
    info_files(paths, 1, &to);
    textbuf_free(&to);
    close(file);
    close(nowhere);
    return 0;
}
