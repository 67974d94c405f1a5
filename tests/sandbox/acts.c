/* SPDX-License-Identifier: Apache-2.0 */
#include "acts.h"

#include "sandbox_helper.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

int acts_event;
char *acts_page;

#define OPEN_ACT(name, failed)                                                                     \
    int name(void)                                                                                 \
    {                                                                                              \
        return failed_if(failed);                                                                  \
    }

void
acts_prepare(void)
{
    int memory_fd = memfd_create("page", MFD_CLOEXEC);

    acts_event = eventfd(0, EFD_CLOEXEC);
    if (ftruncate(memory_fd, 4096))
        abort();
    acts_page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, memory_fd, 0);
    if (acts_page == MAP_FAILED)
        abort();
}

static void *
nothing(void *none)
{
    return none;
}

static void
on_alarm(int signal)
{
    (void)signal;
}

/* What computing needs. */

int
compute(void)
{
    uint64_t one = 1;
    char *large = malloc(8 << 20), *small[1000];
    struct timespec now;

    for (int i = 0; i < 1000; i++)
        if (!(small[i] = malloc(5000)))
            return ENOMEM;
    memset(large, 1, 8 << 20);
    large = realloc(large, 16 << 20);
    for (int i = 0; i < 1000; i++)
        free(small[i]);
    free(large);
    sched_yield();
    return failed_if(clock_gettime(CLOCK_MONOTONIC, &now) || write(acts_event, &one, 8) != 8 ||
                     read(acts_event, &one, 8) != 8 || one != 1);
}

int
say_something(void)
{
    printf("to standard output\n"); /* which leads nowhere where a zygote has closed it */
    fprintf(stderr, "%s", "");
    return 0;
}

int
take_more_memory_than_allowed(void)
{
    void *memory;

    do
        memory = malloc(16 << 20);
    while (memory);
    return 0;
}

/* What it does not need. */

OPEN_ACT(open_file, open("/dev/null", O_RDONLY) < 0)
OPEN_ACT(open_for_writing, open("/dev/null", O_WRONLY) < 0)
OPEN_ACT(make_file, open("/tmp/never", O_RDWR | O_CREAT, 0600) < 0)
OPEN_ACT(make_socket, socket(AF_INET, SOCK_STREAM, 0) < 0)
OPEN_ACT(make_raw_socket, socket(AF_PACKET, SOCK_RAW, 0) < 0)
OPEN_ACT(make_socketpair, socketpair(AF_UNIX, SOCK_STREAM, 0, (int[2]){ 0 }) < 0)
OPEN_ACT(make_pipe, pipe2((int[2]){ 0 }, 0) < 0)
OPEN_ACT(become_two, fork() < 0)
OPEN_ACT(become_two_with_vfork, syscall(SYS_clone, CLONE_VM | SIGCHLD, 0, 0, 0, 0) < 0)
OPEN_ACT(make_namespace, unshare(CLONE_NEWUSER) < 0)
OPEN_ACT(trace, ptrace(PTRACE_TRACEME, 0, 0, 0) < 0)
OPEN_ACT(kill_parent, syscall(SYS_kill, 1, 0) < 0)
OPEN_ACT(kill_with_tgkill, syscall(SYS_tgkill, 1, 1, SIGKILL) < 0)
OPEN_ACT(ask_parent, getppid() < 0)
OPEN_ACT(write_elsewhere, write(99, "x", 1) < 0)
OPEN_ACT(open_memory, mprotect(acts_page, 4096, PROT_READ | PROT_WRITE) < 0)
OPEN_ACT(run_memory,
         mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
OPEN_ACT(share_memory,
         mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
OPEN_ACT(write_and_run, mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
OPEN_ACT(run_what_was_written, mprotect(acts_page, 4096, PROT_READ | PROT_EXEC) < 0)
OPEN_ACT(catch_signals, signal(SIGSYS, on_alarm) == SIG_ERR)
OPEN_ACT(change_user, setuid(12345) < 0)
OPEN_ACT(lift_limits, syscall(SYS_prlimit64, 0, 0, NULL, NULL) < 0)
OPEN_ACT(outlive, prctl(PR_SET_PDEATHSIG, 0) < 0)
OPEN_ACT(own_signals, fcntl(acts_event, F_SETOWN, 1) < 0)
OPEN_ACT(choose_the_signal, fcntl(acts_event, F_SETSIG, SIGKILL) < 0)
OPEN_ACT(limit_parent, syscall(SYS_prlimit64, getppid(), RLIMIT_CORE, NULL, NULL) < 0)
OPEN_ACT(signal_parent_with_tgkill, syscall(SYS_tgkill, getppid(), getppid(), 0) < 0)
OPEN_ACT(open_parent, syscall(SYS_pidfd_open, getppid(), 0) < 0)
OPEN_ACT(kill_itself, kill(getpid(), SIGKILL) < 0)
OPEN_ACT(raise_nothing, raise(0) != 0)
OPEN_ACT(ask_the_limit, getrlimit(RLIMIT_NOFILE, &(struct rlimit){ 0 }) < 0)
OPEN_ACT(keep_to_itself, fcntl(acts_event, F_SETFD, FD_CLOEXEC) < 0)
OPEN_ACT(type_for_the_user, ioctl(acts_event, TIOCSTI, "x") < 0)
OPEN_ACT(paste_for_the_user, ioctl(acts_event, TIOCLINUX, "x") < 0)
OPEN_ACT(own_signals_by_ioctl, ioctl(acts_event, FIOSETOWN, &(int){ 1 }) < 0)
OPEN_ACT(ask_the_size, ioctl(acts_event, TIOCGWINSZ, NULL) < 0)
OPEN_ACT(ask_the_interface, ioctl(acts_event, SIOCGIFFLAGS, NULL) < 0)
int
raise_abort(void)
{
    abort();
}

int
raise_term(void)
{
    return raise(SIGTERM);
}

int
run_program(void)
{
    static char name[] = "true", *const args[] = { name, NULL };

    return failed_if(execv("/bin/true", args) < 0);
}

int
make_thread(void)
{
    pthread_t thread;
    int problem = pthread_create(&thread, NULL, nothing, NULL);

    return problem ? problem : pthread_join(thread, NULL);
}

int
make_bare_thread(void)
{
    return failed_if(syscall(SYS_clone,
                             CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD,
                             acts_page, 0, 0, 0) < 0);
}

int
read_other_memory(void)
{
    struct iovec here = { acts_page, 1 }, there = { acts_page, 1 };

    return failed_if(process_vm_readv(getpid(), &here, 1, &there, 1, 0) < 0);
}

int
set_timer(void)
{
    struct itimerval soon = { { 0, 0 }, { 1, 0 } };

    return failed_if(setitimer(ITIMER_REAL, &soon, NULL) < 0);
}

int
catch_the_sandbox(void)
{
    sigset_t all;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    return make_socket();
}

/* What a zygote does. */

int
fork_and_end(void)
{
    int fd = -1, status;
    pid_t pid = (pid_t)syscall(SYS_clone, 0x1000 | SIGCHLD, 0, &fd, 0, 0);

    if (pid == 0)
        for (;;)
            sched_yield();
    if (pid < 0 || fd < 0 || syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0))
        return errno;
    return waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) ? 0 : ECHILD;
}

int
load_library(void)
{
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

    return failed_if(fd < 0 ||
                     mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) == MAP_FAILED);
}
