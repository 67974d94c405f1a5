/* SPDX-License-Identifier: Apache-2.0 */
/* Workers that died in stages that keep state, which the next worker has to mend. */
#include "recover_helper.h"

#include "core_helper.h"
#include "harness.h"

#include <signal.h>

static void
a_stage_goes_on_behind_the_packet_once_it_is_mended(void)
{
    at_flows(4);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(room->n_notes, 1);
    CU_ASSERT_EQUAL(room->start, 5);
    CU_ASSERT_EQUAL(atomic_load(&recovery.shared->broken[STAGE_FLOWS]), 1);
    CU_ASSERT_EQUAL(atomic_load(&room->state), TASK_READY);
    CU_ASSERT_FALSE(batch->events[4].hidden); /* others may see it */
}

/* The next batch's worker could not: what is to be mended lies in this batch too. */
static void
a_stage_is_mended_in_the_batch_where_it_broke(void)
{
    at_flows(PACKETS - 1);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(atomic_load(&room->done), PACKETS);
    CU_ASSERT_EQUAL(atomic_load(&room->state), TASK_READY);
    CU_ASSERT_EQUAL(atomic_load(&recovery.shared->next[STAGE_FLOWS]), 0);
}

static void
a_stage_that_had_done_all_goes_on_to_the_next_batch(void)
{
    for (uint64_t next = 0; next < 2; next++) { /* its worker died before or after it said so */
        at_flows(PACKETS - 1);
        room_commit(room, PACKETS - 1);
        room->start = PACKETS;
        atomic_store(&recovery.shared->next[STAGE_FLOWS], next);
        dies(SIGKILL);
        CU_ASSERT_EQUAL(room->n_notes, 0);
        CU_ASSERT_EQUAL(atomic_load(&room->state), TASK_DONE);
        CU_ASSERT_EQUAL(atomic_load(&recovery.shared->next[STAGE_FLOWS]), 1);
    }
}

static void
mending_that_kills_comes_to_an_end(void)
{
    at_flows(PACKETS - 1);
    dies(SIGSEGV);
    for (int i = 0; i < 10 && atomic_load(&room->state) == TASK_READY; i++) {
        atomic_store(&room->state, TASK_TAKEN + 1);
        dies(SIGSEGV);
    }
    CU_ASSERT_EQUAL(atomic_load(&room->state), TASK_DONE);
    CU_ASSERT_EQUAL(room->n_notes, 1);
}

static void
a_flow_whose_end_kills_is_lost_and_the_packet_comes_again(void)
{
    at_flows(4);
    undo_set_victim(recovery.shared->stages[STAGE_FLOWS].undo, 77);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(room->n_notes, 0);
    CU_ASSERT_EQUAL(room->start, 4);
    CU_ASSERT_EQUAL(atomic_load(&room->done), 4);
    CU_ASSERT_EQUAL(account.lost, 1);
    CU_ASSERT_EQUAL(room->chunks[0].first, 0);
    CU_ASSERT_EQUAL(atomic_load(&recovery.shared->broken[STAGE_FLOWS]), 1);
}

/* Should a worker only claim so. */
static void
a_packet_does_not_come_again_for_ever(void)
{
    int times = 0;

    at_flows(4);
    undo_set_victim(recovery.shared->stages[STAGE_FLOWS].undo, 77);
    for (; times < 1000 && !room->n_notes; times++) {
        room_begin(room, 4);
        atomic_store(&room->state, TASK_TAKEN + 1);
        dies(SIGSEGV);
    }
    CU_ASSERT(times > 4 && times < 1000);
    CU_ASSERT_EQUAL(room->start, 5);
}

/* Every worker dies at once, whatever it is given to flush. */
static void
a_flush_that_kills_comes_to_an_end(void)
{
    int times = 0;

    at_flows(0);
    batch->flush = 1;
    batch->n_packets = 0;
    for (; times < 10000 && atomic_load(&room->state) != TASK_DONE; times++) {
        if (times % 2)
            room_begin(room, room->start);
        atomic_store(&room->state, TASK_TAKEN + 1);
        dies(SIGSEGV);
    }
    CU_ASSERT(times < 10000);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_stage_goes_on_behind_the_packet_once_it_is_mended),
        SENTENCE(a_stage_is_mended_in_the_batch_where_it_broke),
        SENTENCE(a_stage_that_had_done_all_goes_on_to_the_next_batch),
        SENTENCE(mending_that_kills_comes_to_an_end),
        SENTENCE(a_flow_whose_end_kills_is_lost_and_the_packet_comes_again),
        SENTENCE(a_packet_does_not_come_again_for_ever),
        SENTENCE(a_flush_that_kills_comes_to_an_end),
        SENTENCES_END
    };
    int failed = sentences("recover_stages", own);

    remove_folder();
    return failed;
}
