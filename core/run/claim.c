/* SPDX-License-Identifier: Apache-2.0 */
#include "run/claim.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "output/sets.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Takes an ending off if that leaves something. */
static bool
take_off(size_t *length, const char *name, const char *ending)
{
    size_t n = strlen(ending);

    if (*length <= n || memcmp(name + *length - n, ending, n) != 0)
        return false;
    *length -= n;
    return true;
}

/* How much of a capture's name says what it is of: "foo" of "foo.pcap.gz". */
static size_t
stem_length(const char *name)
{
    static const char *const packed[] = { ".gz", ".zst", ".xz", ".lz4" };
    static const char *const formats[] = { ".pcapng", ".pcap", ".cap", ".dmp", ".ntar" };
    size_t length = strlen(name);

    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        if (take_off(&length, name, packed[i]))
            break;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (take_off(&length, name, formats[i]))
            break;
    return length;
}

/* The only thing that is read, if that is a file; else NULL. */
static const char *
only_file(const struct settings *s)
{
    const char *path = s->inputs.n == 1 ? s->inputs.text[0] : "-";
    struct stat about;

    if (strcmp(path, "-") == 0 || stat(path, &about) || !S_ISREG(about.st_mode))
        return NULL;
    return strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
}

void
claim_name(struct settings *s)
{
    const char *name = only_file(s);
    struct timespec now = clock_date();
    struct tm date;
    char time[32];

    if (*s->out)
        return;
    free(s->out);
    gmtime_r(&now.tv_sec, &date);
    strftime(time, sizeof time, "%Y%m%dT%H%M%SZ", &date);
    s->out = name ? need_text("%.*s.netcap", (int)stem_length(name), name)
                  : need_text("netcap-%s", time);
}

/* Whether the run reads the file of that name, or what it links to. */
static bool
is_read(const struct out_folder *folder, const char *name, const struct capture *capture)
{
    const char *input = NULL;
    struct stat about;

    if (fstatat(folder->fd, name, &about, 0) == 0)
        input = capture_reads(capture, &about);
    if (input)
        say_error("%s: it is %s/%s, which would be replaced: give another folder with --out", input,
                  folder->path, name);
    return input;
}

static enum status
look_through(const struct out_folder *folder, DIR *list, const struct capture *capture, bool adds)
{
    struct dirent *entry;
    char found[sizeof entry->d_name] = "";

    while (errno = 0, (entry = readdir(list))) {
        enum our_file kind = our_file(entry->d_name);

        if (kind != OUR_NONE && is_read(folder, entry->d_name, capture))
            return STATUS_USAGE;
        if (kind != OUR_NONE && kind != OUR_LOCK &&
            (!*found || strcmp(entry->d_name, found) < 0)) /* one to name, always the same */
            memcpy(found, entry->d_name, strlen(entry->d_name) + 1);
    }
    if (errno) {
        say_error("%s: cannot be looked through: %s", folder->path, strerror(errno));
        return STATUS_FAILED;
    }
    if (!*found || folder->overwrite || adds)
        return STATUS_DONE;
    say_error(
        "%s: holds what an earlier run wrote (%s): give another folder with --out, or replace "
        "it with --overwrite",
        folder->path, found);
    return STATUS_USAGE;
}

/* Of a run, and of sets. */
static void
list_older(struct older *older, const struct out_folder *folder)
{
    struct folder_names all = out_folder_names(folder);

    older_list(older, folder, OUR_REPORT_NAME);
    for (size_t i = 0; i < all.n; i++)
        if (our_file(all.names[i]) == OUR_REPORT && !our_file_is_part(all.names[i]) &&
            strcmp(all.names[i], OUR_REPORT_NAME) != 0)
            older_list(older, folder, all.names[i]);
    folder_names_free(&all);
}

/* Of a run that was killed: nobody else writes here now. */
static void
say_unfinished(const struct out_folder *folder)
{
    char last[SET_NAME_TEXT] = "";
    struct sets sets;
    size_t n = 0;

    sets_list(&sets, folder);
    for (size_t i = 0; i < sets.n; i++)
        if (sets.list[i].unfinished) {
            set_name_text(&sets.list[i].name, last);
            n++;
        }
    sets_free(&sets);
    if (n)
        say_error("%s: holds %zu sets that a run did not finish, the last of %s: they stay as they "
                  "are, and --keep passes them over",
                  folder->path, n, last + 1);
}

enum status
claim_folder(struct out_folder *folder, const char *path, const struct settings *s,
             const struct capture *capture, struct older *older)
{
    enum status status = out_folder_open(folder, path, s->file_mode, s->overwrite);
    int fd;
    DIR *list;

    if (status != STATUS_DONE)
        return status;
    fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    list = fd < 0 ? NULL : fdopendir(fd);
    if (list) {
        status = look_through(folder, list, capture, settings_rotate(s));
        closedir(list);
    } else {
        say_error("%s: cannot be looked through: %s", path, strerror(errno));
        status = STATUS_FAILED;
    }
    if (status == STATUS_DONE && settings_rotate(s))
        say_unfinished(folder);
    if (status == STATUS_DONE && s->overwrite)
        list_older(older, folder);
    if (status != STATUS_DONE)
        out_folder_close(folder);
    return status;
}
