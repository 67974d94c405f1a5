/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/profiles.h"

#include "acts.h"
#include "harness.h"
#include "sandbox/forbidden.h"
#include "sandbox/limits.h"
#include "sandbox_helper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int descriptors[3]; /* the one of the acts, and the streams */

static bool
as_worker(void)
{
    return limits_close_all_but(&acts_event, 1) && limits_set(&acts_event, 1, 64 << 20) &&
           filter_load(&profile_worker, descriptors, 3);
}

static bool
as_zygote(void)
{
    return filter_load(&profile_zygote, descriptors, 3);
}

/* As a worker has it: below what its zygote is confined by. */
static bool
as_worker_of_a_zygote(void)
{
    return as_zygote() && as_worker();
}

static bool
as_supervisor(void)
{
    return filter_load(&profile_supervisor, NULL, 0);
}

static bool
as_reader(void)
{
    return filter_load(&profile_reader, NULL, 0);
}

static bool
as_attendant(void)
{
    return filter_load(&profile_attendant, NULL, 0);
}

struct forbidden {
    act *act;
    const char *call;
};

static const struct forbidden to_all_of_the_crew[] = {
    { make_socket, "socket" },
    { make_raw_socket, "socket" },
    { make_socketpair, "socketpair" },
    { make_pipe, "pipe2" },
    { make_bare_thread, "clone" },
    { make_thread, "rt_sigaction" },
    { become_two, "clone" },
    { become_two_with_vfork, "clone" },
    { make_namespace, "unshare" },
    { trace, "ptrace" },
    { kill_parent, "kill" },
    { kill_with_tgkill, "tgkill" },
    { write_elsewhere, "write" },
    { run_program, "execve" },
    { read_other_memory, "process_vm_readv" },
    { set_timer, "setitimer" },
    { write_and_run, "mmap" },
    { run_what_was_written, "mprotect" },
    { catch_signals, "rt_sigaction" },
    { change_user, "setuid" },
    { open_for_writing, "openat" },
    { make_file, "openat" },
    { outlive, "prctl" },
    { own_signals, "fcntl" },
};

static const struct forbidden to_a_worker[] = {
    { open_file, "openat" },    { open_memory, "mprotect" },  { share_memory, "mmap" },
    { run_memory, "mmap" },     { lift_limits, "prlimit64" }, { ask_parent, "getppid" },
    { load_library, "openat" }, { fork_and_end, "clone" },
};

static void
all_are_forbidden(confine *close, const struct forbidden *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        CU_ASSERT(was_killed_over(attempt(close, list[i].act), list[i].call));
}
#define ALL_ARE_FORBIDDEN(confine, list)                                                           \
    all_are_forbidden(confine, list, sizeof list / sizeof *list)

static void
a_worker_computes_and_tells_it(void)
{
    CU_ASSERT(ended_with(attempt(as_worker, compute), 0));
    CU_ASSERT(ended_with(attempt(as_worker_of_a_zygote, compute), 0));
}

static void
a_worker_has_no_files_sockets_processes_threads_or_signals(void)
{
    ALL_ARE_FORBIDDEN(as_worker, to_all_of_the_crew);
    ALL_ARE_FORBIDDEN(as_worker, to_a_worker);
    ALL_ARE_FORBIDDEN(as_worker_of_a_zygote, to_a_worker);
}

static void
a_worker_that_takes_too_much_memory_gets_none(void)
{
    CU_ASSERT(ended_with(attempt(as_worker, take_more_memory_than_allowed), 0));
}

static void
what_a_worker_says_goes_nowhere_and_costs_nothing(void)
{
    int old = dup(1), null = open("/dev/null", O_WRONLY);

    dup2(null, 1);
    CU_ASSERT(ended_with(attempt(as_worker, say_something), 0));
    dup2(old, 1);
    close(old);
    close(null);
}

