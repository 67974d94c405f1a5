/* SPDX-License-Identifier: Apache-2.0 */
/* Workers that died over their packets; the batch as a mad worker left it. */
#include "recover_helper.h"

#include "core_helper.h"
#include "dissect/dissect.h"
#include "harness.h"
#include "random_message.h"

#include <signal.h>
#include <string.h>

static void
the_packet_of_a_dead_worker_is_quarantined(void)
{
    at_work();
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(room->n_notes, 1);
    CU_ASSERT_EQUAL(room->notes[0].packet, 4);
    CU_ASSERT_EQUAL(room->notes[0].outcome, PACKET_QUARANTINED);
    CU_ASSERT_EQUAL(room->notes[0].plugin, 2);
    CU_ASSERT_STRING_EQUAL(room->notes[0].reason, "crashed: Segmentation fault");
}

static void
the_batch_goes_on_behind_that_packet(void)
{
    at_work();
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(room->start, 5);
    CU_ASSERT_EQUAL(atomic_load(&room->done), 5);
    CU_ASSERT_EQUAL(atomic_load(&room->state), TASK_READY);
    CU_ASSERT_EQUAL(((struct chunk *)(void *)(room->out + room->chunks[0].first))->n_records, 4);
}

static void
the_worker_is_replaced_and_its_blocks_done_again(void)
{
    at_work();
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(crew.replaced, 2);
    CU_ASSERT_EQUAL(crew.retried, 2);
}

static void
a_worker_that_ends_by_itself_is_told_apart(void)
{
    at_work();
    dies(3 << 8);
    CU_ASSERT_STRING_EQUAL(room->notes[0].reason, "ended its process with status 3");
}

static void
the_last_packet_of_a_batch_completes_it(void)
{
    at_work();
    for (uint32_t i = 4; i < PACKETS - 1; i++)
        room_commit(room, i);
    room_begin(room, PACKETS - 1);
    dies(SIGABRT);
    CU_ASSERT_EQUAL(atomic_load(&room->state), TASK_DONE);
    CU_ASSERT_EQUAL(atomic_load(&room->done), PACKETS);
}

static void
a_death_between_two_packets_blames_none(void)
{
    at_work();
    room_commit(room, 4);
    dies(SIGKILL);
    CU_ASSERT_EQUAL(room->n_notes, 0);
    CU_ASSERT_EQUAL(room->start, 5);
    CU_ASSERT_EQUAL(atomic_load(&room->state), TASK_READY);
}

static void
a_death_without_a_batch_only_replaces(void)
{
    at_work();
    atomic_store(&room->state, TASK_TAKEN); /* another worker's */
    dies(SIGKILL);
    CU_ASSERT_EQUAL(atomic_load(&room->state), TASK_TAKEN);
    CU_ASSERT_EQUAL(crew.replaced, 2);
}

static void
a_packet_beyond_the_batch_is_not_believed(void)
{
    at_work();
    atomic_store(&room->current, PACKETS);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(room->n_notes, 0);
    CU_ASSERT_EQUAL(room->start, 4);
    CU_ASSERT_EQUAL(atomic_load(&room->state), TASK_READY);
}

static void
more_packets_done_than_there_are_is_not_believed(void)
{
    at_work();
    atomic_store(&room->done, UINT32_MAX);
    dies(SIGSEGV);
    CU_ASSERT(room->start <= 4);
    CU_ASSERT_EQUAL(atomic_load(&room->done), room->start);
    CU_ASSERT_EQUAL(atomic_load(&room->state), TASK_READY);
}

static void
a_death_before_the_first_packet_blames_none(void)
{
    at_work();
    room_commit(room, 4);
    room->start = 5;
    dies(SIGKILL);
    CU_ASSERT_EQUAL(room->n_notes, 0);
    CU_ASSERT_EQUAL(room->start, 5);
    CU_ASSERT_EQUAL(atomic_load(&room->state), TASK_READY);
}

static void
three_deaths_in_one_place_blame_the_packet_there(void)
{
    at_work();
    room_commit(room, 4);
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(room->n_notes, 0);
        atomic_store(&room->state, TASK_TAKEN + 1);
        dies(SIGKILL);
    }
    CU_ASSERT_EQUAL(room->n_notes, 1);
    CU_ASSERT_EQUAL(room->notes[0].packet, 5);
    CU_ASSERT_EQUAL(room->start, 6);
}

