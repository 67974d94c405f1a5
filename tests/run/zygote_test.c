/* SPDX-License-Identifier: Apache-2.0 */
#include "run/zygote.h"

#include "harness.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* How a process ended that was told that this one is its supervisor; what it said before. */
static int
run_below(pid_t supervisor, ssize_t *said)
{
    struct shared *shared = shared_create(2, (struct block_sizes){ .small = 1 });
    int pair[2], status = 0;
    char byte;
    char nowhere[] = "/nowhere";
    pid_t zygote;

    CU_ASSERT_FATAL(shared && !socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    zygote = fork();
    CU_ASSERT_FATAL(zygote >= 0);
    if (zygote == 0) {
        close(pair[0]);
        zygote_run(&(struct zygote_start){ .shared = shared,
                                           .folders = (char *const[]){ nowhere, NULL },
                                           .socket = pair[1],
                                           .supervisor = supervisor });
    }
    close(pair[1]);
    *said = read(pair[0], &byte, 1);
    close(pair[0]);
    CU_ASSERT_EQUAL(waitpid(zygote, &status, 0), zygote);
    return status;
}

static void
one_whose_supervisor_died_before_it_was_tied_to_it_ends_and_loads_nothing(void)
{
    ssize_t said;
    int status = run_below(getpid() + 1, &said);

    CU_ASSERT_EQUAL(said, 0);
    CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == ZYGOTE_ORPHANED);
}

static void
one_whose_supervisor_lives_tells_what_it_loaded(void)
{
    ssize_t said;

    run_below(getpid(), &said);
    CU_ASSERT_EQUAL(said, 1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(one_whose_supervisor_died_before_it_was_tied_to_it_ends_and_loads_nothing),
        SENTENCE(one_whose_supervisor_lives_tells_what_it_loaded),
        SENTENCES_END
    };

    return sentences("zygote", own);
}
