/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/label_inputs.h"

#include "base/memory.h"

#include <fcntl.h>
#include <stdlib.h>

static bool
has(const struct label_inputs *inputs, const struct stat *about)
{
    for (size_t i = 0; i < inputs->n; i++)
        if (inputs->list[i].st_dev == about->st_dev && inputs->list[i].st_ino == about->st_ino)
            return true;
    return false;
}

static void
add(struct label_inputs *inputs, const struct stat *about)
{
    inputs->list = grow(inputs->list, (inputs->n + 1) * sizeof *inputs->list);
    inputs->list[inputs->n++] = *about;
}

/* What cannot be looked at stays: whoever opens it says why. */
static bool
take_records(struct label_inputs *inputs, struct paths *paths)
{
    bool all = true;
    size_t left = 0;

    for (size_t i = 0; i < paths->n; i++) {
        struct stat about;
        bool there = stat(paths->list[i], &about) == 0;

        if (there && !S_ISREG(about.st_mode)) {
            say_error("%s: cannot be read twice, as it is to be: expected a regular file",
                      paths->list[i]);
            all = false;
        }
        if (there && has(inputs, &about)) {
            free(paths->list[i]);
            continue;
        }
        if (there)
            add(inputs, &about);
        paths->list[left++] = paths->list[i];
    }
    paths->n = left;
    return all;
}

bool
label_inputs_take(struct label_inputs *inputs, struct paths *paths, char *const *label_files,
                  size_t n)
{
    bool all = take_records(inputs, paths);

    for (size_t i = 0; i < n; i++) {
        struct stat about;

        if (stat(label_files[i], &about) == 0)
            add(inputs, &about);
    }
    return all;
}

void
label_inputs_free(struct label_inputs *inputs)
{
    free(inputs->list);
}

bool
label_inputs_have(const struct label_inputs *inputs, const struct out_folder *folder,
                  const char *name)
{
    struct stat about;

    return fstatat(folder->fd, name, &about, 0) == 0 && has(inputs, &about);
}