static void
the_packet_is_kept_from_the_stages_behind(void)
{
    at_work();
    batch->events[4].kind = NC_EVENT_SEGMENT;
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(batch->events[4].kind, NC_EVENT_NONE);
    CU_ASSERT(batch->events[4].hidden);
    CU_ASSERT_FALSE(batch->events[3].hidden);
}

static void
more_notes_than_fit_are_cut(void)
{
    at_work();
    room->n_notes_before = UINT32_MAX;
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(room->n_notes, BATCH_PACKETS);
    CU_ASSERT_EQUAL(room->notes[BATCH_PACKETS - 1].packet, 4);
}

static void
scribble(void *to, size_t size, struct random_source *source)
{
    for (uint32_t *word = to; size >= sizeof *word; size -= sizeof *word)
        *word++ = (uint32_t)random_bits(source);
}

/* Everything but the packets, which workers cannot write to, and their records. */
static void
a_batch_of_random_words_harms_nobody(void)
{
    static struct random_source source;

    for (uint64_t round = 1; round <= 100; round++) {
        at_work();
        random_source_reset(&source, round);
        for (int stage = 0; stage < STAGES_MAX; stage++)
            scribble(&batch->rooms[stage], offsetof(struct room, notes[100]), &source);
        atomic_store(&room->state, TASK_TAKEN + 1);
        dies(SIGSEGV);
        CU_ASSERT(atomic_load(&room->state) == TASK_READY ||
                  atomic_load(&room->state) == TASK_DONE);
        CU_ASSERT(room->n_notes <= BATCH_PACKETS);
    }
}

static void
passes(double seconds, double cpu)
{
    crew.now += seconds;
    crew.cpu += cpu;
    CU_ASSERT(recover(&recovery, 0, 1));
}

static void
a_worker_that_computes_for_seconds_on_one_packet_is_ended(void)
{
    at_work();
    passes(1, 0.5);
    passes(1, 1.9);
    CU_ASSERT_EQUAL(crew.killed, 0);
    passes(1, 0.2);
    CU_ASSERT_EQUAL(crew.killed, 2);
    dies(SIGKILL);
    CU_ASSERT_STRING_EQUAL(room->notes[0].reason, "did not come back");
}

static void
a_worker_that_goes_from_packet_to_packet_is_left_alone(void)
{
    at_work();
    for (uint32_t i = 4; i < PACKETS; i++) {
        passes(1, 1.5);
        room_commit(room, i);
        room_begin(room, i + 1);
    }
    CU_ASSERT_EQUAL(crew.killed, 0);
}

static void
a_worker_that_sleeps_for_a_minute_is_ended(void)
{
    at_work();
    passes(1, 0.1);
    passes(59, 0);
    CU_ASSERT_EQUAL(crew.killed, 0);
    passes(2, 0);
    CU_ASSERT_EQUAL(crew.killed, 2);
}

static void
without_a_crew_nothing_can_be_recovered(void)
{
    at_work();
    crew.lost = true;
    hear();
    CU_ASSERT_FALSE(recover(&recovery, 0, 1));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "nothing more can be decoded"));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_packet_of_a_dead_worker_is_quarantined),
        SENTENCE(the_batch_goes_on_behind_that_packet),
        SENTENCE(the_worker_is_replaced_and_its_blocks_done_again),
        SENTENCE(a_worker_that_ends_by_itself_is_told_apart),
        SENTENCE(the_last_packet_of_a_batch_completes_it),
        SENTENCE(a_death_between_two_packets_blames_none),
        SENTENCE(a_death_without_a_batch_only_replaces),
        SENTENCE(a_packet_beyond_the_batch_is_not_believed),
        SENTENCE(more_packets_done_than_there_are_is_not_believed),
        SENTENCE(a_death_before_the_first_packet_blames_none),
        SENTENCE(three_deaths_in_one_place_blame_the_packet_there),
        SENTENCE(the_packet_is_kept_from_the_stages_behind),
        SENTENCE(more_notes_than_fit_are_cut),
        SENTENCE(a_batch_of_random_words_harms_nobody),
        SENTENCE(a_worker_that_computes_for_seconds_on_one_packet_is_ended),
        SENTENCE(a_worker_that_goes_from_packet_to_packet_is_left_alone),
        SENTENCE(a_worker_that_sleeps_for_a_minute_is_ended),
        SENTENCE(without_a_crew_nothing_can_be_recovered),
        SENTENCES_END
    };
    int failed = sentences("recover", own);

    remove_folder();
    return failed;
}
