/* SPDX-License-Identifier: Apache-2.0 */
/* The process that loads the plugins and forks the workers.  It has a single thread, so what it
 * forks is whole; it tells the supervisor who died of what. */
#include "run/crew.h"
#include "dissect/catalog.h"
#include "dissect/plugin_files.h"
#include "base/say.h"
#include "run/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MESSAGE_MAX = 16 << 20 };

static bool
send_all(int socket, const void *bytes, size_t n)
{
    const uint8_t *at = bytes;

    while (n) {
        ssize_t sent = send(socket, at, n, MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        at += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool
receive_all(int socket, void *bytes, size_t n)
{
    uint8_t *at = bytes;

    while (n) {
        ssize_t got = recv(socket, at, n, 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        n -= (size_t)got;
    }
    return true;
}

bool
message_send(int socket, const struct message_head *head, const void *bytes)
{
    return send_all(socket, head, sizeof *head) && send_all(socket, bytes, head->length);
}

bool
message_receive(int socket, struct message_head *head, uint8_t **bytes)
{
    *bytes = NULL;
    if (!receive_all(socket, head, sizeof *head) || head->length > MESSAGE_MAX)
        return false;
    if (!head->length)
        return true;
    *bytes = malloc(head->length);
    if (*bytes && receive_all(socket, *bytes, head->length))
        return true;
    free(*bytes);
    *bytes = NULL;
    return false;
}

struct zygote {
    struct shared *shared;
    struct plugins *plugins;
    int socket, signals;
    pid_t workers[WORKERS_MAX];
};

/* A worker cannot change the packets it reads, leaves no core file, and dies with its zygote. */
static void
become_worker(struct zygote *z, uint32_t worker, pid_t parent)
{
    struct rlimit none = { 0, 0 };
    sigset_t nothing;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    sigemptyset(&nothing);
    sigprocmask(SIG_SETMASK, &nothing, NULL);
    setrlimit(RLIMIT_CORE, &none);
    close(z->socket);
    close(z->signals);
    for (uint32_t i = 0; i < z->shared->n_batches; i++) {
        struct batch *b = &z->shared->batches[i];

        if (mprotect(b->packets, offsetof(struct batch, sightings) - offsetof(struct batch, packets), PROT_READ))
            _exit(1);
    }
    if (!shared_open_state(z->shared) || mprotect(z->shared, offsetof(struct shared, wakeups), PROT_READ))
        _exit(1);
    worker_run(z->shared, z->plugins, worker);
    _exit(0);
}

/* Workers hold nothing that could be lost.  They are waited for so that the time they took counts
 * as the program's. */
static void
dismiss(struct zygote *z)
{
    for (uint32_t i = 0; i < WORKERS_MAX; i++)
        if (z->workers[i] > 0)
            kill(z->workers[i], SIGKILL);
    while (waitpid(-1, NULL, 0) > 0)
        ;
    exit(0);
}

static void
spawn(struct zygote *z, uint32_t worker)
{
    struct message_head head = { MESSAGE_STARTED, worker, 0, 0 };
    pid_t self = getpid(), pid = fork();

    if (pid == 0)
        become_worker(z, worker, self);
    if (pid > 0)
        z->workers[worker] = pid;
    head.value = pid;
    if (!message_send(z->socket, &head, NULL))
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
            if (z->workers[i] == pid) {
                struct message_head head = { MESSAGE_DIED, i, status, 0 };

                z->workers[i] = 0;
                if (!message_send(z->socket, &head, NULL))
                    dismiss(z);
            }
}

/* Does what the supervisor says; leaves when it is gone. */
static void
obey(struct zygote *z)
{
    struct message_head head;
    uint8_t *bytes;

    if (!message_receive(z->socket, &head, &bytes))
        dismiss(z);
    if (head.kind == MESSAGE_SETTINGS) {
        Catalog__Settings *settings = catalog__settings__unpack(NULL, head.length, bytes);

        if (!settings)
            exit(1);
        plugins_apply(z->plugins, settings);
        catalog__settings__free_unpacked(settings, NULL);
    } else if (head.kind == MESSAGE_SPAWN && head.worker < WORKERS_MAX) {
        spawn(z, head.worker);
    } else if (head.kind == MESSAGE_KILL && head.worker < WORKERS_MAX && z->workers[head.worker] > 0) {
        kill(z->workers[head.worker], SIGKILL);
    }
    free(bytes);
}

static bool
send_catalog(struct zygote *z)
{
    Catalog__Catalog *catalog = catalog_of(z->plugins);
    size_t size = catalog__catalog__get_packed_size(catalog);
    struct message_head head = { MESSAGE_CATALOG, 0, 0, (uint32_t)size };
    uint8_t *bytes = malloc(size + 1);
    bool sent = bytes && catalog__catalog__pack(catalog, bytes) == size &&
                message_send(z->socket, &head, bytes);

    free(bytes);
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
    signal(SIGUSR1, SIG_IGN);
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_SETMASK, &children, NULL);
    return signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
}

_Noreturn void
zygote_run(struct shared *shared, const char *folder, const char *file, int socket)
{
    struct zygote z = { .shared = shared, .socket = socket, .signals = watch_children() };
    struct pollfd fds[2] = { { z.socket, POLLIN, 0 }, { z.signals, POLLIN, 0 } };

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    z.plugins = calloc(1, sizeof *z.plugins);
    if (!z.plugins || z.signals < 0)
        exit(1);
    if (file)
        plugins_load_file(z.plugins, file, shared->loading);
    else
        plugins_load(z.plugins, folder, shared->loading);
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