static void
a_worker_that_aborts_is_said_to_have_aborted(void)
{
    CU_ASSERT_EQUAL(forbidden_signal(attempt(as_worker, raise_abort).word), SIGABRT);
    CU_ASSERT_EQUAL(forbidden_signal(attempt(as_worker_of_a_zygote, raise_abort).word), SIGABRT);
    CU_ASSERT_EQUAL(forbidden_signal(attempt(as_zygote, raise_abort).word), SIGABRT);
    CU_ASSERT_EQUAL(forbidden_signal(attempt(as_worker, raise_term).word), SIGTERM);
    CU_ASSERT_EQUAL(forbidden_signal(attempt(as_worker, make_socket).word), 0);
}

static void
a_worker_that_blocks_all_signals_is_killed_all_the_same(void)
{
    struct end end = attempt(as_worker, catch_the_sandbox);

    CU_ASSERT(WIFSIGNALED(end.status) && WTERMSIG(end.status) == SIGSYS);
}

static void
a_zygote_loads_forks_and_ends_what_it_forked(void)
{
    CU_ASSERT(ended_with(attempt(as_zygote, fork_and_end), 0));
    CU_ASSERT(ended_with(attempt(as_zygote, load_library), 0));
    CU_ASSERT(ended_with(attempt(as_zygote, open_file), 0));
    CU_ASSERT(ended_with(attempt(as_zygote, compute), 0));
}

static void
a_zygote_does_nothing_else(void)
{
    ALL_ARE_FORBIDDEN(as_zygote, to_all_of_the_crew);
}

static void
a_supervisor_works_with_files_and_threads(void)
{
    static act *const acts[] = { compute,   open_file,    open_for_writing, make_thread,
                                 make_pipe, share_memory, ask_parent };

    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        CU_ASSERT(ended_with(attempt(as_supervisor, acts[i]), 0));
}

static void
is_killed(confine *close, act *try)
{
    struct end end = attempt(close, try);

    CU_ASSERT(WIFSIGNALED(end.status) && WTERMSIG(end.status) == SIGSYS && !end.word);
}

static void
a_supervisor_or_reader_that_runs_programs_traces_or_makes_sockets_is_killed(void)
{
    static act *const acts[] = { run_program,     trace,       read_other_memory, make_socket,
                                 make_raw_socket, change_user, make_namespace };

    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        is_killed(as_supervisor, acts[i]);
        is_killed(as_reader, acts[i]);
    }
}

static void
an_attendant_reaches_nothing_but_what_it_has(void)
{
    static act *const kill[] = { run_program,   make_socket, make_raw_socket,
                                 read_other_memory, change_user, make_namespace };
    static act *const fail[] = { open_file, make_file, become_two, run_memory };

    CU_ASSERT(ended_with(attempt(as_attendant, compute), 0));
    for (size_t i = 0; i < sizeof kill / sizeof *kill; i++)
        is_killed(as_attendant, kill[i]);
    for (size_t i = 0; i < sizeof fail / sizeof *fail; i++)
        CU_ASSERT(ended_with(attempt(as_attendant, fail[i]), EPERM));
}

static void
a_supervisor_forks_no_more(void)
{
    CU_ASSERT(ended_with(attempt(as_supervisor, become_two), EPERM));
    CU_ASSERT(ended_with(attempt(as_supervisor, run_memory), EPERM));
}

static void
a_supervisor_can_end_its_crew(void)
{
    struct end end = attempt(as_supervisor, kill_itself);

    CU_ASSERT(WIFSIGNALED(end.status) && WTERMSIG(end.status) == SIGKILL);
    CU_ASSERT(ended_with(attempt(as_reader, kill_itself), EPERM));
}

