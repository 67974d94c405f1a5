/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/privileges.h"

#include "harness.h"
#include "sandbox/capabilities.h"
#include "sandbox_helper.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct identity who;
static char folder[] = "/tmp/privileges-XXXXXX";

static bool
become(void)
{
    return identity_become(&who);
}

ACT(become_root, setuid(0) < 0)
ACT(become_root_again, setresuid(-1, 0, -1) < 0)
/* Asked of the kernel: the C library asks it in every thread, and ends the process when answers
 * differ, as they do where a sanitizer has begun a thread before anything was given up. */
ACT(join_group, syscall(SYS_setgroups, 1, &(gid_t){ 0 }) < 0)
ACT(read_shadow, open("/etc/shadow", O_RDONLY) < 0)
static int
has_any(void)
{
    return capabilities_any();
}

static int
has_bounding(void)
{
    return prctl(PR_CAPBSET_READ, 0) == 1;
}

static int
may_gain(void)
{
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1;
}

static int
has_other_groups(void)
{
    gid_t groups[64];
    int n = getgroups(64, groups);

    for (int i = 0; i < n; i++)
        if (groups[i] == 0)
            return 1;
    return n < 0 || getuid() != who.uid || getgid() != who.gid;
}

/* Without what the machine or the caller may have set. */
static bool
choose(const char *asked, const char *sudo)
{
    if (sudo)
        setenv("SUDO_UID", sudo, 1);
    else
        unsetenv("SUDO_UID");
    return identity_choose(&who, asked);
}

static void
root_becomes_nobody(void)
{
    CU_ASSERT(choose("", NULL));
    CU_ASSERT_EQUAL(who.uid, getpwnam("nobody")->pw_uid);
    CU_ASSERT(identity_differs(&who));
}

static bool
become_a_stranger(void)
{
    gid_t groups[] = { 4712, 4713 };

    return !setgroups(2, groups) && !setresgid(4712, 4712, 4712) && !setresuid(4711, 4711, 4711);
}

ACT(stay_a_stranger,
    !choose("", NULL) || who.uid != 4711 || who.gid != 4712 || who.n_groups != 2 ||
        who.groups[1] != 4713 || strcmp(who.name, "4711") != 0 || !identity_become(&who))

static void
who_is_no_user_of_the_machine_stays_who_started_it(void)
{
    errno = EINVAL;
    CU_ASSERT(ended_with(attempt(become_a_stranger, stay_a_stranger), 0));
}

static void
who_called_sudo_is_become_again(void)
{
    CU_ASSERT(choose("", "1234567"));
    CU_ASSERT(who.uid == 1234567 && who.gid == 1234567 && !who.n_groups);
    CU_ASSERT(choose("", "0"));
    CU_ASSERT_EQUAL(who.uid, getpwnam("nobody")->pw_uid);
    CU_ASSERT(choose("", "nonsense"));
    CU_ASSERT_EQUAL(who.uid, getpwnam("nobody")->pw_uid);
}

static void
a_user_is_asked_for_by_name_or_number_and_group(void)
{
    CU_ASSERT(choose("daemon", NULL));
    CU_ASSERT(who.uid == getpwnam("daemon")->pw_uid && who.asked);
    CU_ASSERT(choose("4711:4712", "1234567"));
    CU_ASSERT(who.uid == 4711 && who.gid == 4712);
    CU_ASSERT(choose("root", NULL));
    CU_ASSERT(who.keeps_all && !identity_differs(&who));
}

static void
who_is_not_there_is_refused(void)
{
    CU_ASSERT_FALSE(choose("nobody-of-that-name", NULL));
    CU_ASSERT_FALSE(choose("daemon:nobody-of-that-name", NULL));
    CU_ASSERT_FALSE(choose(":", NULL));
    CU_ASSERT_FALSE(choose("4294967295", NULL));
}

