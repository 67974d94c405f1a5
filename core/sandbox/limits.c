/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/limits.h"

#include "sandbox/filter.h"

#include <sys/resource.h>
#include <unistd.h>

/* The least of the descriptors from `from` on; -1: none. */
static int
next_kept(const int *fds, size_t n_fds, int from)
{
    int least = -1;

    for (size_t i = 0; i < n_fds; i++)
        if (fds[i] >= from && (least < 0 || fds[i] < least))
            least = fds[i];
    return least;
}

bool
limits_close_all_but(const int *fds, size_t n_fds)
{
    int from = STDERR_FILENO + 1, kept;

    while ((kept = next_kept(fds, n_fds, from)) >= 0) {
        if (kept > from && close_range((unsigned)from, (unsigned)kept - 1, 0))
            return false;
        from = kept + 1;
    }
    return close_range((unsigned)from, ~0u, 0) == 0;
}

static bool
limit(int what, uint64_t most)
{
    struct rlimit limit = { most, most }, now;

    /* Never more than there was. */
    if (getrlimit(what, &now) == 0 && now.rlim_max < most)
        limit.rlim_cur = limit.rlim_max = now.rlim_max;
    return setrlimit(what, &limit) == 0;
}

bool
limits_set(const int *fds, size_t n_fds, uint64_t memory)
{
    int last = STDERR_FILENO;

    for (size_t i = 0; i < n_fds; i++)
        last = fds[i] > last ? fds[i] : last;
    return limit(RLIMIT_CORE, 0) && limit(RLIMIT_NPROC, 0) && limit(RLIMIT_FSIZE, 0) &&
           limit(RLIMIT_NOFILE, (uint64_t)last + 1) && (FILTER_WIDE || limit(RLIMIT_DATA, memory));
}
