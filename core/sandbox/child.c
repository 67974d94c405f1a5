/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/child.h"

#include "sandbox/filter.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif

/* A sanitizer has to know of the child, and its build can open a descriptor later. */
pid_t
child_fork(struct child *child)
{
    int fd = -1;
    pid_t pid = FILTER_WIDE ? fork()
                            : (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL, &fd, NULL, 0);

    if (FILTER_WIDE && pid > 0)
        fd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pid > 0)
        *child = (struct child){ pid, fd };
    return pid;
}

void
child_kill(const struct child *child)
{
    if (child->pid > 0)
        syscall(SYS_pidfd_send_signal, child->fd, SIGKILL, NULL, 0);
}

void
child_forget(struct child *child)
{
    if (child->fd >= 0)
        close(child->fd);
    *child = (struct child){ 0, -1 };
}
