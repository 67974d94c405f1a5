/* SPDX-License-Identifier: Apache-2.0 */
#include "run/zygote.h"

#include "base/memory.h"
#include "dissect/catalog.h"
#include "dissect/plugin_files.h"
#include "run/ipc.h"
#include "run/rights.h"
#include "run/worker.h"
#include "sandbox/child.h"
#include "sandbox/forbidden.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a worker may have that is not shared. */
#define WORKER_MEMORY ((size_t)1 << 30)

struct zygote {
    struct shared *shared;
    struct plugins *plugins;
    int socket, signals;
    struct child workers[WORKERS_MAX];
};

/* A fork of a worker would do all its work a second time. */
static void
leave(void)
{
    _exit(1);
}

/* A worker leaves no core file, and dies with its zygote. */
static void
become_worker(struct zygote *z, uint32_t worker, pid_t parent)
{
    struct rlimit none = { 0, 0 };
    sigset_t nothing;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || pthread_atfork(NULL, NULL, leave))
        _exit(1);
    sigemptyset(&nothing);
    sigprocmask(SIG_SETMASK, &nothing, NULL);
    setrlimit(RLIMIT_CORE, &none);
    close(z->socket);
    close(z->signals);
    if (!shared_open_state(z->shared) || !shared_keep_mailbox(z->shared, worker))
        _exit(1);
    forbidden_word(&z->shared->replies->forbidden[worker]);
    if (!sandbox_worker(NULL, 0, WORKER_MEMORY))
        _exit(1);
    worker_run(z->shared, z->plugins, worker, atomic_load(&z->shared->desks[worker].begin));
    _exit(0);
}

/* Workers hold nothing that could be lost.  They are waited for so that the time they took counts
 * as the program's. */
static void
dismiss(struct zygote *z)
{
    for (uint32_t i = 0; i < WORKERS_MAX; i++)
        child_kill(&z->workers[i]);
    for (uint32_t i = 0; i < WORKERS_MAX; i++)
        if (z->workers[i].pid > 0)
            waitpid(z->workers[i].pid, NULL, 0);
    exit(0);
}

static void
spawn(struct zygote *z, uint32_t worker)
{
    pid_t self = getpid(), pid = child_fork(&z->workers[worker]);

    if (pid == 0)
        become_worker(z, worker, self);
    if (!ipc_send(z->socket, IPC_STARTED, worker, pid > 0 ? pid : -errno))
        dismiss(z);
}

static void
report_deaths(struct zygote *z)
{
    struct signalfd_siginfo signal;
    int status;
    pid_t pid;

    if (read(z->signals, &signal, sizeof signal) < 0)
        return;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (uint32_t i = 0; i < WORKERS_MAX; i++)
            if (z->workers[i].pid == pid) {
                child_forget(&z->workers[i]);
                if (!ipc_send(z->socket, IPC_DIED, i, status))
                    dismiss(z);
            }
}

/* Does what the supervisor says; leaves when it is gone. */
static void
obey(struct zygote *z)
{
    struct ipc_head head;
    uint8_t *bytes;

    if (!ipc_receive(z->socket, &head, &bytes, IPC_PATIENT))
        dismiss(z);
    if (head.kind == IPC_SETTINGS) {
        Catalog__Settings *settings =
            catalog__settings__unpack(&need_for_messages, head.length, bytes);

        if (!settings)
            exit(1);
        plugins_apply(z->plugins, settings);
        catalog__settings__free_unpacked(settings, NULL);
    } else if (head.kind == IPC_SPAWN && head.worker < WORKERS_MAX) {
        spawn(z, head.worker);
    } else if (head.kind == IPC_KILL && head.worker < WORKERS_MAX) {
        child_kill(&z->workers[head.worker]);
    }
    free(bytes);
}

static bool
send_catalog(struct zygote *z)
{
    Catalog__Catalog *catalog = catalog_of(z->plugins);
    bool sent = ipc_send_packed(z->socket, IPC_CATALOG, &catalog->base);

    catalog__catalog__free_unpacked(catalog, NULL);
    return sent;
}

/* The terminal's interrupt is for the supervisor, which then ends its crew. */
static int
watch_children(void)
{
    sigset_t children;

    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    signal(SIGUSR1, SIG_IGN);
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_SETMASK, &children, NULL);
    return signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* What plugins print goes nowhere: the streams are the supervisor's. */
static bool
close_streams(void)
{
    int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    bool ok = fd >= 0;

    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO && ok; stream++)
        ok = dup2(fd, stream) == stream;
    close(fd);
    return ok;
}

struct plugins *
zygote_load(struct shared *shared, const char *folder, const char *file)
{
    struct plugins *plugins = need(1, sizeof *plugins);

    if (file)
        plugins_load_file(plugins, file, shared->replies->loading);
    else
        plugins_load(plugins, folder, shared->replies->loading);
    return plugins;
}

_Noreturn void
zygote_run(struct shared *shared, const char *folder, const char *file, int socket)
{
    struct zygote z = { .shared = shared, .socket = socket, .signals = watch_children() };
    const int own[] = { z.socket, z.signals };
    struct pollfd fds[2] = { { z.socket, POLLIN, 0 }, { z.signals, POLLIN, 0 } };

    out_of_memory_ends_with(ZYGOTE_NO_MEMORY);
    setpgid(0, 0); /* whatever is forked here is of one group, which it cannot leave */
    forbidden_word(&shared->replies->forbidden[WORKERS_MAX]);
    if (z.signals < 0 || !shared_give_up_steering(shared) || !close_streams() ||
        !rights_give_up(true) || prctl(PR_SET_PDEATHSIG, SIGKILL) ||
        !sandbox_zygote(file ? file : folder, own, sizeof own / sizeof *own))
        exit(1);
    z.plugins = zygote_load(shared, folder, file);
    if (!send_catalog(&z))
        exit(1);
    for (;;) {
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            exit(1);
        if (fds[1].revents)
            report_deaths(&z);
        if (fds[0].revents)
            obey(&z);
    }
}