static void
a_reader_reads(void)
{
    CU_ASSERT(ended_with(attempt(as_reader, open_file), 0));
    CU_ASSERT(ended_with(attempt(as_reader, compute), 0));
    CU_ASSERT(ended_with(attempt(as_reader, open_for_writing), EPERM));
    CU_ASSERT(ended_with(attempt(as_reader, make_file), EPERM));
    CU_ASSERT(ended_with(attempt(as_reader, kill_parent), EPERM));
    CU_ASSERT(ended_with(attempt(as_reader, become_two), EPERM));
}

static void
a_supervisor_or_reader_signals_and_limits_no_other_process(void)
{
    static act *const others[] = { kill_parent, signal_parent_with_tgkill,
                                   open_parent, limit_parent,
                                   own_signals, choose_the_signal };
    static act *const own[] = { raise_nothing, ask_the_limit, keep_to_itself };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        CU_ASSERT(ended_with(attempt(as_supervisor, others[i]), EPERM));
        CU_ASSERT(ended_with(attempt(as_reader, others[i]), EPERM));
    }
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        CU_ASSERT(ended_with(attempt(as_supervisor, own[i]), 0));
        CU_ASSERT(ended_with(attempt(as_reader, own[i]), 0));
    }
}

/* What is asked is no terminal, and says so when it is reached. */
static void
a_supervisor_or_reader_asks_a_terminal_but_types_nothing_there(void)
{
    static act *const acts[] = { type_for_the_user, paste_for_the_user, own_signals_by_ioctl };

    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        CU_ASSERT(ended_with(attempt(as_supervisor, acts[i]), EPERM));
        CU_ASSERT(ended_with(attempt(as_reader, acts[i]), EPERM));
    }
    CU_ASSERT(ended_with(attempt(as_supervisor, ask_the_size), ENOTTY));
    CU_ASSERT(ended_with(attempt(as_reader, ask_the_size), ENOTTY));
    CU_ASSERT(ended_with(attempt(as_supervisor, ask_the_interface), ENOTTY));
    CU_ASSERT(ended_with(attempt(as_reader, ask_the_interface), EPERM));
}

static void
any_word_has_a_text(void)
{
    char text[FORBIDDEN_TEXT];

    for (uint64_t word = 0; word <= UINT32_MAX; word += 7654321) {
        CU_ASSERT(strlen(forbidden_text((uint32_t)word, text)) < FORBIDDEN_TEXT);
        CU_ASSERT(forbidden_signal((uint32_t)word) < NSIG);
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_worker_computes_and_tells_it),
        SENTENCE(a_worker_has_no_files_sockets_processes_threads_or_signals),
        SENTENCE(a_worker_that_takes_too_much_memory_gets_none),
        SENTENCE(what_a_worker_says_goes_nowhere_and_costs_nothing),
        SENTENCE(a_worker_that_aborts_is_said_to_have_aborted),
        SENTENCE(a_worker_that_blocks_all_signals_is_killed_all_the_same),
        SENTENCE(a_zygote_loads_forks_and_ends_what_it_forked),
        SENTENCE(a_zygote_does_nothing_else),
        SENTENCE(a_supervisor_works_with_files_and_threads),
        SENTENCE(a_supervisor_or_reader_that_runs_programs_traces_or_makes_sockets_is_killed),
        SENTENCE(an_attendant_reaches_nothing_but_what_it_has),
        SENTENCE(a_supervisor_forks_no_more),
        SENTENCE(a_supervisor_can_end_its_crew),
        SENTENCE(a_reader_reads),
        SENTENCE(a_supervisor_or_reader_signals_and_limits_no_other_process),
        SENTENCE(a_supervisor_or_reader_asks_a_terminal_but_types_nothing_there),
        SENTENCE(any_word_has_a_text),
        SENTENCES_END
    };

    if (skips(!filter_is_possible(), "this kernel has no filters for system calls") ||
        skips(FILTER_WIDE, "sanitizers widen the filters"))
        return 77;
    acts_prepare();
    memcpy(descriptors, (int[]){ acts_event, 1, 2 }, sizeof descriptors);
    return sentences("profiles", own);
}
