/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/rerun.h"

#include "base/our_file.h"
#include "base/path.h"
#include "commands/ask_netcapd.h"
#include "commands/verify_inputs.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The command line that grows. */
struct words {
    char **list;
    size_t n;
};

/* Takes the word. */
static void
add(struct words *to, char *word)
{
    to->list = grow(to->list, (to->n + 2) * sizeof *to->list);
    to->list[to->n++] = word;
    to->list[to->n] = NULL;
}

static void
free_words(struct words *words)
{
    for (size_t i = 0; i < words->n; i++)
        free(words->list[i]);
    free(words->list);
}

/* What the headers of the run say that was read: the arguments as they were given. */
static char *
source_of(const struct run_file *run)
{
    const struct json *sources = run_file_list(run, "sources");
    size_t size = 1;
    char *all, *end;

    for (const struct json *s = sources; s; s = s->next)
        size += s->text ? strlen(s->text) + 1 : 1;
    all = end = need(1, size);
    for (const struct json *s = sources; s; s = s->next) {
        if (end > all)
            end = stpcpy(end, " ");
        end = stpcpy(end, s->text ? s->text : "");
    }
    return all;
}

/* Each by itself, in the order of the run: a folder may hold more by now. */
static bool
add_inputs(struct verify *v, const struct run_file *run, struct words *to)
{
    bool any = false;

    for (const struct json *i = run_file_list(run, "inputs"); i; i = i->next) {
        const char *path = json_text(i, "path");
        char *there = path ? verify_find_input(v, path) : NULL;

        if (!there) {
            verify_differs(v, path ? path : run->path,
                           "cannot be decoded again: the capture is not there: --inputs=DIR says "
                           "where it lies");
            return false;
        }
        add(to, need_text("--read=%s", there));
        free(there);
        any = true;
    }
    if (!any)
        verify_differs(v, run->path, "names no captures that could be decoded again");
    return any;
}

/* Only files can be read a second time; why there is no sum tells what it was. */
static bool
is_of_files(struct verify *v, const struct run_file *run)
{
    for (const struct json *i = run_file_list(run, "inputs"); i; i = i->next) {
        const char *path = json_text(i, "path"), *why = json_text(i, "no_sha256");

        if (why && strncmp(why, "not ", 4) != 0) {
            verify_differs(v, path ? path : run->path, "cannot be decoded again: it was %s", why);
            return false;
        }
    }
    return true;
}

static bool
add_all(struct verify *v, const struct run_file *run, const char *folder, struct words *to)
{
    char *source = source_of(run);

    add(to, netcapd_path());
    add(to, need_copy("--quiet"));
    add(to, need_text("--out=%s", folder));
    add(to, need_text("--source=%s", source));
    free(source);
    if (v->workers)
        add(to, need_text("--workers=%s", v->workers));
    if (v->only_plugins)
        add(to, need_copy("--only-plugins"));
    for (size_t i = 0; i < v->n_plugins; i++)
        add(to, need_text("--plugins=%s", v->plugins[i]));
    for (const struct json *o = run_file_list(run, "options"); o; o = o->next)
        if (o->text)
            add(to, need_text("--set-reported=%s", o->text));
    return add_inputs(v, run, to);
}

/* ---- what came of it ---- */

static bool
rest_is_same(FILE *a, FILE *b)
{
    static char bytes[2][64 << 10];
    bool same = true;
    size_t n = 1;

    while (same && n) {
        n = fread(bytes[0], 1, sizeof bytes[0], a);
        same = fread(bytes[1], 1, sizeof bytes[1], b) == n && memcmp(bytes[0], bytes[1], n) == 0 &&
               !ferror(a) && !ferror(b);
    }
    return same;
}

static bool
same_bytes(const char *a, const char *b)
{
    FILE *first = fopen(a, "re"), *second = fopen(b, "re");
    bool same = first && second && rest_is_same(first, second);

    if (first)
        fclose(first);
    if (second)
        fclose(second);
    return same;
}

static void
compare_file(struct verify *v, const struct run_file *run, const char *folder, const char *name)
{
    char *was = path_join(run->folder, name, ""), *is = path_join(folder, name, "");

    if (access(is, F_OK) != 0)
        verify_differs(v, was, "does not come of the captures again");
    else if (!same_bytes(was, is))
        verify_differs(v, was, "comes of the captures as other bytes; 'netcap diff' tells records");
    free(was);
    free(is);
}

