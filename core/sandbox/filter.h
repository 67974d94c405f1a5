/* SPDX-License-Identifier: Apache-2.0 */
/* Which system calls a process can still make: lists of calls that are allowed, compiled for the
 * kernel (seccomp).  A call that this machine or library does not know is passed over. */
#ifndef FILTER_H
#define FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum call_test {
    TEST_NONE,
    TEST_BITS, /* the argument's bits of the mask are those of the value */
    TEST_FD,   /* the argument is one of the descriptors the filter is loaded with */
    TEST_SELF, /* the argument is the number of the process that loads the filter */
};

/* Calls, and what must be so of their arguments.  Of several rows with one name one must fit. */
struct call {
    const char *names; /* with blanks between; NULL: the end of the list */
    int error;         /* not allowed: fails with this number, and the process goes on */
    struct call_condition {
        enum call_test test;
        unsigned argument;
        uint64_t mask, value;
    } conditions[2];
};

/* clang-format off */
#define CALLS(names) { names, 0, { { 0 } } }
#define CALL_IF(name, ...) { name, 0, { __VA_ARGS__ } }
#define CALL_FAILS(name, error, ...) { name, error, { __VA_ARGS__ } }
#define BITS(argument, mask, value) { TEST_BITS, argument, mask, value }
#define ON_FD(argument) { TEST_FD, argument, 0, 0 }
#define ON_SELF(argument) { TEST_SELF, argument, 0, 0 }
#define CALLS_END { NULL, 0, { { 0 } } }
/* clang-format on */

/* What becomes of a process that makes another call. */
enum otherwise {
    OTHERWISE_DIES,  /* SIGSYS, which can be caught to say so: see sandbox/forbidden.h */
    OTHERWISE_FAILS, /* EPERM; those of `never` kill */
};

enum { PROFILE_LISTS = 8 };

struct profile {
    const struct call *lists[PROFILE_LISTS]; /* allowed; NULL behind the last */
    const struct call *never;                /* kill, or in a wide build all that is forbidden */
    enum otherwise otherwise;
    bool network; /* Landlock lets it connect and listen as well */
};

/* Whether the kernel takes filters. */
bool filter_is_possible(void);

/* Confines all threads of the process, for good, and sets no_new_privs; `fds` is what ON_FD stands
 * for.  False with errno set. */
bool filter_load(const struct profile *, const int *fds, size_t n_fds);

/* Sanitizers make calls of their own, in numbers nobody has a list of.  Built with one a filter
 * forbids only what `never` says. */
#if defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define FILTER_WIDE 1
#endif
#endif
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define FILTER_WIDE 1
#endif
#ifndef FILTER_WIDE
#define FILTER_WIDE 0
#endif

#endif
