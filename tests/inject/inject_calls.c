/* SPDX-License-Identifier: Apache-2.0 */
/* The calls that inject.h lists, in front of those of the C library. */
#include "inject.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* The headers promise that some arguments are never NULL, and have inline twins. */
#pragma GCC diagnostic ignored "-Wnonnull"
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

#define HERE __func__, __builtin_return_address(0)
#define FAILS(kind, error) inject_fails(KIND_##kind, error, HERE)
#define INTERRUPTED(kind) inject_interrupts(KIND_##kind, HERE)
#define SHARE(kind, fd, n) (is_divisible(fd) ? inject_share(KIND_##kind, n, HERE) : (n))

/* Whether there may be fewer bytes than asked for: not of events, which come whole. */
static bool
is_divisible(int fd)
{
    struct stat about;

    return syscall(SYS_fstat, fd, &about) == 0 && (about.st_mode & S_IFMT) != 0;
}

/* The library's own function of that name. */
#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) \
        *(void **)(&real) = dlsym(RTLD_NEXT, #name)

/* A call that may fail. */
#define CALL(type, name, parameters, arguments, kind, failed, error) \
    type name parameters \
    { \
        REAL(name); \
        return FAILS(kind, error) ? (failed) : real arguments; \
    }

/* One that a signal may interrupt as well. */
#define SLOW_CALL(type, name, parameters, arguments, kind, error) \
    type name parameters \
    { \
        REAL(name); \
        return FAILS(kind, error) || INTERRUPTED(kind) ? -1 : real arguments; \
    }

/* One that moves n bytes, or fewer. */
#define TRANSFER(name, parameters, arguments, kind, error) \
    ssize_t name parameters \
    { \
        REAL(name); \
        if (FAILS(kind, error) || INTERRUPTED(kind)) \
            return -1; \
        n = SHARE(kind, fd, n); \
        return real arguments; \
    }

/* One that closes something, and may fail at that. */
#define CLOSING(name, type) \
    int name(type what) \
    { \
        REAL(name); \
        bool fails = FAILS(close, EIO); \
        int result = real(what); \
        if (fails) \
            errno = EIO; \
        return fails ? -1 : result; \
    }

/* Memory: not by dlsym(), which takes some. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *
malloc(size_t size)
{
    return FAILS(memory, ENOMEM) ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
    return FAILS(memory, ENOMEM) ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
    return FAILS(memory, ENOMEM) ? NULL : __libc_realloc(old, size);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
    return FAILS(memory, ENOMEM) ? NULL : __libc_memalign(alignment, size);
}

void *
reallocarray(void *old, size_t count, size_t size)
{
    if (FAILS(memory, ENOMEM))
        return NULL;
    return __libc_realloc(old, count * size); /* of ours none is that large */
}

int
posix_memalign(void **to, size_t alignment, size_t size)
{
    if (FAILS(memory, ENOMEM))
        return ENOMEM;
    *to = __libc_memalign(alignment, size);
    return *to ? 0 : ENOMEM;
}

CALL(void *, mmap, (void *at, size_t size, int protection, int flags, int fd, off_t offset),
     (at, size, protection, flags, fd, offset), map, MAP_FAILED, ENOMEM)
CALL(int, mprotect, (void *at, size_t size, int protection), (at, size, protection), map, -1,
     ENOMEM)
CALL(int, madvise, (void *at, size_t size, int advice), (at, size, advice), map, -1, ENOMEM)

#define MODE(flags, last) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { \
        va_list more; \
        va_start(more, last); \
        mode = va_arg(more, mode_t); \
        va_end(more); \
    }

#define OPENING(name, parameters, ...) \
    int name parameters \
    { \
        REAL(name); \
        MODE(flags, flags) \
        return FAILS(open, EMFILE) ? -1 : real(__VA_ARGS__, flags, mode); \
    }

OPENING(open, (const char *path, int flags, ...), path)
OPENING(open64, (const char *path, int flags, ...), path)
OPENING(openat, (int folder, const char *path, int flags, ...), folder, path)
OPENING(openat64, (int folder, const char *path, int flags, ...), folder, path)
CALL(FILE *, fopen, (const char *path, const char *mode), (path, mode), open, NULL, EMFILE)
CALL(FILE *, fdopen, (int fd, const char *mode), (fd, mode), open, NULL, ENOMEM)

CALL(int, socketpair, (int domain, int type, int protocol, int pair[2]),
     (domain, type, protocol, pair), descriptor, -1, EMFILE)
CALL(int, eventfd, (unsigned count, int flags), (count, flags), descriptor, -1, EMFILE)
CALL(int, signalfd, (int fd, const sigset_t *mask, int flags), (fd, mask, flags), descriptor, -1,
     EMFILE)