/* Both ways. */
static void
compare_files(struct verify *v, const struct run_file *run, const struct run_file *again)
{
    for (const struct json *f = run_file_list(run, "files"); f; f = f->next)
        if (json_text(f, "name"))
            compare_file(v, run, again->folder, json_text(f, "name"));
    for (const struct json *f = run_file_list(again, "files"); f; f = f->next) {
        const char *name = json_text(f, "name");
        char *path = path_join(run->folder, name ? name : "", "");

        if (access(path, F_OK) != 0)
            verify_differs(v, path, "comes of the captures now, and did not then");
        free(path);
    }
}

/* What may be the reason for a difference. */
static void
compare_makers(struct verify *v, const struct run_file *run, const struct run_file *again)
{
    static const char *const keys[] = { "program", "compressor" };
    uint64_t was = 0, is = 0;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(run_file_text(run, keys[i]), run_file_text(again, keys[i])) != 0)
            verify_notes(v, run->path, "the %s was %s, and is %s now", keys[i],
                         run_file_text(run, keys[i]), run_file_text(again, keys[i]));
    if (json_number(run->says, "exit_status", &was) &&
        json_number(again->says, "exit_status", &is) && was != is)
        verify_differs(v, run->path, "the run ended with status %u, and now with %u",
                       (unsigned)was, (unsigned)is);
}

static void
compare(struct verify *v, const struct run_file *run, const char *folder)
{
    struct run_file again;

    if (run_file_open(&again, folder) == STATUS_DONE) {
        compare_makers(v, run, &again);
        compare_files(v, run, &again);
    } else {
        v->status = STATUS_FAILED;
    }
    run_file_close(&again);
}

/* ---- the folder for it ---- */

static void
remove_folder(const char *folder)
{
    struct dirent **entries;
    /* cppcheck-suppress nullPointer; who names no order gets none */
    int n = scandir(folder, &entries, NULL, NULL);

    for (int i = 0; i < n; i++) {
        char *path = path_join(folder, entries[i]->d_name, "");

        unlink(path); /* netcapd makes no folders there */
        free(path);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    if (rmdir(folder))
        say_error("%s: cannot be removed: %s", folder, strerror(errno));
}

/* What netcapd said when it did not get through. */
static void
repeat(int from)
{
    char text[4096];
    ssize_t n = from < 0 ? 0 : pread(from, text, sizeof text, 0);

    if (n > 0)
        fwrite(text, 1, (size_t)n, stderr);
}

static void
go_on(int signal)
{
    (void)signal;
}

/* Who interrupts, interrupts netcapd: the folder is still to be removed. */
static int
run_undisturbed(const struct run_file *run, char *const *arguments, int says)
{
    struct sigaction wait = { .sa_handler = go_on }, before[2];
    int status;

    setenv("SOURCE_DATE_EPOCH", run_file_text(run, "created"), 1);
    sigaction(SIGINT, &wait, &before[0]);
    sigaction(SIGTERM, &wait, &before[1]);
    status = netcapd_run(arguments, STDERR_FILENO, says);
    sigaction(SIGINT, &before[0], NULL);
    sigaction(SIGTERM, &before[1], NULL);
    return status;
}

static void
decode(struct verify *v, const struct run_file *run, const char *folder)
{
    struct words words = { NULL, 0 };
    int says = memfd_create("said", MFD_CLOEXEC), status;

    if (add_all(v, run, folder, &words)) {
        status = run_undisturbed(run, words.list, says);
        if (status == STATUS_DONE || status == STATUS_PARTIAL) {
            compare(v, run, folder);
        } else {
            repeat(says);
            verify_differs(v, run->path, "the captures were not decoded again: %s",
                           status < 0 ? strerror(errno) : "netcapd did not get through");
        }
    }
    if (says >= 0)
        close(says);
    free_words(&words);
}

void
verify_rerun(struct verify *v, const struct run_file *run)
{
    const char *place = getenv("TMPDIR");
    char *folder = path_join(place && *place ? place : "/tmp", "netcap-verify-XXXXXX", "");

    if (!is_of_files(v, run)) {
        free(folder);
        return;
    }
    if (mkdtemp(folder)) {
        decode(v, run, folder);
        remove_folder(folder);
    } else {
        say_error("%s: cannot be made: %s", folder, strerror(errno));
        v->status = STATUS_FAILED;
    }
    free(folder);
}
