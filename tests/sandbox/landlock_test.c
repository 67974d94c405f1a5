/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/landlock.h"

#include "harness.h"
#include "sandbox_helper.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* In the folder of the test: r/ may be read, w/ written, x/ nothing. */
static char folder[] = "/tmp/landlock-XXXXXX";
static int version;
static bool signals;

static bool
close_files(void)
{
    const struct path_rule rules[] = {
        { "r", PATH_READ },
        { "w", PATH_WRITE },
        { "/dev/null", PATH_READ },
        { "none", PATH_READ },
    };
    struct landlock_wish wish = { rules, sizeof rules / sizeof *rules, NULL, false, signals };

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && landlock_confine(version, &wish);
}

static bool
close_all(void)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           landlock_confine(version, &(struct landlock_wish){ .n_rules = 0 });
}

ACT(read_r, open("r/file", O_RDONLY) < 0)
ACT(read_x, open("x/file", O_RDONLY) < 0)
ACT(list_r, open("r", O_RDONLY | O_DIRECTORY) < 0)
ACT(list_x, open("x", O_RDONLY | O_DIRECTORY) < 0)
ACT(write_r, open("r/file", O_WRONLY) < 0)
ACT(make_r, open("r/new", O_WRONLY | O_CREAT, 0600) < 0)
ACT(make_w, open("w/new", O_WRONLY | O_CREAT | O_TRUNC, 0600) < 0)
ACT(remove_w, unlink("w/new") < 0)
ACT(remove_r, unlink("r/file") < 0)
ACT(rename_w, rename("w/file", "w/file") < 0)
ACT(rename_out, rename("w/file", "x/other") < 0)
ACT(link_in, symlink("x", "w/link") < 0)
ACT(cut_r, truncate("r/file", 4) < 0)
ACT(kill_parent, kill(getppid(), 0) < 0)

static int
connect_somewhere(void)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(1) };

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return failed_if(connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&to, sizeof to) <
                     0);
}

static int
ask_device(void)
{
    struct winsize size;

    return failed_if(ioctl(open("/dev/null", O_RDONLY), TIOCGWINSZ, &size) < 0);
}

static void
what_the_rules_say_is_possible_in_every_version(void)
{
    for (version = 1; version <= landlock_version(); version++) {
        CU_ASSERT(ended_with(attempt(close_files, read_r), 0));
        CU_ASSERT(ended_with(attempt(close_files, list_r), 0));
        CU_ASSERT(ended_with(attempt(close_files, make_w), 0));
        CU_ASSERT(ended_with(attempt(close_files, rename_w), 0));
        CU_ASSERT(ended_with(attempt(close_files, remove_w), 0));
    }
}

static void
what_no_rule_says_is_not_possible_in_any_version(void)
{
    static act *const acts[] = { read_x, list_x, write_r, make_r, remove_r, link_in };

    for (version = 1; version <= landlock_version(); version++)
        for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
            CU_ASSERT(ended_with(attempt(close_files, acts[i]), EACCES));
}

static void
without_a_rule_nothing_can_be_opened_in_any_version(void)
{
    static act *const acts[] = { read_r, read_x, list_r, write_r, make_w };

    for (version = 1; version <= landlock_version(); version++)
        for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
            CU_ASSERT(ended_with(attempt(close_all, acts[i]), EACCES));
}

/* An act is forbidden from a version on; before that it comes to another error. */
static void
forbidden_from(int first, act *try, int error, int before)
{
    for (version = 1; version <= landlock_version(); version++)
        CU_ASSERT(ended_with(attempt(close_files, try), version >= first ? error : before));
}

static void
a_file_leaves_its_folder_in_no_version(void)
{
    forbidden_from(1, rename_out, EACCES, 0);
}

static void
truncating_is_forbidden_from_version_3_on(void)
{
    forbidden_from(3, cut_r, EACCES, 0);
}

static void
connections_are_forbidden_from_version_4_on(void)
{
    forbidden_from(4, connect_somewhere, EACCES, ECONNREFUSED);
}

static void
commands_to_devices_are_forbidden_from_version_5_on(void)
{
    forbidden_from(5, ask_device, EACCES, ENOTTY);
}

static void
signals_to_others_are_forbidden_from_version_6_on_unless_wished(void)
{
    forbidden_from(6, kill_parent, EPERM, 0);
    signals = true;
    forbidden_from(LANDLOCK_NEWEST + 1, kill_parent, EPERM, 0);
    signals = false;
}

static void
version_0_confines_nothing_and_says_so(void)
{
    version = 0;
    errno = 0;
    CU_ASSERT_FALSE(close_files());
    CU_ASSERT_EQUAL(errno, ENOSYS);
    CU_ASSERT(landlock_version() <= LANDLOCK_NEWEST);
}

static void
make_file(const char *name)
{
    int fd = open(name, O_WRONLY | O_CREAT, 0600);

    if (fd < 0 || write(fd, "12345678", 8) != 8 || close(fd))
        abort();
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(version_0_confines_nothing_and_says_so),
        SENTENCE(what_the_rules_say_is_possible_in_every_version),
        SENTENCE(what_no_rule_says_is_not_possible_in_any_version),
        SENTENCE(without_a_rule_nothing_can_be_opened_in_any_version),
        SENTENCE(a_file_leaves_its_folder_in_no_version),
        SENTENCE(truncating_is_forbidden_from_version_3_on),
        SENTENCE(connections_are_forbidden_from_version_4_on),
        SENTENCE(commands_to_devices_are_forbidden_from_version_5_on),
        SENTENCE(signals_to_others_are_forbidden_from_version_6_on_unless_wished),
        SENTENCES_END
    };
    static char rm[sizeof folder + 8];
    int status;

    if (skips(!landlock_version(), "this kernel has no Landlock"))
        return 77;
    if (!mkdtemp(folder) || chdir(folder) || mkdir("r", 0700) || mkdir("w", 0700) ||
        mkdir("x", 0700))
        return 1;
    make_file("r/file");
    make_file("w/file");
    make_file("x/file");
    printf("versions 0 to %d\n", landlock_version());
    status = sentences("landlock", own);
    snprintf(rm, sizeof rm, "rm -r %s", folder);
    return system(rm) == 0 ? status : 1;
}
