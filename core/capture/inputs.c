/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/inputs.h"

#include "base/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status
out_of_memory(void)
{
    say_error("out of memory for the list of captures");
    return STATUS_FAILED;
}

/* Takes the path, which is allocated. */
static enum status
add(struct inputs *inputs, char *path)
{
    if (!path)
        return out_of_memory();
    if (inputs->n == inputs->size) {
        size_t size = inputs->size ? 2 * inputs->size : 16;
        char **more = reallocarray(inputs->paths, size, sizeof *more);

        if (!more) {
            free(path);
            return out_of_memory();
        }
        inputs->paths = more;
        inputs->size = size;
    }
    inputs->paths[inputs->n++] = path;
    return STATUS_DONE;
}

static int
visible(const struct dirent *entry)
{
    return *entry->d_name != '.';
}

static int
bytewise(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum status
unreadable(const char *name)
{
    say_error("%s: cannot be read: %s", name, strerror(errno));
    return STATUS_USAGE;
}

static enum status
add_from_folder(struct inputs *inputs, const char *folder, const char *name)
{
    char *path = path_join(folder, name, "");
    struct stat about;
    enum status status = STATUS_DONE;

    if (!path)
        return out_of_memory();
    if (stat(path, &about) != 0 ||
        (S_ISREG(about.st_mode) && faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0)) {
        status = unreadable(path);
    } else if (S_ISREG(about.st_mode)) {
        inputs->total += (uint64_t)about.st_size;
        return add(inputs, path);
    }
    free(path);
    return status;
}

static enum status
list_folder(struct inputs *inputs, const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, visible, bytewise);
    size_t before = inputs->n;
    enum status status = STATUS_DONE;

    if (n < 0)
        return unreadable(folder);
    for (int i = 0; i < n; i++) {
        if (status == STATUS_DONE)
            status = add_from_folder(inputs, folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    if (status == STATUS_DONE && inputs->n == before) {
        say_error("%s: the folder holds no files; captures were expected in it", folder);
        return STATUS_USAGE;
    }
    return status;
}

static enum status
list_standard_input(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->n; i++)
        if (strcmp(inputs->paths[i], "-") == 0) {
            say_error("-: standard input can be read only once");
            return STATUS_USAGE;
        }
    if (isatty(STDIN_FILENO)) {
        say_error("-: standard input is a terminal; pipe a capture into it or name a file");
        return STATUS_USAGE;
    }
    return add(inputs, strdup("-"));
}

/* Sets *sized to false for what tells no size beforehand. */
static enum status
list_one(struct inputs *inputs, const char *name, bool *sized)
{
    bool is_stdin = strcmp(name, "-") == 0;
    struct stat about;

    if (is_stdin ? fstat(STDIN_FILENO, &about) : stat(name, &about))
        return unreadable(name);
    if (!is_stdin && S_ISDIR(about.st_mode))
        return list_folder(inputs, name);
    if (!is_stdin && faccessat(AT_FDCWD, name, R_OK, AT_EACCESS) != 0)
        return unreadable(name);
    if (S_ISREG(about.st_mode))
        inputs->total += (uint64_t)about.st_size;
    else
        *sized = false;
    return is_stdin ? list_standard_input(inputs) : add(inputs, strdup(name));
}

enum status
inputs_list(struct inputs *inputs, const char *const *names, size_t n)
{
    bool sized = true;

    for (size_t i = 0; i < n; i++) {
        enum status status = list_one(inputs, names[i], &sized);

        if (status != STATUS_DONE)
            return status;
    }
    if (!sized)
        inputs->total = 0;
    return STATUS_DONE;
}

void
inputs_free(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->n; i++)
        free(inputs->paths[i]);
    free(inputs->paths);
    *inputs = (struct inputs){ 0 };
}
