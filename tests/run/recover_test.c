/* SPDX-License-Identifier: Apache-2.0 */
/* Workers that died, told by a crew that is made up here; the batch as a mad worker left it. */
#include "harness.h"

#include "base/clock.h"
#include "core_helper.h"
#include "dissect/dissect.h"
#include "random_message.h"
#include "run/recover.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { PACKETS = 10 };

static struct recovery s;
static struct account account;
static struct batch *b;
static struct room *r;
static struct {
    struct death death;
    bool dead, lost;
    uint32_t replaced, killed, retried; /* worker + 1 */
    double cpu, now;
} crew;

bool
crew_next_death(struct crew *unused, struct death *death)
{
    bool dead = crew.dead;

    (void)unused;
    *death = crew.death;
    crew.dead = false;
    return dead;
}

bool
crew_is_lost(const struct crew *unused)
{
    (void)unused;
    return crew.lost;
}

void
crew_replace(struct crew *unused, uint32_t worker)
{
    (void)unused;
    crew.replaced = worker + 1;
}

void
crew_kill(struct crew *unused, uint32_t worker)
{
    (void)unused;
    crew.killed = worker + 1;
}

double
crew_cpu_seconds(const struct crew *unused, uint32_t worker)
{
    (void)unused;
    (void)worker;
    return crew.cpu;
}

void
output_retry(struct output *unused, uint32_t worker)
{
    (void)unused;
    crew.retried = worker + 1;
}

double
clock_seconds(void)
{
    return crew.now;
}

/* Worker 1 is at packet 4 of a batch; 0 to 3 are done. */
static void
at_work(void)
{
    memset(&crew, 0, sizeof crew);
    memset(&account, 0, sizeof account);
    s = (struct recovery){ .shared = fresh_shared(),
                           .account = &account,
                           .catalog = abc_catalog(),
                           .n_workers = 2 };
    b = fresh_batch(PACKETS);
    r = &b->rooms[STAGE_DISSECT];
    for (uint32_t i = 0; i < 4; i++) {
        room_begin(r, i);
        add_record(r, 0, 'x', 10);
        room_commit(r, i);
    }
    room_begin(r, 4);
    add_record(r, 0, 'y', 10);
    r->plugin = 2;
    atomic_store(&r->state, TASK_TAKEN + 1);
}

static void
dies(int status)
{
    crew.death = (struct death){ 1, status };
    crew.dead = true;
    CU_ASSERT(recover(&s, 0, 1));
}

static void
the_packet_of_a_dead_worker_is_quarantined(void)
{
    at_work();
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(r->n_notes, 1);
    CU_ASSERT_EQUAL(r->notes[0].packet, 4);
    CU_ASSERT_EQUAL(r->notes[0].outcome, PACKET_QUARANTINED);
    CU_ASSERT_EQUAL(r->notes[0].plugin, 2);
    CU_ASSERT_STRING_EQUAL(r->notes[0].reason, "crashed: Segmentation fault");
}

static void
the_batch_goes_on_behind_that_packet(void)
{
    at_work();
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(r->start, 5);
    CU_ASSERT_EQUAL(atomic_load(&r->done), 5);
    CU_ASSERT_EQUAL(atomic_load(&r->state), TASK_READY);
    CU_ASSERT_EQUAL(((struct chunk *)(void *)(r->out + r->chunks[0].first))->n_records, 4);
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
    CU_ASSERT_STRING_EQUAL(r->notes[0].reason, "ended its process with status 3");
}

static void
the_last_packet_of_a_batch_completes_it(void)
{
    at_work();
    for (uint32_t i = 4; i < PACKETS - 1; i++)
        room_commit(r, i);
    room_begin(r, PACKETS - 1);
    dies(SIGABRT);
    CU_ASSERT_EQUAL(atomic_load(&r->state), TASK_DONE);
    CU_ASSERT_EQUAL(atomic_load(&r->done), PACKETS);
}

static void
a_death_between_two_packets_blames_none(void)
{
    at_work();
    room_commit(r, 4);
    dies(SIGKILL);
    CU_ASSERT_EQUAL(r->n_notes, 0);
    CU_ASSERT_EQUAL(r->start, 5);
    CU_ASSERT_EQUAL(atomic_load(&r->state), TASK_READY);
}

static void
a_death_without_a_batch_only_replaces(void)
{
    at_work();
    atomic_store(&r->state, TASK_TAKEN); /* another worker's */
    dies(SIGKILL);
    CU_ASSERT_EQUAL(atomic_load(&r->state), TASK_TAKEN);
    CU_ASSERT_EQUAL(crew.replaced, 2);
}

