/* SPDX-License-Identifier: Apache-2.0 */
#include "records/run_folder.h"

#include "base/our_file.h"
#include "base/path.h"
#include "records/run_file.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEEPEST = 16, FOLDERS_MOST = 1000 };

static int
is_records(const struct dirent *entry)
{
    enum our_file kind = our_file(entry->d_name);

    return kind == OUR_RECORDS || kind == OUR_TABLES;
}

static int
is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN);
}

static int
count_entries(const char *folder, int (*is)(const struct dirent *))
{
    struct dirent **entries;
    int n = scandir(folder, &entries, is, NULL);

    for (int i = 0; i < n; i++)
        free(entries[i]);
    if (n >= 0)
        free(entries);
    return n;
}

static bool
lists_none(const struct run_file *run)
{
    for (const struct json *file = run_file_list(run, "files"); file; file = file->next)
        if (json_text(file, "type"))
            return false;
    return json_member(run->says, "files") && strcmp(run_file_text(run, "status"), "running") != 0;
}

bool
run_folder_is_empty(const char *folder)
{
    char *path = path_join(folder, OUR_REPORT_NAME, "");
    bool empty = access(path, F_OK) == 0 && count_entries(folder, is_records) == 0;
    struct run_file run;

    free(path);
    if (!empty)
        return false;
    empty = run_file_open(&run, folder) == STATUS_DONE && lists_none(&run);
    run_file_close(&run);
    return empty;
}

static bool
is_run(const char *folder)
{
    char *path = path_join(folder, OUR_REPORT_NAME, "");
    bool run = access(path, F_OK) == 0 || count_entries(folder, is_records) > 0;

    free(path);
    return run;
}

static char *
below(const char *folder, int depth, int *left)
{
    struct dirent **entries;
    int n = depth < DEEPEST && (*left)-- > 0 ? scandir(folder, &entries, is_shown, alphasort) : -1;
    char *found = NULL;

    for (int i = 0; i < n; i++) {
        char *path = found ? NULL : path_join(folder, entries[i]->d_name, "");

        free(entries[i]);
        if (!path)
            continue;
        if (is_run(path)) {
            found = path;
            continue;
        }
        found = below(path, depth + 1, left);
        free(path);
    }
    if (n >= 0)
        free(entries);
    return found;
}

char *
run_folder_below(const char *folder)
{
    int left = FOLDERS_MOST;

    return below(folder, 0, &left);
}
