/* SPDX-License-Identifier: Apache-2.0 */
#include "attend/attendant.h"

#include "sandbox/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READY_MS = 30000, LEAVE_MS = 2000 };

/* Signals are the run's; what a terminal sends its foreground goes to another group.  Who becomes
 * another user loses the tie to its parent. */
static bool
settle(const struct attendant_job *job, pid_t parent, int socket)
{
    static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGPIPE };
    const int kept[] = { socket, job->fd };
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        signal(ignored[i], SIG_IGN);
    setpgid(0, 0);
    if (nowhere < 0 || dup2(nowhere, STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0 ||
        !limits_close_all_but(kept, job->fd < 0 ? 1 : 2))
        return false;
    return job->give_up() && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent;
}

/* What it says of itself once; its end says that it failed. */
static enum status
hear(struct attendant *a)
{
    struct pollfd fd = { a->socket, POLLIN, 0 };
    uint8_t status = STATUS_FAILED;
    int n;

    do
        n = poll(&fd, 1, READY_MS);
    while (n < 0 && errno == EINTR);
    if (n > 0 && read(a->socket, &status, 1) == 1)
        return (enum status)status;
    say_error("%s a process that does not answer", a->about);
    return STATUS_FAILED;
}

enum status
attendant_start(struct attendant *a, const struct attendant_job *job)
{
    enum status status;
    pid_t parent = getpid();
    int pair[2];

    *a = (struct attendant){ 0, -1, job->about };
    fflush(NULL); /* or what was printed so far would be printed twice */
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) || (a->pid = fork()) < 0) {
        say_error("%s a process that cannot be started: %s", job->about, strerror(errno));
        a->pid = 0;
        return STATUS_FAILED;
    }
    if (a->pid == 0)
        _exit(settle(job, parent, pair[1]) ? job->does(job->context, pair[1]) : STATUS_FAILED);
    close(pair[1]);
    a->socket = pair[0];
    status = hear(a);
    if (status != STATUS_DONE)
        attendant_end(a);
    return status;
}

void
attendant_ready(int socket, enum status status)
{
    uint8_t byte = (uint8_t)status;

    if (write(socket, &byte, 1) != 1)
        _exit(STATUS_FAILED); /* nobody is there any more */
}

/* Whether it has ended; its pid is free then. */
static bool
has_ended(struct attendant *a)
{
    pid_t ended;

    do
        ended = waitpid(a->pid, NULL, WNOHANG);
    while (ended < 0 && errno == EINTR);
    if (ended == 0)
        return false;
    a->pid = 0;
    close(a->socket);
    a->socket = -1;
    return true;
}

void
attendant_look(struct attendant *a)
{
    if (a->pid > 0 && has_ended(a))
        say_error("%s a process that has died: it is not started again, and the run goes on",
                  a->about);
}

void
attendant_end(struct attendant *a)
{
    if (a->pid <= 0)
        return;
    shutdown(a->socket, SHUT_RDWR);
    for (int waited = 0; !has_ended(a); waited++) {
        if (waited >= LEAVE_MS)
            kill(a->pid, SIGKILL);
        poll(NULL, 0, 1);
    }
}
