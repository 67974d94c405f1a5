/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/profiles.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include <asm/termbits.h> /* what TCGETS2 is made of */
#include <linux/sockios.h>

#define ALL_BITS UINT64_C(0xffffffff)
#define WRITES (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND)
#define KINDS (MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED)
#define NEW_MEMORY (MAP_PRIVATE | MAP_ANONYMOUS)
#define EXACTLY(argument, value) BITS(argument, ALL_BITS, value)

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif

/* Whoever computes. */
static const struct call computing[] = {
    CALLS("exit exit_group rt_sigreturn restart_syscall futex brk munmap"),
    CALL_IF("mremap", BITS(3, MREMAP_FIXED, 0)),
    CALL_IF("madvise", EXACTLY(2, MADV_DONTNEED)),
    CALLS("clock_gettime clock_getres gettimeofday time sched_yield getrandom "
          "rt_sigprocmask getpid gettid"),
    CALLS_END
};

/* Memory of its own: what it can run, what it shares, and where that lies is settled. */
static const struct call own_memory[] = {
    CALL_IF("mmap", BITS(2, PROT_EXEC, 0), BITS(3, KINDS, NEW_MEMORY)),
    CALLS_END
};

/* stdio asks what standard output is before it writes there: it is not told. */
static const struct call nothing_about_streams[] = {
    CALL_FAILS("fstat", EBADF, EXACTLY(0, 1)),
    CALL_FAILS("fstat", EBADF, EXACTLY(0, 2)),
    CALL_FAILS("newfstatat", EBADF, EXACTLY(0, 1)),
    CALL_FAILS("newfstatat", EBADF, EXACTLY(0, 2)),
    CALL_FAILS("ioctl", EBADF, EXACTLY(0, 1)),
    CALL_FAILS("ioctl", EBADF, EXACTLY(0, 2)),
    CALLS_END
};

static const struct call on_descriptors[] = {
    CALL_IF("read", ON_FD(0)),
    CALL_IF("write", ON_FD(0)),
    CALL_IF("writev", ON_FD(0)),
    CALLS_END
};

/* Memory that is no more than read or written; code only as it stands in files. */
static const struct call any_memory[] = {
    CALL_IF("mmap", BITS(2, PROT_EXEC, 0)),
    CALL_IF("mprotect", BITS(2, PROT_EXEC, 0)),
    CALLS("madvise mlock msync"),
    CALLS_END
};

/* Whoever opens files.  Not F_SETOWN, by which the kernel sends signals to anybody. */
static const struct call open_files[] = {
    CALL_IF("fcntl", EXACTLY(1, F_GETFD)),
    CALL_IF("fcntl", EXACTLY(1, F_SETFD)),
    CALL_IF("fcntl", EXACTLY(1, F_GETFL)),
    CALL_IF("fcntl", EXACTLY(1, F_DUPFD_CLOEXEC)),
    CALLS_END
};

static const struct call loading[] = {
    CALL_IF("mmap", BITS(2, PROT_WRITE | PROT_EXEC, PROT_EXEC)),
    CALL_IF("open", BITS(1, WRITES, O_RDONLY)),
    CALL_IF("openat", BITS(2, WRITES, O_RDONLY)),
    CALLS("read pread64 close lseek fstat stat lstat newfstatat statx fstatfs statfs "
          "access faccessat faccessat2 readlink readlinkat getcwd getdents64 uname "
          "sysinfo"),
    CALLS("getuid geteuid getgid getegid sched_getaffinity arch_prctl getppid dup2 dup3"),
    CALL_FAILS("ioctl", ENOTTY, EXACTLY(0, 0)),
    CALL_FAILS("ioctl", ENOTTY, EXACTLY(0, 1)),
    CALL_FAILS("ioctl", ENOTTY, EXACTLY(0, 2)),
    CALLS_END
};

/* A zygote's children are known to it by descriptors, which nobody but their parent can have:
 * so it can end them and nobody else. */
static const struct call forking[] = {
    CALL_IF("clone", EXACTLY(0, CLONE_PIDFD | SIGCHLD)),
    CALLS("pidfd_send_signal wait4 waitid"),
    CALL_IF("write", ON_FD(0)),
    CALL_IF("writev", ON_FD(0)),
    CALLS("sendto recvfrom sendmsg recvmsg poll ppoll"),
    CALL_FAILS("clone3", ENOSYS, { 0 }),
    CALL_FAILS("openat2", ENOSYS, { 0 }),
    CALLS_END
};

