/* SPDX-License-Identifier: Apache-2.0 */
#include "run/ready.h"

#include "base/clock.h"

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define READY_SECONDS 5.0

enum { LOOK_MS = 5 }; /* for a child that was killed: nobody wakes us then */

struct ready {
    _Atomic uint32_t word; /* 0: nothing was told; else one more than that */
};

struct ready *
ready_create(void)
{
    void *p = mmap(NULL, sizeof(struct ready), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                   -1, 0);

    if (p == MAP_FAILED)
        return NULL;
    return p;
}

void
ready_tell(struct ready *ready, int problem)
{
    atomic_store(&ready->word, (uint32_t)problem + 1);
    syscall(SYS_futex, &ready->word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* It stays to be waited for. */
static bool
has_ended(pid_t child)
{
    siginfo_t about = { .si_pid = 0 };

    return waitid(P_PID, (id_t)child, &about, WEXITED | WNOWAIT | WNOHANG) == 0 && about.si_pid;
}

int
ready_await(struct ready *ready, pid_t child)
{
    const struct timespec limit = { 0, LOOK_MS * 1000000L };
    double deadline = clock_seconds() + READY_SECONDS;
    uint32_t word;

    while (!(word = atomic_load(&ready->word))) {
        if (clock_seconds() > deadline)
            return ETIMEDOUT;
        syscall(SYS_futex, &ready->word, FUTEX_WAIT, 0, &limit, NULL, 0);
        if (has_ended(child) && !atomic_load(&ready->word))
            return ECHILD;
    }
    return (int)(word - 1);
}

void
ready_free(struct ready *ready)
{
    if (ready)
        munmap(ready, sizeof *ready);
}
