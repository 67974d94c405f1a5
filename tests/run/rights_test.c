/* SPDX-License-Identifier: Apache-2.0 */
#include "run/rights.h"

#include "harness.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/rights-XXXXXX";

/* What somebody does as soon as a folder of that name is made. */
static const char *awaited = "";
static void (*meddle)(void);

static int
make_and_meddle(int around, const char *path, mode_t mode)
{
    const char *slash = strrchr(path, '/');
    int result = (int)syscall(SYS_mkdirat, around, path, mode);

    if (result == 0 && strcmp(slash ? slash + 1 : path, awaited) == 0)
        meddle();
    return result;
}

/* In the place of the C library's. */
int
mkdir(const char *path, mode_t mode)
{
    return make_and_meddle(AT_FDCWD, path, mode);
}

int
mkdirat(int around, const char *path, mode_t mode)
{
    return make_and_meddle(around, path, mode);
}

/* Makes the folder of a run, in a child, which gives up all rights with that. */
static void
settle(const char *out)
{
    char *const none[] = { NULL };
    char user[] = "4711", path[64];
    struct settings s = { .action = ACTION_RUN, .user = user, .out = path, .file_mode = 0644 };
    int status = 1;
    pid_t pid = fork();

    snprintf(path, sizeof path, "%s", out);
    if (pid == 0)
        _exit(rights_choose(&s, none) != STATUS_DONE || !rights_settle(&s));
    CU_ASSERT(pid > 0 && waitpid(pid, &status, 0) == pid && status == 0);
}

static long
owner(const char *path)
{
    struct stat about;

    return lstat(path, &about) ? -1 : (long)about.st_uid;
}

static void
put(const char *path, mode_t mode)
{
    if (syscall(SYS_mkdirat, AT_FDCWD, path, mode))
        abort();
}

static void
what_is_made_is_given_away_and_nothing_else(void)
{
    put("there", 0755);
    if (symlink("there", "link"))
        abort();
    settle("link//new/../new/newer/");
    CU_ASSERT(owner("there") == 0);
    CU_ASSERT(owner("there/new") == 4711 && owner("there/new/newer") == 4711);
}

static void
put_a_link_around(void)
{
    if (rename("outer", "moved") || symlink("foreign", "outer"))
        abort();
}

static void
a_link_in_the_place_of_a_part_that_was_made_gives_no_foreign_folder_away(void)
{
    put("foreign", 0755);
    put("foreign/inner", 0755);
    awaited = "inner";
    meddle = put_a_link_around;
    settle("outer/inner");
    CU_ASSERT(owner("outer/inner") == 0);
    CU_ASSERT(owner("moved") == 4711 && owner("moved/inner") == 4711);
}

static void
put_an_older_one(void)
{
    if (rename("fresh", "away") || rename("older", "fresh"))
        abort();
}

static void
an_older_folder_in_the_place_of_what_was_made_is_not_given_away(void)
{
    put("older", 0755);
    put("older/full", 0755);
    awaited = "fresh";
    meddle = put_an_older_one;
    settle("fresh");
    CU_ASSERT(owner("fresh") == 0 && owner("fresh/full") == 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_is_made_is_given_away_and_nothing_else),
        SENTENCE(a_link_in_the_place_of_a_part_that_was_made_gives_no_foreign_folder_away),
        SENTENCE(an_older_folder_in_the_place_of_what_was_made_is_not_given_away), SENTENCES_END
    };
    static char rm[sizeof folder + 8];
    int status;

    if (geteuid() != 0) {
        puts("only root has a folder to give away");
        return 77;
    }
    if (!mkdtemp(folder) || chmod(folder, 0755) || chdir(folder))
        return 1;
    status = sentences("rights", own);
    snprintf(rm, sizeof rm, "rm -r %s", folder);
    return system(rm) == 0 ? status : 1;
}
