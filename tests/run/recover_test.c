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
the_packet_of_a_dead_worker_is_set_aside(void)
{
    at_work();
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(aside.n, 1);
    CU_ASSERT_EQUAL(aside.notes[0].packet, 4);
    CU_ASSERT_EQUAL(aside.notes[0].outcome, PACKET_QUARANTINED);
    CU_ASSERT_EQUAL(aside.notes[0].plugin, 2);
    CU_ASSERT_STRING_EQUAL(aside.notes[0].reason, "crashed: Segmentation fault");
}

static void
the_batch_goes_on_behind_that_packet(void)
{
    at_work();
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(task->done, 5);
    CU_ASSERT_EQUAL(task->state, TASK_READY);
    CU_ASSERT_EQUAL(((struct chunk *)(void *)(room->out + room->chunks[0].first))->n_records, 4);
    is_replaced();
    CU_ASSERT_EQUAL_FATAL(task->state, TASK_TAKEN);
    CU_ASSERT_EQUAL(tasks_at(recovery.tasks, 1)->from, 5);
}

static void
the_worker_is_replaced_and_gets_no_orders_before_that(void)
{
    at_work();
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(crew.replaced, 2);
    CU_ASSERT_FALSE(recovery.tasks->seats[1].taken);
}

static void
a_block_is_done_again(void)
{
    at_work();
    recovery.tasks->at_once = 2;
    tasks_give_block(recovery.tasks, 7, 0);
    CU_ASSERT_EQUAL(atomic_load(&recovery.tasks->blocks[7].state), TASK_TAKEN);
    dies(SIGKILL);
    CU_ASSERT_EQUAL(atomic_load(&recovery.tasks->blocks[7].state), TASK_READY);
    CU_ASSERT_EQUAL(recovery.tasks->blocks[7].deaths, 0); /* it was not begun */
    is_replaced();
    dies(SIGKILL);
    CU_ASSERT_EQUAL(recovery.tasks->blocks[7].deaths, 1);
}

static void
a_worker_that_ends_by_itself_is_told_apart(void)
{
    at_work();
    dies(3 << 8);
    CU_ASSERT_STRING_EQUAL(aside.notes[0].reason, "ended its process with status 3");
}

static void
the_last_packet_of_a_batch_completes_it(void)
{
    at_work();
    for (uint32_t i = 4; i < PACKETS - 1; i++)
        room_commit(room, i);
    room_begin(room, PACKETS - 1);
    dies(SIGABRT);
    CU_ASSERT_EQUAL(task->state, TASK_DONE);
    CU_ASSERT_EQUAL(task->done, PACKETS);
}

static void
a_death_between_two_packets_blames_none(void)
{
    at_work();
    room_commit(room, 4);
    dies(SIGKILL);
    CU_ASSERT_EQUAL(aside.n, 0);
    CU_ASSERT_EQUAL(task->done, 5);
    CU_ASSERT_EQUAL(task->state, TASK_READY);
}

/* Its checkpoints are still in the room. */
static void
a_death_between_two_packets_takes_nothing_back(void)
{
    at_work();
    room_commit(room, 4);
    for (int deaths = 0; deaths < 2; deaths++) { /* the next one does not even begin */
        dies(SIGKILL);
        CU_ASSERT_EQUAL(((struct chunk *)(void *)(room->out + room->chunks[0].first))->n_records,
                        5);
        CU_ASSERT_EQUAL(task->done, 5);
        is_replaced();
    }
}

static void
a_death_without_an_order_only_replaces(void)
{
    at_work();
    crew.event.worker = 0;
    crew.event = (struct crew_event){ CREW_DIED, 0, SIGKILL };
    crew.is_new = true;
    CU_ASSERT(recover(&recovery));
    CU_ASSERT_EQUAL(task->state, TASK_TAKEN);
    CU_ASSERT_EQUAL(crew.replaced, 1);
}

static void
a_packet_beyond_the_order_is_not_believed(void)
{
    at_work();
    atomic_store(&room->current, PACKETS);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(aside.n, 0);
    CU_ASSERT_EQUAL(task->done, 4);
    CU_ASSERT_EQUAL(task->state, TASK_READY);
}

/* What the room holds then is not believed either. */
static void
more_packets_done_than_there_are_is_not_believed(void)
{
    at_work();
    atomic_store(&room->done, UINT32_MAX);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(task->done, 0);
    CU_ASSERT_EQUAL(task->state, TASK_READY);
    CU_ASSERT(room_is_empty(room));
}