static void
all_is_given_up_for_good(void)
{
    static const char *const names[] = { "", "daemon", "4711:4712" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        CU_ASSERT_FATAL(choose(names[i], NULL));
        CU_ASSERT(ended_with(attempt(become, become_root), EPERM));
        CU_ASSERT(ended_with(attempt(become, become_root_again), EPERM));
        CU_ASSERT(ended_with(attempt(become, join_group), EPERM));
        CU_ASSERT(ended_with(attempt(become, read_shadow), EACCES));
        CU_ASSERT(ended_with(attempt(become, has_any), 0));
        CU_ASSERT(ended_with(attempt(become, has_bounding), 0));
        CU_ASSERT(ended_with(attempt(become, may_gain), 0));
        CU_ASSERT(ended_with(attempt(become, has_other_groups), 0));
    }
}

static int
read_foreign(void)
{
    return failed_if(open("foreign", O_RDONLY) < 0);
}

static void
bare_root_has_its_own_files_and_no_others(void)
{
    who = identity_bare_root();
    CU_ASSERT(ended_with(attempt(become, has_any), 0));
    CU_ASSERT(ended_with(attempt(become, read_foreign), EACCES));
    CU_ASSERT(ended_with(attempt(become, join_group), EPERM));
}

static void
what_can_be_reached_is_known_before(void)
{
    struct identity root = identity_bare_root();

    CU_ASSERT_FATAL(choose("4711", NULL));
    CU_ASSERT_FALSE(identity_reaches(&who, "mine", R_OK));
    CU_ASSERT(identity_reaches(&root, "mine", R_OK));
    CU_ASSERT(identity_reaches(&who, "foreign", R_OK));
    CU_ASSERT_FALSE(identity_reaches(&root, "foreign", R_OK));
    CU_ASSERT_FALSE(identity_reaches(&who, ".", W_OK | X_OK));
    CU_ASSERT(identity_reaches(&who, "open/new", W_OK | X_OK)); /* made for it */
    CU_ASSERT(identity_reaches(&who, "open/new/newer", W_OK | X_OK));
    CU_ASSERT_FALSE(identity_reaches(&who, "closed/new", W_OK | X_OK));
    CU_ASSERT(identity_reaches(&who, "none", R_OK));
    CU_ASSERT(geteuid() == 0 && capabilities_any()); /* and nothing is lost by asking */
    CU_ASSERT(faccessat(AT_FDCWD, "foreign", R_OK, AT_EACCESS) == 0);
}

static void
what_is_given_is_the_others(void)
{
    struct stat about;
    int fd = open("given", O_WRONLY | O_CREAT, 0600);

    CU_ASSERT_FATAL(choose("4711:4712", NULL));
    CU_ASSERT(identity_give(&who, fd));
    CU_ASSERT(fstat(fd, &about) == 0 && about.st_uid == 4711 && about.st_gid == 4712);
    close(fd);
}

static void
make(const char *name, uid_t owner)
{
    int fd = open(name, O_WRONLY | O_CREAT, 0600);

    if (fd < 0 || fchown(fd, owner, owner) || close(fd))
        abort();
}

int
main(void)
{
    static const struct sentence own[] = { SENTENCE(root_becomes_nobody),
                                           SENTENCE(
                                               who_is_no_user_of_the_machine_stays_who_started_it),
                                           SENTENCE(who_called_sudo_is_become_again),
                                           SENTENCE(
                                               a_user_is_asked_for_by_name_or_number_and_group),
                                           SENTENCE(who_is_not_there_is_refused),
                                           SENTENCE(all_is_given_up_for_good),
                                           SENTENCE(bare_root_has_its_own_files_and_no_others),
                                           SENTENCE(what_can_be_reached_is_known_before),
                                           SENTENCE(what_is_given_is_the_others),
                                           SENTENCES_END };
    static char rm[sizeof folder + 8];
    int status;

    if (skips(geteuid() != 0, "only root can become somebody else"))
        return 77;
    if (!mkdtemp(folder) || chmod(folder, 0755) || chdir(folder) || mkdir("open", 0755) ||
        mkdir("closed", 0700))
        return 1;
    make("mine", 0);
    make("foreign", 4711);
    status = sentences("privileges", own);
    snprintf(rm, sizeof rm, "rm -r %s", folder);
    return system(rm) == 0 ? status : 1;
}
