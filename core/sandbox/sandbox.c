/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/sandbox.h"

#include "base/memory.h"
#include "base/path.h"
#include "base/say.h"
#include "sandbox/forbidden.h"
#include "sandbox/limits.h"
#include "sandbox/profiles.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { STREAMS = 2, DESCRIPTORS_MAX = 80 };

/* What the kernel has of what is wanted. */
static bool on, filters;
static int landlock;

/* Where the loader finds what plugins are linked to. */
static const char *const library_places[] = {
    "/lib",       "/lib32",         "/lib64",           "/usr/lib",           "/usr/lib32",
    "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/ld.so.preload",
};

static void
look(bool wanted)
{
    on = wanted;
    filters = wanted && filter_is_possible();
    landlock = wanted ? landlock_version() : 0;
}

enum status
sandbox_setup(bool wanted, bool required)
{
    look(wanted);
    if (required && !wanted) {
        say_error("--require-sandbox: there is none with --sandbox=off or --isolation=none");
        return STATUS_USAGE;
    }
    if (*sandbox_lack())
        say_error("this kernel has no %s: %s", sandbox_lack(),
                  required ? "--require-sandbox refuses to run"
                           : "the sandbox is weaker; see netcap-security(7)");
    return required && *sandbox_lack() ? STATUS_FAILED : STATUS_DONE;
}

const char *
sandbox_lack(void)
{
    if (!on || (filters && landlock))
        return "";
    return filters    ? "Landlock"
           : landlock ? "filters for system calls (seccomp)"
                      : "Landlock and no filters for system calls (seccomp)";
}

const char *
sandbox_text(char *buffer)
{
    char files[32] = "";

    if (landlock)
        snprintf(files, sizeof files, "Landlock %d", landlock);
    snprintf(buffer, SANDBOX_TEXT, "%s%s%s%s", filters ? "seccomp" : "",
             filters && landlock ? ", " : "", files,
             !filters && !landlock          ? "off"
             : FILTER_WIDE && filters && on ? ", wide, for a sanitizer"
                                            : "");
    return buffer;
}

static bool
say_failed(const char *what)
{
    say_error("the sandbox cannot be closed (%s: %s); --sandbox=off does without", what,
              strerror(errno));
    return false;
}

/* Standard output and error, and these. */
static size_t
with_streams(int *all, const int *fds, size_t n_fds)
{
    size_t n = 0;

    all[n++] = STDOUT_FILENO;
    all[n++] = STDERR_FILENO;
    for (size_t i = 0; i < n_fds && i < DESCRIPTORS_MAX; i++)
        all[n++] = fds[i];
    return n;
}

/* A build with a sanitizer reads what it has to tell people of. */
static bool
close_files(const struct path_rule *rules, size_t n_rules, bool network, bool signals)
{
    static const struct path_rule everything = { "/", PATH_READ };
    struct landlock_wish wish = { rules, n_rules, FILTER_WIDE ? &everything : NULL, network,
                                  signals };

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           (!landlock || landlock_confine(landlock, &wish));
}

static bool
close_calls(const struct profile *profile, const int *fds, size_t n_fds)
{
    return !filters || filter_load(profile, fds, n_fds);
}

/* Rules that grow, and texts that they keep. */
struct growing {
    struct path_rule *rules;
    size_t n;
    char **texts;
    size_t n_texts;
};

static void
add(struct growing *g, const char *path, enum path_right right)
{
    g->rules = grow(g->rules, (g->n + 1) * sizeof *g->rules);
    g->rules[g->n++] = (struct path_rule){ path, right };
}

/* Takes the text. */
static void
add_text(struct growing *g, char *text)
{
    g->texts = grow(g->texts, (g->n_texts + 1) * sizeof *g->texts);
    g->texts[g->n_texts++] = text;
    add(g, text, PATH_READ);
}

/* Files of the folder that are links may lead out of it. */
static void
add_links(struct growing *g, const char *folder)
{
    DIR *open = opendir(folder);
    const struct dirent *entry;

    while (open && (entry = readdir(open))) {
        char *path = entry->d_type == DT_LNK ? path_join(folder, entry->d_name, "") : NULL;

        if (path)
            add_text(g, path);
    }
    if (open)
        closedir(open);
}

