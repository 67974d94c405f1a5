/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "random_message.h"
#include "shared/undo.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STATE = 4096 };

static struct undo *undo;
static uint8_t state[STATE], before[STATE];
static struct random_source source;

static void
begin(void)
{
    memset(undo, 0, offsetof(struct undo, bytes));
    for (size_t i = 0; i < STATE; i++)
        state[i] = (uint8_t)(i * 7);
    memcpy(before, state, STATE);
}

static void
change(size_t at, uint32_t size, uint8_t to)
{
    undo_save(undo, state + at, size);
    memset(state + at, to, size);
}

static bool
is_as_before(void)
{
    return memcmp(state, before, STATE) == 0;
}

static void
rollback_restores_every_byte(void)
{
    begin();
    change(0, 1, 0xff);
    change(100, 77, 0xff);
    change(STATE - 1, 1, 0xff);
    undo_rollback(undo);
    CU_ASSERT(is_as_before());
}

static void
the_latest_change_is_put_back_first(void)
{
    begin();
    for (int i = 1; i < 10; i++)
        change(50, 8, (uint8_t)(0xf0 + i));
    change(46, 8, 1); /* and one that overlaps */
    undo_rollback(undo);
    CU_ASSERT(is_as_before());
}

static void
a_value_is_set_and_put_back(void)
{
    struct {
        uint64_t wide;
        uint8_t narrow;
    } *place = (void *)state;

    begin();
    UNDO_SET(undo, place->wide, UINT64_MAX);
    UNDO_SET(undo, place->narrow, 9);
    CU_ASSERT(place->wide == UINT64_MAX && place->narrow == 9);
    undo_rollback(undo);
    CU_ASSERT(is_as_before());
}

static void
saving_nothing_changes_nothing(void)
{
    begin();
    undo_save(undo, state, 0);
    change(3, 3, 0);
    undo_rollback(undo);
    CU_ASSERT(is_as_before());
}

static void
what_is_forgotten_stays(void)
{
    begin();
    change(10, 4, 0xaa);
    memcpy(before, state, STATE);
    undo_forget(undo);
    change(10, 4, 0xbb);
    undo_rollback(undo);
    CU_ASSERT(is_as_before());
}

static void
rolling_back_twice_is_rolling_back_once(void)
{
    begin();
    change(10, 4, 0xaa);
    undo_rollback(undo);
    state[11] = 0xee;
    undo_rollback(undo);
    CU_ASSERT_EQUAL(state[11], 0xee);
}

/* A worker may die in the middle of putting back: the next one goes on. */
static void
a_rollback_that_was_cut_short_is_completed(void)
{
    begin();
    change(10, 4, 0xaa);
    change(12, 4, 0xbb);
    state[12] = 0x12; /* half of the latest entry is there again, and it is still in the journal */
    undo_rollback(undo);
    CU_ASSERT(is_as_before());
}

static void
any_changes_are_put_back(void)
{
    for (uint64_t round = 1; round <= 500; round++) {
        begin();
        random_source_reset(&source, round);
        for (uint64_t n = random_number(&source, 60); n > 0; n--) {
            uint32_t size = (uint32_t)random_number(&source, 200);

            change(random_number(&source, STATE - size), size, (uint8_t)random_bits(&source));
        }
        undo_rollback(undo);
        CU_ASSERT(is_as_before());
        CU_ASSERT_EQUAL(atomic_load(&undo->used), 0);
    }
}

static void
a_change_that_was_not_saved_is_not_touched(void)
{
    begin();
    change(10, 4, 0xaa);
    state[14] = before[14] = 0x77;
    undo_rollback(undo);
    CU_ASSERT(is_as_before());
}

/* How a process ends that saves so many times so much. */
static int
signal_after(uint32_t times, uint32_t size)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        uint8_t *large = calloc(1, UNDO_MAX);

        begin();
        for (uint32_t i = 0; large && i < times; i++)
            undo_save(undo, large, size);
        _exit(large ? 0 : 1);
    }
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static void
a_packet_that_changes_more_than_the_journal_holds_ends_the_worker(void)
{
    CU_ASSERT_EQUAL(signal_after(3, UNDO_MAX / 4), 0);
    CU_ASSERT_EQUAL(signal_after(4, UNDO_MAX / 4), SIGABRT);
    CU_ASSERT_EQUAL(signal_after(1, UNDO_MAX - 16), 0);
    CU_ASSERT_EQUAL(signal_after(1, UNDO_MAX - 8), SIGABRT);
    CU_ASSERT_EQUAL(signal_after(1, UNDO_MAX), SIGABRT);
}

static void
a_size_that_wraps_around_ends_the_worker(void)
{
    CU_ASSERT_EQUAL(signal_after(1, UINT32_MAX), SIGABRT);
    CU_ASSERT_EQUAL(signal_after(1, UINT32_MAX - 8), SIGABRT);
}

static void
a_spoilt_journal_writes_only_into_its_state(void)
{
    for (uint64_t round = 1; round <= 2000; round++) {
        begin();
        random_source_reset(&source, round);
        undo->from = state + 1000;
        undo->to = state + 3000;
        change(1000, 20, 1);
        change(2980, 20, 2);
        memcpy(before, state, STATE);
        for (uint64_t n = 1 + random_number(&source, 3); n > 0; n--)
            undo->bytes[random_number(&source, 80)] = (uint8_t)random_bits(&source);
        if (random_number(&source, 2))
            atomic_store(&undo->used,
                         (uint32_t)(random_bits(&source) << random_number(&source, 4)));
        undo_rollback(undo);
        CU_ASSERT_EQUAL(atomic_load(&undo->used), 0);
        CU_ASSERT(memcmp(state, before, 1000) == 0 &&
                  memcmp(state + 3000, before + 3000, STATE - 3000) == 0);
    }
}

static void
a_victim_is_named_until_it_is_cleared(void)
{
    begin();
    undo_set_victim(undo, 7);
    change(0, 8, 1);
    undo_rollback(undo);
    CU_ASSERT_EQUAL(atomic_load(&undo->victim), 7);
    undo_set_victim(undo, 0);
    CU_ASSERT_EQUAL(atomic_load(&undo->victim), 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(rollback_restores_every_byte),
        SENTENCE(the_latest_change_is_put_back_first),
        SENTENCE(a_value_is_set_and_put_back),
        SENTENCE(saving_nothing_changes_nothing),
        SENTENCE(what_is_forgotten_stays),
        SENTENCE(rolling_back_twice_is_rolling_back_once),
        SENTENCE(a_rollback_that_was_cut_short_is_completed),
        SENTENCE(any_changes_are_put_back),
        SENTENCE(a_change_that_was_not_saved_is_not_touched),
        SENTENCE(a_packet_that_changes_more_than_the_journal_holds_ends_the_worker),
        SENTENCE(a_size_that_wraps_around_ends_the_worker),
        SENTENCE(a_spoilt_journal_writes_only_into_its_state),
        SENTENCE(a_victim_is_named_until_it_is_cleared),
        SENTENCES_END
    };
    int failed;

    undo = calloc(1, sizeof *undo);
    if (!undo)
        return 99;
    failed = sentences("undo", own);
    free(undo);
    return failed;
}
