/* SPDX-License-Identifier: Apache-2.0 */
#include "each/plan.h"

#include "base/memory.h"
#include "base/path.h"
#include "each/earlier.h"

#include <stdlib.h>
#include <string.h>

static void
add(struct set *set, const struct capture_file *file, char *folder, bool overwrites)
{
    set->list[set->n++] =
        (struct to_run){ .file = file, .folder = folder, .overwrites = overwrites };
}

static void
consider(struct set *set, const struct capture_file *file, struct kept *kept)
{
    char *folder = path_join(set->settings->out, file->folder, "");
    int status;

    switch (earlier_look(folder, &file->input, &status)) {
    case EARLIER_NONE: add(set, file, folder, set->settings->overwrite); return;
    case EARLIER_CUT: add(set, file, folder, true); return;
    case EARLIER_WHOLE:
        add(set, file, folder, set->settings->overwrite);
        set->list[set->n - 1].kept = true;
        set->list[set->n - 1].kept_status = status;
        return;
    case EARLIER_CHANGED:
        if (set->settings->overwrite) {
            add(set, file, folder, true);
            return;
        }
        say_error("%s: is not what the records in %s are of: it has changed since, or they are of "
                  "another: remove the folder, or replace its records with --overwrite",
                  file->input.path, folder);
        kept->refused++;
    }
    free(folder);
}

static int
largest_first(const void *a, const void *b)
{
    const struct input *one = &((const struct to_run *)a)->file->input;
    const struct input *other = &((const struct to_run *)b)->file->input;

    if (one->size != other->size)
        return one->size > other->size ? -1 : 1;
    return strcmp(one->path, other->path);
}

void
plan_make(struct set *set, const struct captures *captures, struct kept *kept)
{
    set->list = need(captures->n, sizeof *set->list);
    for (size_t i = 0; i < captures->n; i++)
        consider(set, &captures->list[i], kept);
    qsort(set->list, set->n, sizeof *set->list, largest_first);
    kept->missed = captures->missed;
}

void
plan_free(struct set *set)
{
    for (size_t i = 0; i < set->n; i++)
        free(set->list[i].folder);
    free(set->list);
}

/* As many as the largest capture goes into all of them, so that it does not go on alone with one
 * worker when all others are done. */
void
plan_lanes(struct set *set)
{
    const uint32_t workers = run_workers(set->settings);
    uint64_t total = 0, largest = 0, lanes;

    for (size_t i = 0; i < set->n; i++) {
        const uint64_t size = set->list[i].kept ? 0 : set->list[i].file->input.size;

        total += size;
        largest = size > largest ? size : largest;
    }
    lanes = largest ? (total + largest - 1) / largest : set->n;
    lanes = lanes < set->n ? lanes : set->n;
    lanes = !set->settings->isolated || lanes < 1 ? 1 : lanes < workers ? lanes : workers;
    set->workers = workers / (uint32_t)lanes;
    lanes = workers / set->workers; /* so that none is left over */
    set->n_lanes = set->settings->isolated && lanes < set->n ? (uint32_t)lanes : 1;
}