/* What a child does until it has its own profile: it confines itself. */
static const struct call confining[] = {
    CALL_IF("prctl", EXACTLY(0, PR_SET_PDEATHSIG), EXACTLY(1, SIGKILL)),
    CALL_IF("prctl", EXACTLY(0, PR_SET_NO_NEW_PRIVS), EXACTLY(1, 1)),
    CALL_IF("prctl", EXACTLY(0, PR_SET_SECCOMP)),
    CALL_IF("prctl", EXACTLY(0, PR_GET_SECCOMP)),
    CALL_IF("prctl", EXACTLY(0, PR_SET_NAME)),
    CALLS("seccomp landlock_create_ruleset landlock_restrict_self setrlimit"),
    CALL_IF("prlimit64", EXACTLY(0, 0)),
    CALLS("close_range set_robust_list rseq set_tid_address"),
    CALLS_END
};

/* Code that is trusted: threads, but no processes. */
static const struct call threads[] = {
    CALL_IF("clone", BITS(0, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM)),
    CALL_FAILS("clone3", ENOSYS, { 0 }),
    CALL_FAILS("openat2", ENOSYS, { 0 }),
    CALLS("set_robust_list rseq rt_sigaction rt_sigpending rt_sigtimedwait "
          "sigaltstack nanosleep clock_nanosleep getrusage times getrlimit "
          "membarrier pause rt_sigsuspend"),
    CALL_IF("tgkill", ON_SELF(0)),
    CALL_IF("prlimit64", EXACTLY(0, 0)), /* its own */
    CALL_IF("prctl", EXACTLY(0, PR_SET_NAME)),
    CALLS_END
};

/* Of its own time. */
static const struct call limiting[] = {
    CALLS("setitimer"),
    CALLS_END
};

static const struct call reading[] = {
    CALL_IF("open", BITS(1, WRITES, O_RDONLY)),
    CALL_IF("openat", BITS(2, WRITES, O_RDONLY)),
    CALLS("read readv pread64 write writev close lseek fstat stat lstat newfstatat statx "
          "fstatfs statfs access faccessat faccessat2 readlink readlinkat getcwd "
          "getdents64 dup dup2 dup3 poll ppoll select pselect6 uname sysinfo "
          "fadvise64 getuid geteuid getgid getegid getppid sched_getaffinity"),
    CALL_IF("fcntl", EXACTLY(1, F_SETFL)),
    /* Whether it is a terminal; not TIOCSTI or TIOCLINUX, which type there for the user. */
    CALL_IF("ioctl", EXACTLY(1, TCGETS)),
#ifdef TCGETS2
    CALL_IF("ioctl", EXACTLY(1, TCGETS2)),
#endif
    CALL_IF("ioctl", EXACTLY(1, TIOCGWINSZ)),
    CALLS_END
};

static const struct call writing[] = {
    CALLS("open openat pwrite64 pwritev ftruncate truncate fallocate fsync fdatasync "
          "sync_file_range rename renameat renameat2 unlink unlinkat rmdir mkdir mkdirat "
          "link linkat chmod fchmod fchmodat fchown flock umask utimensat copy_file_range "
          "sendfile"),
    CALL_IF("fcntl", EXACTLY(1, F_SETLK)),
    CALL_IF("fcntl", EXACTLY(1, F_GETLK)),
    CALLS_END
};

/* Packets come through a socket that is open; the zygote is behind another one. */
static const struct call supervising[] = {
    CALLS("sendto recvfrom sendmsg recvmsg shutdown getsockopt setsockopt getsockname "
          "epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd2 signalfd4 "
          "timerfd_create timerfd_settime timerfd_gettime memfd_create pipe2 wait4 waitid"),
    CALL_IF("kill", EXACTLY(1, SIGKILL)), /* the zygote, and all that it forked */
    CALL_IF("fcntl", EXACTLY(1, F_ADD_SEALS)),
    /* How the interface is, which libpcap asks as well. */
    CALL_IF("ioctl", EXACTLY(1, SIOCGIFNAME)),
    CALL_IF("ioctl", EXACTLY(1, SIOCGIFFLAGS)),
    CALL_IF("ioctl", EXACTLY(1, SIOCGIFINDEX)),
    CALLS_END
};

