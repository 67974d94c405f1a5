/* SPDX-License-Identifier: Apache-2.0 */
#include "run/zygote.h"

#include "base/memory.h"
#include "base/say.h"
#include "dissect/catalog.h"
#include "dissect/plugin_files.h"
#include "run/ipc.h"
#include "run/ready.h"
#include "run/rights.h"
#include "run/worker.h"
#include "sandbox/child.h"
#include "sandbox/forbidden.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a worker may have that is not shared. */
#define WORKER_MEMORY ((size_t)1 << 30)

struct zygote {
    struct shared *shared;
    struct plugins *plugins;
    int socket, signals;
    struct zygote_lane *lanes; /* its children are the zygotes of these, */
    uint32_t n_lanes;          /* unless there are none */
    struct child workers[WORKERS_MAX];
};

static _Noreturn void serve(struct zygote *);

/* A fork of a worker would do all its work a second time. */
static void
leave(void)
{
    _exit(1);
}

/* Before it is confined; afterwards it has neither descriptors nor a way to tell. */
static bool
confine_worker(struct zygote *z, uint32_t worker)
{
    forbidden_word(&z->shared->replies->forbidden[worker]);
    return shared_open_state(z->shared) && shared_keep_mailbox(z->shared, worker) &&
           sandbox_worker(NULL, 0, WORKER_MEMORY);
}

/* A worker leaves no core file, and dies with its zygote. */
static void
become_worker(struct zygote *z, uint32_t worker, pid_t parent, struct ready *ready)
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
    errno = 0;
    if (!confine_worker(z, worker)) {
        ready_tell(ready, errno ? errno : EPERM);
        _exit(1);
    }
    ready_tell(ready, 0);
    worker_run(z->shared, z->plugins, worker, atomic_load(&z->shared->desks[worker].begin));
    _exit(0);
}

/* It has loaded what the others have, and reaches nothing of theirs. */
static _Noreturn void
become_lane(struct zygote *z, uint32_t lane, pid_t parent, struct ready *ready)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    for (uint32_t i = 0; i < WORKERS_MAX; i++)
        child_forget(&z->workers[i]);
    for (uint32_t i = 0; i < z->n_lanes; i++)
        if (i != lane) {
            if (z->lanes[i].socket >= 0)
                close(z->lanes[i].socket);
            shared_forget(z->lanes[i].shared);
        }
    close(z->socket);
    z->socket = z->lanes[lane].socket;
    z->shared = z->lanes[lane].shared;
    z->n_lanes = 0;
    plugins_watch(z->plugins, z->shared->off);
    forbidden_word(&z->shared->replies->forbidden[WORKERS_MAX]);
    ready_tell(ready, 0);
    serve(z);
}

/* Workers hold nothing that could be lost.  They are waited for so that the time they took counts
 * as the program's.  What plugins want to run at the end does not. */
static _Noreturn void
dismiss(struct zygote *z)
{
    for (uint32_t i = 0; i < WORKERS_MAX; i++)
        child_kill(&z->workers[i]);
    for (uint32_t i = 0; i < WORKERS_MAX; i++)
        if (z->workers[i].pid > 0)
            waitpid(z->workers[i].pid, NULL, 0);
    _exit(0);
}

/* Its number; an errno below zero when it could not be forked, or could not be confined: it ran no
 * plugin, and one in its place would not either. */
static int
start(struct zygote *z, uint32_t worker)
{
    struct child *child = &z->workers[worker];
    struct ready *ready = ready_create();
    pid_t self = getpid(), pid = ready ? child_fork(child) : -1;
    int problem = pid < 0 ? errno : 0;

    if (pid == 0 && z->n_lanes)
        become_lane(z, worker, self, ready);
    if (pid == 0)
        become_worker(z, worker, self, ready);
    if (pid > 0)
        problem = ready_await(ready, pid);
    if (pid > 0 && problem) {
        child_kill(child);
        waitpid(pid, NULL, 0);
        child_forget(child);
    }
    ready_free(ready);
    return problem ? -problem : pid;
}

static void
spawn(struct zygote *z, uint32_t worker)
{
    int started = start(z, worker);

    if (z->n_lanes && started > 0) { /* or nobody would see that the other end is gone */
        close(z->lanes[worker].socket);
        z->lanes[worker].socket = -1;
    }
    if (!ipc_send(z->socket, IPC_STARTED, worker, started))
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
            _exit(1);
        plugins_apply(z->plugins, settings);
        catalog__settings__free_unpacked(settings, NULL);
    } else if (head.kind == IPC_SPAWN && head.worker < (z->n_lanes ? z->n_lanes : WORKERS_MAX)) {
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

/* What it is not to have.  The sandbox comes last: until it closes the streams it can be said what
 * fails. */
static bool
confine(const struct zygote *z, char *const *plugins, pid_t supervisor)
{
    int own[2 + WORKERS_MAX] = { z->socket, z->signals };
    bool steers = z->signals < 0 || (!z->n_lanes && !shared_give_up_steering(z->shared));

    for (uint32_t i = 0; i < z->n_lanes; i++) {
        own[2 + i] = z->lanes[i].socket;
        steers |= !shared_give_up_steering(z->lanes[i].shared);
    }
    if (steers) {
        say_error("the process that loads the plugins cannot be set up: %s", strerror(errno));
        return false;
    }
    if (!rights_give_up(true))
        return false;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL)) {
        say_error("the process that loads the plugins cannot be tied to this one: %s",
                  strerror(errno));
        return false;
    }
    if (getppid() != supervisor) /* it died before that: there is nobody to load plugins for */
        _exit(ZYGOTE_ORPHANED);
    return sandbox_zygote(plugins, own, 2 + z->n_lanes);
}

struct plugins *
zygote_load(struct shared *shared, char *const *folders, const char *file, int socket)
{
    struct plugins *plugins = need(1, sizeof *plugins);
    struct stat about;

    plugins->lifeline = socket;
    if (socket >= 0 && fstat(socket, &about) == 0)
        plugins->lifeline_inode = about.st_ino;
    if (file)
        plugins_load_file(plugins, file, shared->replies->loading);
    else
        plugins_load(plugins, folders, shared->replies->loading);
    plugins_watch(plugins, shared->off);
    return plugins;
}

static _Noreturn void
serve(struct zygote *z)
{
    struct pollfd fds[2] = { { z->socket, POLLIN, 0 }, { z->signals, POLLIN, 0 } };

    for (;;) {
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            _exit(1);
        if (fds[1].revents)
            report_deaths(z);
        if (fds[0].revents)
            obey(z);
    }
}

_Noreturn void
zygote_run(const struct zygote_start *o)
{
    struct zygote z = { .shared = o->shared,
                        .socket = o->socket,
                        .signals = watch_children(),
                        .lanes = o->lanes,
                        .n_lanes = o->n_lanes };
    char *const one[] = { (char *)o->file, NULL };

    out_of_memory_ends_with(ZYGOTE_NO_MEMORY);
    setpgid(0, 0); /* whatever is forked here is of one group, which it cannot leave */
    forbidden_word(&o->shared->replies->forbidden[WORKERS_MAX]);
    if (!confine(&z, o->file ? one : o->folders, o->supervisor))
        _exit(ZYGOTE_NOT_CONFINED);
    z.plugins = zygote_load(o->shared, o->folders, o->file, o->socket);
    if (!send_catalog(&z))
        _exit(1);
    serve(&z);
}