static void
add_library_path(struct growing *g)
{
    const char *path = getenv("LD_LIBRARY_PATH");
    char *folders = need_copy(path ? path : ""), *rest = NULL;

    for (char *one = strtok_r(folders, ":;", &rest); one;
         one = strtok_r(NULL, ":;", &rest))
        add_text(g, need_copy(one));
    free(folders);
}

/* Of a folder of them, of one that libtool made too, or of one file. */
static void
add_plugins(struct growing *g, const char *plugins)
{
    char *libs = path_join(plugins, ".libs", "");

    add(g, plugins, PATH_READ);
    add_links(g, plugins);
    add_links(g, libs);
    free(libs);
}

static bool
close_zygote_files(char *const *plugins)
{
    struct growing g = { 0 };
    bool closed;

    add(&g, "/dev/null", PATH_WRITE);
    for (size_t i = 0; i < sizeof library_places / sizeof *library_places; i++)
        add(&g, library_places[i], PATH_READ);
    add_library_path(&g);
    for (size_t i = 0; plugins[i]; i++)
        add_plugins(&g, plugins[i]);
    closed = close_files(g.rules, g.n, false, false);
    for (size_t i = 0; i < g.n_texts; i++)
        free(g.texts[i]);
    free(g.texts);
    free(g.rules);
    return closed;
}

/* What plugins print goes nowhere: the streams are the supervisor's. */
static bool
close_streams(int nowhere, int last)
{
    for (int fd = STDIN_FILENO; fd <= last; fd++)
        if (dup2(nowhere, fd) < 0)
            return false;
    close(nowhere);
    return true;
}

/* All but its streams, which go where nothing is. */
static bool
close_zygote(char *const *plugins, const int *fds, size_t n_fds)
{
    int streams_and[STREAMS + DESCRIPTORS_MAX];

    if (!close_zygote_files(plugins))
        return say_failed("Landlock");
    return close_calls(&profile_zygote, streams_and, with_streams(streams_and, fds, n_fds)) ||
           say_failed("seccomp");
}

bool
sandbox_zygote(char *const *plugins, const int *fds, size_t n_fds)
{
    /* What a sanitizer has found in a sandbox is to be read all the same. */
    int last = on && FILTER_WIDE ? STDOUT_FILENO : STDERR_FILENO, nowhere;

    if (on)
        forbidden_catch();
    if (on && !limits_close_all_but(fds, n_fds))
        return say_failed("descriptors");
    nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    /* Who fails from here on ends at once, and with it what is open. */
    if (nowhere >= 0 && on && !close_zygote(plugins, fds, n_fds))
        return false; /* cppcheck-suppress resourceLeak */
    if (nowhere >= 0 && close_streams(nowhere, last))
        return true;
    if (on)
        return say_failed("/dev/null");
    say_error("/dev/null: %s", strerror(errno));
    return false;
}

bool
sandbox_worker(const int *fds, size_t n_fds, size_t memory)
{
    int streams_and[STREAMS + DESCRIPTORS_MAX];

    if (!on)
        return true;
    /* In this order: a ruleset is a descriptor for a moment. */
    return limits_close_all_but(fds, n_fds) && close_files(NULL, 0, false, false) &&
           limits_set(fds, n_fds, memory) &&
           close_calls(&profile_worker, streams_and, with_streams(streams_and, fds, n_fds));
}

bool
sandbox_supervisor(const struct path_rule *rules, size_t n_rules)
{
    if (!on)
        return true;
    tzset(); /* the only file that is read late */
    if (!close_files(rules, n_rules, false, true))
        return say_failed("Landlock");
    return close_calls(&profile_supervisor, NULL, 0) || say_failed("seccomp");
}

bool
sandbox_attendant(void)
{
    if (!on)
        return true;
    tzset();
    if (!close_files(NULL, 0, false, false))
        return say_failed("Landlock");
    return close_calls(&profile_attendant, NULL, 0) || say_failed("seccomp");
}

bool
sandbox_program(const struct profile *profile, const struct path_rule *rules, size_t n_rules)
{
    look(true);
    tzset();
    if (!close_files(rules, n_rules, profile->network, false))
        return say_failed("Landlock");
    return close_calls(profile, NULL, 0) || say_failed("seccomp");
}