CALL(int, pipe, (int pair[2]), (pair), descriptor, -1, EMFILE)
CALL(int, pipe2, (int pair[2], int flags), (pair, flags), descriptor, -1, EMFILE)
CALL(int, dup, (int fd), (fd), descriptor, -1, EMFILE)
CALL(int, dup2, (int fd, int to), (fd, to), descriptor, -1, EMFILE)
CALL(int, memfd_create, (const char *name, unsigned flags), (name, flags), descriptor, -1, EMFILE)
CALL(int, ftruncate, (int fd, off_t size), (fd, size), descriptor, -1, EFBIG)
CALL(int, close_range, (unsigned from, unsigned to, int flags), (from, to, flags), descriptor, -1,
     ENOSYS)
CALL(int, flock, (int fd, int how), (fd, how), descriptor, -1, ENOLCK)

int
fcntl(int fd, int command, ...)
{
    REAL(fcntl);
    va_list more;
    void *argument;

    va_start(more, command);
    argument = va_arg(more, void *);
    va_end(more);
    return FAILS(descriptor, ENOLCK) ? -1 : real(fd, command, argument);
}

TRANSFER(read, (int fd, void *to, size_t n), (fd, to, n), read, EIO)
TRANSFER(pread, (int fd, void *to, size_t n, off_t at), (fd, to, n, at), read, EIO)
/* A stream's call that fails, after which ferror() tells so. */
#define STREAM_CALL(type, name, parameters, arguments, stream, kind, failed, error) \
    type name parameters \
    { \
        REAL(name); \
        if (!FAILS(kind, error)) \
            return real arguments; \
        (stream)->_flags |= 0x20; /* as glibc marks an error */ \
        return failed; \
    }

STREAM_CALL(char *, fgets, (char *to, int size, FILE *from), (to, size, from), from, read, NULL,
            EIO)
STREAM_CALL(size_t, fread, (void *to, size_t size, size_t count, FILE *from),
            (to, size, count, from), from, read, 0, EIO)
STREAM_CALL(size_t, fwrite, (const void *bytes, size_t size, size_t count, FILE *to),
            (bytes, size, count, to), to, write, 0, ENOSPC)

/* What is said on standard error is how a failure is known. */
ssize_t
write(int fd, const void *bytes, size_t n)
{
    REAL(write);
    if (fd == STDERR_FILENO)
        return real(fd, bytes, n);
    if (FAILS(write, ENOSPC) || INTERRUPTED(write))
        return -1;
    return real(fd, bytes, SHARE(write, fd, n));
}

/* Of all streams, too. */
CALL(int, fflush, (FILE *to), (to), write, EOF, ENOSPC)
CALL(int, fseek, (FILE *of, long to, int from), (of, to, from), descriptor, -1, EIO)
TRANSFER(pwrite, (int fd, const void *from, size_t n, off_t at), (fd, from, n, at), write, ENOSPC)
SLOW_CALL(ssize_t, writev, (int fd, const struct iovec *parts, int n), (fd, parts, n), write,
          ENOSPC)
CALL(int, fsync, (int fd), (fd), write, -1, EIO)
CALL(int, fdatasync, (int fd), (fd), write, -1, EIO)
CLOSING(close, int)
CLOSING(fclose, FILE *)

CALL(int, rename, (const char *from, const char *to), (from, to), name, -1, EACCES)
CALL(int, renameat, (int from_folder, const char *from, int to_folder, const char *to),
     (from_folder, from, to_folder, to), name, -1, EACCES)
CALL(int, link, (const char *from, const char *to), (from, to), name, -1, EACCES)
CALL(int, unlink, (const char *path), (path), name, -1, EACCES)
CALL(int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags), name, -1,
     EACCES)
CALL(int, mkdir, (const char *path, mode_t mode), (path, mode), name, -1, EACCES)
CALL(int, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode), name, -1,
     EACCES)
CALL(int, fchmod, (int fd, mode_t mode), (fd, mode), name, -1, EPERM)
CALL(int, fchown, (int fd, uid_t user, gid_t group), (fd, user, group), name, -1, EPERM)

CALL(int, stat, (const char *path, struct stat *about), (path, about), look, -1, EACCES)
CALL(int, lstat, (const char *path, struct stat *about), (path, about), look, -1, EACCES)
CALL(int, fstat, (int fd, struct stat *about), (fd, about), look, -1, EIO)
CALL(int, fstatat, (int folder, const char *path, struct stat *about, int flags),
     (folder, path, about, flags), look, -1, EACCES)
CALL(int, statvfs, (const char *path, struct statvfs *about), (path, about), look, -1, EIO)
CALL(int, access, (const char *path, int how), (path, how), look, -1, EACCES)
CALL(int, faccessat, (int folder, const char *path, int how, int flags),
     (folder, path, how, flags), look, -1, EACCES)
