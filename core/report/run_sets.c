/* SPDX-License-Identifier: Apache-2.0 */
#include "report/run_sets.h"

#include "base/memory.h"
#include "base/our_file.h"
#include "base/path.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
is_of_run(const struct dirent *entry)
{
    enum our_file kind = our_file(entry->d_name);

    return kind == OUR_RECORDS || (kind == OUR_REPORT && !our_file_is_part(entry->d_name));
}

static int
in_order(const void *a, const void *b)
{
    return set_name_order(*(char *const *)a, *(char *const *)b);
}

/* Of the reports that files are told of by, each as often as there are such files. */
static void
count(struct run_sets *sets, const char *folder, char **reports, size_t n)
{
    struct set_name newest;

    qsort(reports, n, sizeof *reports, in_order);
    for (size_t i = 0; i < n; i++)
        sets->count += i == 0 || strcmp(reports[i], reports[i - 1]) != 0;
    if (set_name_read(reports[n - 1], &newest, NULL))
        set_name_text(&newest, sets->newest);
    sets->report = path_join(folder, reports[n - 1], "");
    if (access(sets->report, F_OK) == 0)
        return;
    free(sets->report);
    sets->report = NULL;
}

void
run_sets_read(struct run_sets *sets, const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, is_of_run, NULL);
    char **reports;

    *sets = (struct run_sets){ .count = 0 };
    if (n < 0)
        return;
    reports = need((size_t)n + 1, sizeof *reports);
    for (int i = 0; i < n; i++) {
        reports[i] = our_file_report(entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    if (n)
        count(sets, folder, reports, (size_t)n);
    for (int i = 0; i < n; i++)
        free(reports[i]);
    free(reports);
}

void
run_sets_free(struct run_sets *sets)
{
    free(sets->report);
}
