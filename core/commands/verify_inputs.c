/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/verify_inputs.h"

#include "base/path.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* DIR/a/b.pcap, or else DIR/b.pcap, of a/b.pcap. */
static char *
find_below(const char *folder, const char *path)
{
    do {
        char *there;

        path += strspn(path, "/");
        there = path_join(folder, path, "");
        if (*path && access(there, F_OK) == 0)
            return there;
        free(there);
        path = strchr(path, '/');
    } while (path);
    return NULL;
}

char *
verify_find_input(const struct verify *v, const char *path)
{
    char *there = v->inputs ? find_below(v->inputs, path) : NULL;

    if (!there && access(path, F_OK) == 0)
        there = need_copy(path);
    return there;
}

static void
verify_input(struct verify *v, const char *path, const char *wanted, uint64_t bytes)
{
    char *there = verify_find_input(v, path);
    struct file_sum sum;

    if (!there)
        verify_notes(v, path, "the capture is not there, and was not compared: --inputs=DIR says "
                              "where it lies");
    else if (!file_sum(there, &sum))
        verify_differs(v, there, "the capture cannot be read: %s", strerror(errno));
    else if (sum.bytes != bytes)
        verify_differs(v, there,
                       "the capture is another one: it has %" PRIu64
                       " bytes, the run read %" PRIu64,
                       sum.bytes, bytes);
    else if (strcmp(sum.sha256, wanted) != 0)
        verify_differs(v, there, "the capture is another one: its SHA-256 is %s, the run read %s",
                       sum.sha256, wanted);
    free(there);
}

void
verify_inputs(struct verify *v, const struct run_file *run)
{
    for (const struct json *i = run_file_list(run, "inputs"); i; i = i->next) {
        const char *path = json_text(i, "path"), *sum = json_text(i, "sha256");
        const char *why = json_text(i, "no_sha256");
        uint64_t bytes;

        if (path && sum && json_number(i, "bytes", &bytes))
            verify_input(v, path, sum, bytes);
        else if (path)
            verify_notes(v, path, "the run has no sum of it, which was %s", why ? why : "not read");
    }
}