CALL(ssize_t, readlink, (const char *path, char *to, size_t size), (path, to, size), look, -1,
     EACCES)
CALL(int, scandir,
     (const char *folder, struct dirent ***list, int (*chosen)(const struct dirent *),
      int (*order)(const struct dirent **, const struct dirent **)),
     (folder, list, chosen, order), look, -1, EMFILE)
CALL(DIR *, opendir, (const char *folder), (folder), look, NULL, EMFILE)
CALL(DIR *, fdopendir, (int folder), (folder), look, NULL, EMFILE)
CALL(struct dirent *, readdir, (DIR *folder), (folder), look, NULL, EIO)

pid_t
fork(void)
{
    REAL(fork);
    pid_t child = FAILS(process, EAGAIN) ? -1 : real();

    if (child == 0)
        inject_forked();
    return child;
}

int
pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *), void *argument)
{
    REAL(pthread_create);
    return FAILS(process, EAGAIN) ? EAGAIN : real(thread, how, run, argument);
}

int
prctl(int operation, ...)
{
    REAL(prctl);
    unsigned long a[4];
    va_list more;

    va_start(more, operation);
    for (int i = 0; i < 4; i++)
        a[i] = va_arg(more, unsigned long);
    va_end(more);
    return FAILS(process, EINVAL) ? -1 : real(operation, a[0], a[1], a[2], a[3]);
}

/* A call that the library has no name for.  A child may come of it.  Of futexes a wait may end
 * early; to wake others never fails. */
long
syscall(long number, ...)
{
    REAL(syscall);
    unsigned long a[6];
    va_list more;
    long result;

    va_start(more, number);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(more, unsigned long);
    va_end(more);
    if (number != SYS_futex ? FAILS(process, EAGAIN)
                            : (a[1] & FUTEX_CMD_MASK) == FUTEX_WAIT &&
                                  (FAILS(wait, EAGAIN) || INTERRUPTED(wait)))
        return -1;
    result = real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    if (number == SYS_clone && result == 0)
        inject_forked();
    return result;
}

CALL(int, setgroups, (size_t n, const gid_t *groups), (n, groups), process, -1, EPERM)
CALL(int, getgroups, (int n, gid_t groups[]), (n, groups), process, -1, EINVAL)
CALL(int, setresuid, (uid_t real_user, uid_t effective, uid_t saved), (real_user, effective, saved),
     process, -1, EAGAIN)
CALL(int, setresgid, (gid_t real_group, gid_t effective, gid_t saved),
     (real_group, effective, saved), process, -1, EPERM)
CALL(int, getrlimit, (__rlimit_resource_t what, struct rlimit *limit), (what, limit), process, -1,
     EPERM)
CALL(int, setpgid, (pid_t process, pid_t group), (process, group), process, -1, EPERM)
SLOW_CALL(int, waitid, (idtype_t of, id_t which, siginfo_t *about, int how),
          (of, which, about, how), process, ECHILD)
SLOW_CALL(pid_t, waitpid, (pid_t pid, int *status, int how), (pid, status, how), process, ECHILD)
CALL(int, kill, (pid_t pid, int signal), (pid, signal), process, -1, EPERM)
CALL(int, setrlimit, (__rlimit_resource_t what, const struct rlimit *limit), (what, limit), process,
     -1, EPERM)
CALL(int, sigaction, (int signal, const struct sigaction *now, struct sigaction *before),
     (signal, now, before), process, -1, EINVAL)

/* Libraries rely on it. */
int
sigprocmask(int how, const sigset_t *now, sigset_t *before)
{
    REAL(sigprocmask);
    return inject_is_program(__builtin_return_address(0)) && FAILS(process, EINVAL)
               ? -1
               : real(how, now, before);
}

SLOW_CALL(int, poll, (struct pollfd *fds, nfds_t n, int wait), (fds, n, wait), wait, ENOMEM)
SLOW_CALL(int, ppoll,
          (struct pollfd *fds, nfds_t n, const struct timespec *wait, const sigset_t *mask),
          (fds, n, wait, mask), wait, ENOMEM)

TRANSFER(send, (int fd, const void *from, size_t n, int flags), (fd, from, n, flags), message,
         ENOBUFS)
TRANSFER(recv, (int fd, void *to, size_t n, int flags), (fd, to, n, flags), message, ENOMEM)
SLOW_CALL(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags),
          (fd, message, flags), message, ENOBUFS)
SLOW_CALL(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags), (fd, message, flags),
          message, ENOMEM)

/* Always the same, as runs are compared. */
ssize_t
getrandom(void *to, size_t n, unsigned flags)
{
    (void)flags;
    if (FAILS(random, EAGAIN))
        return -1;
    memset(to, 0x5a, n);
    return (ssize_t)n;
}
