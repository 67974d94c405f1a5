/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sent_parts.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static int
in_sequence(const void *a, const void *b)
{
    const struct sent_file *one = *(struct sent_file *const *)a,
                           *other = *(struct sent_file *const *)b;
    int order = memcmp(one->of.bytes, other->of.bytes, FILE_ID);

    return order ? order : one->first < other->first ? -1 : one->first > other->first;
}

void
sent_parts_link(struct sent_files *files)
{
    struct sent_file **parts = need(files->count + 1, sizeof *parts);
    size_t n = 0;

    for (size_t i = 0; i < files->count; i++) {
        files->list[i]->before = files->list[i]->next = NULL;
        if (files->list[i]->state != SENT_NEW && files->list[i]->state != SENT_PASSED)
            parts[n++] = files->list[i];
    }
    if (n)
        qsort(parts, n, sizeof *parts, in_sequence);
    for (size_t i = 1; i < n; i++)
        if (file_id_same(&parts[i - 1]->of, &parts[i]->of)) {
            parts[i]->before = parts[i - 1];
            parts[i - 1]->next = parts[i];
        }
    free(parts);
}
