/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/filter.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What ON_FD stands for. */
struct descriptors {
    const int *list;
    size_t n;
};

bool
filter_is_possible(void)
{
    uint32_t action = SECCOMP_RET_TRAP;

    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

/* The kernel looks at 32 bits of what is an int to it, whatever the register holds above. */
static struct scmp_arg_cmp
comparison(const struct call_condition *c, int fd)
{
    uint64_t mask = c->test == TEST_BITS ? c->mask : UINT32_MAX;
    uint64_t value = c->test == TEST_FD     ? (uint32_t)fd
                     : c->test == TEST_SELF ? (uint32_t)getpid()
                                            : c->value;

    return SCMP_CMP(c->argument, SCMP_CMP_MASKED_EQ, mask, value);
}

static int
add_for(scmp_filter_ctx filter, uint32_t action, int number, const struct call *call, int fd)
{
    struct scmp_arg_cmp comparisons[2];
    unsigned n = 0;
    int problem;

    while (n < 2 && call->conditions[n].test != TEST_NONE) {
        comparisons[n] = comparison(&call->conditions[n], fd);
        n++;
    }
    problem = seccomp_rule_add_array(filter, action, number, n, comparisons);
    return problem == -EEXIST ? 0 : problem; /* two lists may say the same */
}

static int
add(scmp_filter_ctx filter, uint32_t action, const char *name, const struct call *call,
    const struct descriptors *fds)
{
    int number = seccomp_syscall_resolve_name(name), problem = 0;
    bool each = call->conditions[0].test == TEST_FD || call->conditions[1].test == TEST_FD;

    if (number < 0)
        return 0;
    if (call->error)
        action = SCMP_ACT_ERRNO((uint16_t)call->error);
    for (size_t i = 0; i < (each ? fds->n : 1) && !problem; i++)
        problem = add_for(filter, action, number, call, each ? fds->list[i] : 0);
    return problem;
}

static int
add_row(scmp_filter_ctx filter, uint32_t action, const struct call *call,
        const struct descriptors *fds)
{
    char *names = strdup(call->names), *rest = NULL;
    int problem = names ? 0 : -ENOMEM;

    for (char *name = names ? strtok_r(names, " ", &rest) : NULL; name && !problem;
         name = strtok_r(NULL, " ", &rest))
        problem = add(filter, action, name, call, fds);
    free(names);
    return problem;
}

static int
add_list(scmp_filter_ctx filter, uint32_t action, const struct call *list,
         const struct descriptors *fds)
{
    int problem = 0;

    for (; list && list->names && !problem; list++)
        problem = add_row(filter, action, list, fds);
    return problem;
}

static int
add_all(scmp_filter_ctx filter, const struct profile *profile, const struct descriptors *fds)
{
    bool dies = profile->otherwise == OTHERWISE_DIES;
    int problem = 0;

    /* What is forbidden anyhow needs no rule. */
    if (FILTER_WIDE || !dies)
        problem =
            add_list(filter, dies ? SCMP_ACT_TRAP : SCMP_ACT_KILL_PROCESS, profile->never, fds);
    for (size_t i = 0; i < PROFILE_LISTS && profile->lists[i] && !FILTER_WIDE && !problem; i++)
        problem = add_list(filter, SCMP_ACT_ALLOW, profile->lists[i], fds);
    return problem;
}

bool
filter_load(const struct profile *profile, const int *fds, size_t n_fds)
{
    uint32_t otherwise = FILTER_WIDE                            ? SCMP_ACT_ALLOW
                         : profile->otherwise == OTHERWISE_DIES ? SCMP_ACT_TRAP
                                                                : SCMP_ACT_ERRNO(EPERM);
    scmp_filter_ctx filter = seccomp_init(otherwise);
    int problem = filter ? 0 : -ENOMEM;

    if (!problem)
        problem = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    if (!problem)
        problem = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (!problem)
        problem = add_all(filter, profile, &(struct descriptors){ fds, n_fds });
    if (!problem)
        problem = seccomp_load(filter);
    seccomp_release(filter);
    errno = -problem;
    return !problem;
}