static void
a_packet_beyond_the_batch_is_not_believed(void)
{
    at_work();
    atomic_store(&r->current, PACKETS);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(r->n_notes, 0);
    CU_ASSERT_EQUAL(r->start, 4);
    CU_ASSERT_EQUAL(atomic_load(&r->state), TASK_READY);
}

static void
more_packets_done_than_there_are_is_not_believed(void)
{
    at_work();
    atomic_store(&r->done, UINT32_MAX);
    dies(SIGSEGV);
    CU_ASSERT(r->start <= 4);
    CU_ASSERT_EQUAL(atomic_load(&r->done), r->start);
    CU_ASSERT_EQUAL(atomic_load(&r->state), TASK_READY);
}

static void
a_death_before_the_first_packet_blames_none(void)
{
    at_work();
    room_commit(r, 4);
    r->start = 5;
    dies(SIGKILL);
    CU_ASSERT_EQUAL(r->n_notes, 0);
    CU_ASSERT_EQUAL(r->start, 5);
    CU_ASSERT_EQUAL(atomic_load(&r->state), TASK_READY);
}

static void
three_deaths_in_one_place_blame_the_packet_there(void)
{
    at_work();
    room_commit(r, 4);
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(r->n_notes, 0);
        atomic_store(&r->state, TASK_TAKEN + 1);
        dies(SIGKILL);
    }
    CU_ASSERT_EQUAL(r->n_notes, 1);
    CU_ASSERT_EQUAL(r->notes[0].packet, 5);
    CU_ASSERT_EQUAL(r->start, 6);
}

static void
the_packet_is_kept_from_the_stages_behind(void)
{
    at_work();
    b->events[4].kind = NC_EVENT_SEGMENT;
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(b->events[4].kind, NC_EVENT_NONE);
    CU_ASSERT(b->events[4].held);
    CU_ASSERT_FALSE(b->events[3].held);
}

/* The same worker at the first model of flows, at this packet. */
static void
at_flows(uint32_t packet)
{
    static struct undo *undo;

    at_work();
    if (!undo && !(undo = calloc(1, sizeof *undo)))
        exit(99);
    undo_forget(undo);
    undo_set_victim(undo, 0);
    s.shared->n_stages = STAGE_FLOWS + 1;
    for (uint32_t stage = STAGE_DEFRAG; stage < s.shared->n_stages; stage++) {
        atomic_store(&s.shared->broken[stage], 0);
        s.shared->stages[stage].undo = undo;
    }
    atomic_store(&r->state, TASK_DONE);
    atomic_store(&r->done, PACKETS);
    atomic_store(&b->rooms[STAGE_DEFRAG].done, PACKETS);
    atomic_store(&b->rooms[STAGE_DEFRAG].state, TASK_DONE);
    r = &b->rooms[STAGE_FLOWS];
    for (uint32_t i = 0; i < packet; i++) {
        room_begin(r, i);
        room_commit(r, i);
    }
    room_begin(r, packet);
    add_record(r, 0, 'z', 10);
    r->plugin = 2;
    atomic_store(&r->state, TASK_TAKEN + 1);
}

static void
a_stage_goes_on_behind_the_packet_once_it_is_mended(void)
{
    at_flows(4);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(r->n_notes, 1);
    CU_ASSERT_EQUAL(r->start, 5);
    CU_ASSERT_EQUAL(atomic_load(&s.shared->broken[STAGE_FLOWS]), 1);
    CU_ASSERT_EQUAL(atomic_load(&r->state), TASK_READY);
    CU_ASSERT_FALSE(b->events[4].held); /* others may see it */
}

/* The next batch's worker could not: what is to be mended lies in this batch too. */
static void
a_stage_is_mended_in_the_batch_where_it_broke(void)
{
    at_flows(PACKETS - 1);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(atomic_load(&r->done), PACKETS);
    CU_ASSERT_EQUAL(atomic_load(&r->state), TASK_READY);
    CU_ASSERT_EQUAL(atomic_load(&s.shared->next[STAGE_FLOWS]), 0);
}