/* Those who come to a socket that listens already. */
static const struct call serving[] = {
    CALLS("accept4 recvfrom sendto sendmsg recvmsg shutdown getsockopt setsockopt getsockname "
          "getpeername epoll_ctl epoll_wait epoll_pwait poll ppoll read write writev close "
          "getuid geteuid getgid getegid nanosleep clock_nanosleep"),
    CALL_IF("fcntl", EXACTLY(1, F_SETFL)),
    CALLS_END
};

/* Streams that are connected. */
static const struct call streaming[] = {
    CALLS("sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg shutdown getsockopt setsockopt "
          "getsockname getpeername accept4 eventfd2 epoll_create1 epoll_ctl epoll_wait "
          "epoll_pwait pipe2"),
    CALL_IF("fcntl", EXACTLY(1, F_GETFL)),
    CALL_IF("fcntl", EXACTLY(1, F_GETFD)),
    CALL_IF("fcntl", EXACTLY(1, F_SETFD)),
    CALL_IF("ioctl", EXACTLY(1, FIONREAD)), /* asked by who looks up a host's name */
    CALLS_END
};

static const struct call connecting[] = {
    CALLS("socket connect bind"), /* bind: of a socket that asks which addresses there are */
    CALLS_END
};

/* Other programs, other processes' memory, other users, the machine. */
#define NEVER                                                                                     \
    "execve execveat process_vm_readv process_vm_writev listen mount umount2 pivot_root chroot "  \
    "setns unshare bpf perf_event_open userfaultfd kexec_load kexec_file_load init_module "       \
    "finit_module delete_module reboot swapon swapoff add_key request_key keyctl io_uring_setup " \
    "open_by_handle_at setuid setreuid setresuid setgid setregid setresgid setgroups capset"

static const struct call never[] = {
    CALLS(NEVER),
#if !FILTER_WIDE
    CALLS("ptrace"), /* how the sanitizer of leaks looks at its own threads */
#endif
    CALLS("socket connect bind accept accept4"),
    CALLS_END
};

static const struct call never_a_sender[] = { CALLS(NEVER), CALLS("accept"), CALLS_END };

static const struct call never_a_collector[] = {
    CALLS(NEVER),
    CALLS("accept socket connect bind"),
    CALLS_END
};

static const struct call never_of_servers[] = {
    CALLS("execve execveat process_vm_readv process_vm_writev fork vfork socket connect bind kill "
          "mount umount2 pivot_root chroot setns unshare bpf io_uring_setup creat unlink unlinkat "
          "rename mkdir setuid setreuid setresuid setgid setregid setresgid setgroups capset"),
    CALLS_END
};

/* The crew's, where a sanitizer is built in. */
static const struct call never_in_the_crew[] = {
    CALLS("execve execveat process_vm_readv process_vm_writev ptrace socket socketpair "
          "connect bind kill tkill vfork setitimer timer_create alarm setsid setpgid "
          "mount unshare setns bpf io_uring_setup creat unlink unlinkat rename mkdir "
          "setuid setresuid"),
    CALLS_END
};

const struct profile profile_zygote = {
    { computing, any_memory, open_files, loading, forking, confining },
    never_in_the_crew,
    OTHERWISE_DIES,
    false
};

const struct profile profile_worker = { { computing, own_memory, nothing_about_streams,
                                          on_descriptors },
                                        never_in_the_crew,
                                        OTHERWISE_DIES,
                                        false };

const struct profile profile_supervisor = {
    { computing, any_memory, open_files, threads, reading, writing, supervising },
    never,
    OTHERWISE_FAILS,
    false
};

const struct profile profile_attendant = { { computing, own_memory, open_files, serving },
                                           never_of_servers,
                                           OTHERWISE_FAILS,
                                           false };

const struct profile profile_reader = { { computing, any_memory, open_files, reading, threads },
                                        never,
                                        OTHERWISE_FAILS,
                                        false };

const struct profile profile_trial = {
    { computing, any_memory, open_files, loading, reading, threads, limiting },
    never,
    OTHERWISE_FAILS,
    false
};

const struct profile profile_writer = {
    { computing, any_memory, open_files, reading, threads, writing },
    never,
    OTHERWISE_FAILS,
    false
};

const struct profile profile_sender = {
    { computing, any_memory, open_files, reading, threads, writing, streaming, connecting },
    never_a_sender,
    OTHERWISE_FAILS,
    true
};

const struct profile profile_collector = {
    { computing, any_memory, open_files, reading, threads, writing, streaming },
    never_a_collector,
    OTHERWISE_FAILS,
    false
};
