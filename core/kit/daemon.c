/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/daemon.h"

#include "base/file_text.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/say.h"
#include "commands/ask_netcapd.h"
#include "dissect/plugin_files.h"
#include "records/run_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SAID_MOST = 1 << 20, ARGUMENTS = 16, AT_ONCE = 16 };

static bool
copy_file(const char *from, const char *to)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    char bytes[65536];
    ssize_t n = -1;

    while (out >= 0 && (n = read(in, bytes, sizeof bytes)) > 0)
        if (write(out, bytes, (size_t)n) != n) {
            n = -1;
            break;
        }
    if (in >= 0)
        close(in);
    if (out >= 0 && close(out))
        n = -1;
    return n == 0;
}

bool
daemon_keep(const struct daemon_place *place, const char *name, const char *to)
{
    char *from = daemon_path(place, name);
    bool kept;

    unlink(to);
    kept = copy_file(from, to);
    free(from);
    return kept;
}

bool
daemon_place_make(struct daemon_place *place, const char *file)
{
    const char *tmp = getenv("TMPDIR"), *slash = strrchr(file, '/');
    char *copy;
    bool ok;

    place->folder = need_text("%s/netcap-plugin-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    place->set = NULL;
    ok = mkdtemp(place->folder) && chmod(place->folder, 0755) == 0;
    place->plugins = path_join(place->folder, "plugins", "");
    copy = path_join(place->plugins, slash ? slash + 1 : file, "");
    if (!ok || mkdir(place->plugins, 0755))
        say_error("%s: cannot be made: %s", place->folder, strerror(errno));
    else if (!(ok = copy_file(file, copy)))
        say_error("%s: cannot be read: %s", file, strerror(errno));
    free(copy);
    return ok;
}

static int
remove_one(const char *path, const struct stat *about, int kind, struct FTW *unused)
{
    (void)about;
    (void)kind;
    (void)unused;
    return remove(path);
}

void
daemon_place_remove(struct daemon_place *place)
{
    if (place->folder)
        nftw(place->folder, remove_one, AT_ONCE, FTW_DEPTH | FTW_PHYS);
    free(place->folder);
    free(place->plugins);
    place->folder = place->plugins = NULL;
}

char *
daemon_path(const struct daemon_place *place, const char *name)
{
    return path_join(place->folder, name, "");
}

/* Its words end with NULL; those behind the options that say which plugins there are. */
static struct daemon_run
run(const struct daemon_place *place, char *const *words)
{
    char *program = netcapd_path(), *theirs = need_text("--plugins=%s", place->plugins);
    char *ours = need_text("--plugins=%s", plugins_own_folder());
    char only[] = "--only-plugins", quiet[] = "--quiet";
    char *arguments[ARGUMENTS] = { program, only, theirs, ours, quiet };
    int to = memfd_create("said", MFD_CLOEXEC);
    struct daemon_run done = { .status = -1 };

    setenv("SOURCE_DATE_EPOCH", "1", 1); /* which stands in files that are compared */
    for (size_t n = 5; *words && n + 1 < ARGUMENTS; words++)
        arguments[n++] = *words;
    if (to >= 0)
        done.status = netcapd_run(arguments, STDERR_FILENO, to);
    if (done.status < 0)
        say_error("%s: cannot be run: %s", program, strerror(errno));
    if (to >= 0 && lseek(to, 0, SEEK_SET) == 0)
        done.said = file_text(to, SAID_MOST);
    if (!done.said)
        done.said = need_copy("");
    if (to >= 0)
        close(to);
    free(program);
    free(theirs);
    free(ours);
    return done;
}

struct daemon_run
daemon_decode(const struct daemon_place *place, const char *capture, const char *out,
              unsigned workers)
{
    char *read = need_text("--read=%s", capture);
    char *to = need_text("--out=%s/%s", place->folder, out);
    char *crew = need_text("--workers=%u", workers);
    char *set = need_text("--set=%s", place->set ? place->set : "");
    char overwrite[] = "--overwrite", sums[] = "--checksums=off";
    char *words[] = { read, to, crew, overwrite, sums, place->set ? set : NULL, NULL };
    struct daemon_run done = run(place, words);

    free(read);
    free(to);
    free(crew);
    free(set);
    return done;
}

struct daemon_run
daemon_load(const struct daemon_place *place)
{
    char list[] = "--list-plugins";
    char *words[] = { list, NULL };
    int shown = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0), nowhere = open("/dev/null", O_WRONLY);
    struct daemon_run done;

    fflush(stdout);
    dup2(nowhere, STDOUT_FILENO);
    done = run(place, words);
    dup2(shown, STDOUT_FILENO);
    close(shown);
    close(nowhere);
    return done;
}

uint64_t
daemon_set_aside(const struct daemon_place *place, const char *out, char **reason)
{
    char *folder = daemon_path(place, out);
    struct run_file report;
    uint64_t packets = 0;
    const struct json *first;

    *reason = NULL;
    if (run_file_open(&report, folder) == STATUS_DONE) {
        json_number(json_member(report.says, "packets"), "set_aside", &packets);
        first = json_member(json_member(report.says, "reasons"), "set_aside");
        first = first ? first->first : NULL;
        if (first && json_text(first, "reason"))
            *reason = need_copy(json_text(first, "reason"));
    }
    run_file_close(&report);
    free(folder);
    return packets;
}

static bool
is_record_file(const char *name)
{
    const char *end = strstr(name, ".ncap.gz");

    return end && !end[8];
}

static bool
has_same_bytes(const char *one, const char *other)
{
    struct file_sum a, b;

    return file_sum(one, &a) && file_sum(other, &b) && strcmp(a.sha256, b.sha256) == 0;
}

/* Files of one run that the other has not, or in another way. */
static char *
not_in(const char *one, const char *other)
{
    DIR *folder = opendir(one);
    struct dirent *entry;
    char *found = NULL;

    while (folder && !found && (entry = readdir(folder))) {
        char *here = path_join(one, entry->d_name, "");
        char *there = path_join(other, entry->d_name, "");

        if (is_record_file(entry->d_name) && !has_same_bytes(here, there))
            found = need_copy(entry->d_name);
        free(here);
        free(there);
    }
    if (folder)
        closedir(folder);
    return found;
}

char *
daemon_difference(const struct daemon_place *place, const char *one, const char *other)
{
    char *a = daemon_path(place, one), *b = daemon_path(place, other);
    char *found = not_in(a, b);

    if (!found)
        found = not_in(b, a);
    free(a);
    free(b);
    return found;
}