static void
a_death_before_the_first_packet_blames_none(void)
{
    at_work();
    room_commit(room, 4);
    dies(SIGKILL);
    is_replaced();
    dies(SIGKILL);
    CU_ASSERT_EQUAL(aside.n, 0);
    CU_ASSERT_EQUAL(task->done, 5);
    CU_ASSERT_EQUAL(task->state, TASK_READY);
}

static void
three_deaths_in_one_place_blame_the_packet_there(void)
{
    at_work();
    room_commit(room, 4);
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(aside.n, 0);
        dies(SIGKILL);
        is_replaced();
    }
    CU_ASSERT_EQUAL(aside.n, 1);
    CU_ASSERT_EQUAL(aside.notes[0].packet, 5);
    CU_ASSERT_EQUAL(task->done, 6);
}

static void
the_packet_is_kept_from_the_stages_behind(void)
{
    at_work();
    batch->events[4].kind = NC_EVENT_SEGMENT;
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(batch->events[4].kind, NC_EVENT_NONE);
    CU_ASSERT_EQUAL(batch->events[4].levels, 0);
    CU_ASSERT_NOT_EQUAL(batch->events[3].levels, 0);
}

static void
a_plugin_that_there_is_not_is_not_blamed(void)
{
    at_work();
    room->plugin = 3;
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(aside.notes[0].plugin, -1);
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
        dies(SIGSEGV);
        CU_ASSERT(task->state == TASK_READY || task->state == TASK_DONE);
        CU_ASSERT(task->done <= PACKETS);
    }
}

static void
without_a_crew_nothing_can_be_recovered(void)
{
    at_work();
    crew.lost = true;
    hear();
    CU_ASSERT_FALSE(recover(&recovery));
    CU_ASSERT_FALSE(recover(&recovery));
    heard();
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "nothing more can be decoded"));
    CU_ASSERT_PTR_EQUAL(strchr(said, '\n'), said + strlen(said) - 1);
}

/* The supervisor has compressed the block itself, and may have opened it again. */
static void
without_a_crew_an_answer_that_comes_late_changes_no_block(void)
{
    struct shared *shared;
    uint32_t at;

    at_work();
    shared = recovery.tasks->shared;
    recovery.tasks->at_once = 2;
    tasks_give_block(recovery.tasks, 7, 0);
    CU_ASSERT_EQUAL_FATAL(atomic_load(&recovery.tasks->blocks[7].state), TASK_TAKEN);
    at = recovery.tasks->seats[1].oldest;
    crew.lost = true;
    hear();
    CU_ASSERT_FALSE(recover(&recovery));
    heard();
    atomic_store(&recovery.tasks->blocks[7].state, TASK_IDLE);
    orders_answer(shared, 1, at, &(struct answer){ .done = PACKETS });
    orders_answer(shared, 1, at + 1, &(struct answer){ .size = 5 });
    tasks_go_on(recovery.tasks);
    CU_ASSERT_EQUAL(atomic_load(&recovery.tasks->blocks[7].state), TASK_IDLE);
    CU_ASSERT_EQUAL(task->done, 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_packet_of_a_dead_worker_is_set_aside),
        SENTENCE(the_batch_goes_on_behind_that_packet),
        SENTENCE(the_worker_is_replaced_and_gets_no_orders_before_that),
        SENTENCE(a_block_is_done_again),
        SENTENCE(a_worker_that_ends_by_itself_is_told_apart),
        SENTENCE(the_last_packet_of_a_batch_completes_it),
        SENTENCE(a_death_between_two_packets_blames_none),
        SENTENCE(a_death_between_two_packets_takes_nothing_back),
        SENTENCE(a_death_without_an_order_only_replaces),
        SENTENCE(a_packet_beyond_the_order_is_not_believed),
        SENTENCE(more_packets_done_than_there_are_is_not_believed),
        SENTENCE(a_death_before_the_first_packet_blames_none),
        SENTENCE(three_deaths_in_one_place_blame_the_packet_there),
        SENTENCE(the_packet_is_kept_from_the_stages_behind),
        SENTENCE(a_plugin_that_there_is_not_is_not_blamed),
        SENTENCE(a_batch_of_random_words_harms_nobody),
        SENTENCE(without_a_crew_nothing_can_be_recovered),
        SENTENCE(without_a_crew_an_answer_that_comes_late_changes_no_block),
        SENTENCES_END
    };
    int failed = sentences("recover", own);

    remove_folder();
    return failed;
}
