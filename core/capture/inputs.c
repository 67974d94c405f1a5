/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/inputs.h"

#include "base/our_file.h"
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

struct input
input_of(char *path, const struct stat *about)
{
    return (struct input){ path, about->st_dev, about->st_ino, (uint64_t)about->st_size,
                           about->st_mtim };
}

/* Takes the path, which is allocated. */
static enum status
add(struct inputs *inputs, char *path, const struct stat *about)
{
    if (!path)
        return out_of_memory();
    if (inputs->n == inputs->size) {
        size_t size = inputs->size ? 2 * inputs->size : 16;
        struct input *more = reallocarray(inputs->list, size, sizeof *more);

        if (!more) {
            free(path);
            return out_of_memory();
        }
        inputs->list = more;
        inputs->size = size;
    }
    inputs->list[inputs->n++] = input_of(path, about);
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

/* One file of a folder that cannot be read is no reason to leave the others. */
static enum status
add_from_folder(struct inputs *inputs, const char *folder, const char *name)
{
    char *path = path_join(folder, name, "");
    struct stat about;

    if (!path)
        return out_of_memory();
    if (stat(path, &about) != 0 ||
        (S_ISREG(about.st_mode) && faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0)) {
        unreadable(path);
        inputs->missed = true;
    } else if (S_ISREG(about.st_mode)) {
        inputs->total += (uint64_t)about.st_size;
        return add(inputs, path, &about);
    }
    free(path);
    return STATUS_DONE;
}

/* What netcapd writes beside records, whatever the version of it called that. */
static bool
is_written(const char *name)
{
    return our_file(name) != OUR_NONE || strncmp(name, "errors.pcap", 11) == 0 ||
           strncmp(name, "unknown.pcap", 12) == 0;
}

/* Whether netcapd has written records there. */
static bool
is_output(struct dirent **entries, int n)
{
    for (int i = 0; i < n; i++) {
        enum our_file kind = our_file(entries[i]->d_name);

        if (kind == OUR_RECORDS || kind == OUR_REPORT)
            return true;
    }
    return false;
}

int
inputs_scan(const char *folder, struct dirent ***entries, int *ours)
{
    int all = scandir(folder, entries, visible, bytewise), n = 0;
    bool output = all > 0 && is_output(*entries, all);

    *ours = 0;
    if (all < 0)
        return all;
    for (int i = 0; i < all; i++)
        if (output && is_written((*entries)[i]->d_name)) {
            free((*entries)[i]);
            ++*ours;
        } else {
            (*entries)[n++] = (*entries)[i];
        }
    return n;
}

void
inputs_say_ours(const char *folder, int ours)
{
    if (ours)
        say_error("%s: holds records: the %d files there that netcapd wrote are not read as "
                  "captures; name one to read it",
                  folder, ours);
}

static enum status
add_entries(struct inputs *inputs, const char *folder, struct dirent **entries, int n)
{
    enum status status = STATUS_DONE;

    for (int i = 0; i < n && status == STATUS_DONE; i++)
        status = add_from_folder(inputs, folder, entries[i]->d_name);
    return status;
}

static enum status
list_folder(struct inputs *inputs, const char *folder)
{
    struct dirent **entries;
    int ours, n = inputs_scan(folder, &entries, &ours);
    size_t before = inputs->n;
    enum status status;

    if (n < 0)
        return unreadable(folder);
    status = add_entries(inputs, folder, entries, n);
    inputs_say_ours(folder, ours);
    for (int i = 0; i < n; i++)
        free(entries[i]);
    free(entries);
    if (status == STATUS_DONE && inputs->n == before) {
        say_error("%s: the folder holds no files; captures were expected in it", folder);
        return STATUS_USAGE;
    }
    return status;
}

static enum status
list_standard_input(struct inputs *inputs, const struct stat *about)
{
    for (size_t i = 0; i < inputs->n; i++)
        if (strcmp(inputs->list[i].path, "-") == 0) {
            say_error("-: standard input can be read only once");
            return STATUS_USAGE;
        }
    if (isatty(STDIN_FILENO)) {
        say_error("-: standard input is a terminal; pipe a capture into it or name a file");
        return STATUS_USAGE;
    }
    return add(inputs, strdup("-"), about);
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
    return is_stdin ? list_standard_input(inputs, &about) : add(inputs, strdup(name), &about);
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

const char *
inputs_find(const struct inputs *inputs, const struct stat *about)
{
    for (size_t i = 0; i < inputs->n; i++)
        if (inputs->list[i].device == about->st_dev && inputs->list[i].inode == about->st_ino)
            return inputs->list[i].path;
    return NULL;
}

void
inputs_free(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->n; i++)
        free(inputs->list[i].path);
    free(inputs->list);
    *inputs = (struct inputs){ 0 };
}
