/* SPDX-License-Identifier: Apache-2.0 */
#include "slow_writer.h"

#include <CUnit/CUnit.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 20 }; /* seconds */

/* Whether nothing is left in the pipe, in the end. */
static bool
is_taken(int to)
{
    const time_t begun = time(NULL);
    int left = 1;

    while (ioctl(to, FIONREAD, &left) == 0 && left && time(NULL) - begun < PATIENCE)
        sched_yield();
    return left == 0;
}

pid_t
write_slowly(const char *pipe, const void *bytes, size_t size, size_t step)
{
    pid_t child = fork();
    int to;

    if (child)
        return child;
    to = open(pipe, O_WRONLY);
    for (size_t at = 0; at < size; at += step) {
        size_t n = size - at < step ? size - at : step;

        if (write(to, (const uint8_t *)bytes + at, n) != (ssize_t)n || !is_taken(to))
            _exit(1);
    }
    _exit(0);
}

void
wait_for_writer(pid_t child)
{
    int status;

    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
}