static void
a_stage_that_had_done_all_goes_on_to_the_next_batch(void)
{
    for (uint64_t next = 0; next < 2; next++) { /* its worker died before or after it said so */
        at_flows(PACKETS - 1);
        room_commit(r, PACKETS - 1);
        r->start = PACKETS;
        atomic_store(&s.shared->next[STAGE_FLOWS], next);
        dies(SIGKILL);
        CU_ASSERT_EQUAL(r->n_notes, 0);
        CU_ASSERT_EQUAL(atomic_load(&r->state), TASK_DONE);
        CU_ASSERT_EQUAL(atomic_load(&s.shared->next[STAGE_FLOWS]), 1);
    }
}

static void
mending_that_kills_comes_to_an_end(void)
{
    at_flows(PACKETS - 1);
    dies(SIGSEGV);
    for (int i = 0; i < 10 && atomic_load(&r->state) == TASK_READY; i++) {
        atomic_store(&r->state, TASK_TAKEN + 1);
        dies(SIGSEGV);
    }
    CU_ASSERT_EQUAL(atomic_load(&r->state), TASK_DONE);
    CU_ASSERT_EQUAL(r->n_notes, 1);
}

static void
a_flow_whose_end_kills_is_lost_and_the_packet_comes_again(void)
{
    at_flows(4);
    undo_set_victim(s.shared->stages[STAGE_FLOWS].undo, 77);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(r->n_notes, 0);
    CU_ASSERT_EQUAL(r->start, 4);
    CU_ASSERT_EQUAL(atomic_load(&r->done), 4);
    CU_ASSERT_EQUAL(account.lost, 1);
    CU_ASSERT_EQUAL(r->chunks[0].first, 0);
    CU_ASSERT_EQUAL(atomic_load(&s.shared->broken[STAGE_FLOWS]), 1);
}

/* Should a worker only claim so. */
static void
a_packet_does_not_come_again_for_ever(void)
{
    int times = 0;

    at_flows(4);
    undo_set_victim(s.shared->stages[STAGE_FLOWS].undo, 77);
    for (; times < 1000 && !r->n_notes; times++) {
        room_begin(r, 4);
        atomic_store(&r->state, TASK_TAKEN + 1);
        dies(SIGSEGV);
    }
    CU_ASSERT(times > 4 && times < 1000);
    CU_ASSERT_EQUAL(r->start, 5);
}

/* Every worker dies at once, whatever it is given to flush. */
static void
a_flush_that_kills_comes_to_an_end(void)
{
    int times = 0;

    at_flows(0);
    b->flush = 1;
    b->n_packets = 0;
    for (; times < 10000 && atomic_load(&r->state) != TASK_DONE; times++) {
        if (times % 2)
            room_begin(r, r->start);
        atomic_store(&r->state, TASK_TAKEN + 1);
        dies(SIGSEGV);
    }
    CU_ASSERT(times < 10000);
}

static void
more_notes_than_fit_are_cut(void)
{
    at_work();
    r->journal_n_notes = UINT32_MAX;
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(r->n_notes, BATCH_PACKETS);
    CU_ASSERT_EQUAL(r->notes[BATCH_PACKETS - 1].packet, 4);
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
            scribble(&b->rooms[stage], offsetof(struct room, notes[100]), &source);
        atomic_store(&r->state, TASK_TAKEN + 1);
        dies(SIGSEGV);
        CU_ASSERT(atomic_load(&r->state) == TASK_READY || atomic_load(&r->state) == TASK_DONE);
        CU_ASSERT(r->n_notes <= BATCH_PACKETS);
    }
}

static void
passes(double seconds, double cpu)
{
    crew.now += seconds;
    crew.cpu += cpu;
    CU_ASSERT(recover(&s, 0, 1));
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
    CU_ASSERT_STRING_EQUAL(r->notes[0].reason, "did not come back");
}

static void
a_worker_that_goes_from_packet_to_packet_is_left_alone(void)
{
    at_work();
    for (uint32_t i = 4; i < PACKETS; i++) {
        passes(1, 1.5);
        room_commit(r, i);
        room_begin(r, i + 1);
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
    CU_ASSERT_FALSE(recover(&s, 0, 1));
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
        SENTENCE(a_stage_goes_on_behind_the_packet_once_it_is_mended),
        SENTENCE(a_stage_is_mended_in_the_batch_where_it_broke),
        SENTENCE(a_stage_that_had_done_all_goes_on_to_the_next_batch),
        SENTENCE(mending_that_kills_comes_to_an_end),
        SENTENCE(a_flow_whose_end_kills_is_lost_and_the_packet_comes_again),
        SENTENCE(a_packet_does_not_come_again_for_ever),
        SENTENCE(a_flush_that_kills_comes_to_an_end),
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
