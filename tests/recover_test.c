/* SPDX-License-Identifier: Apache-2.0 */
/* Workers that died, told by a crew that is made up here; the batch as a mad worker left it. */
#include "harness.h"

#include "core_helper.h"
#include "dissect.h"
#include "random_message.h"
#include "supervisor.h"

#include <signal.h>
#include <string.h>

enum { PACKETS = 10 };

static struct supervisor s;
static struct batch *b;
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
now_seconds(void)
{
    return crew.now;
}

/* Worker 1 is at packet 4 of a batch; 0 to 3 are done. */
static void
at_work(void)
{
    memset(&s, 0, sizeof s);
    memset(&crew, 0, sizeof crew);
    s.shared = fresh_shared();
    s.catalog = abc_catalog();
    s.n_workers = 2;
    s.filled = 1;
    b = fresh_batch(PACKETS);
    for (uint32_t i = 0; i < 4; i++) {
        batch_begin(b, i);
        add_record(b, 0, 'x', 10);
        batch_commit(b, i);
    }
    batch_begin(b, 4);
    add_record(b, 0, 'y', 10);
    b->plugin = 2;
    atomic_store(&b->state, TASK_TAKEN + 1);
}

static void
dies(int status)
{
    crew.death = (struct death){ 1, status };
    crew.dead = true;
    CU_ASSERT(recover(&s));
}

static void
the_packet_of_a_dead_worker_is_set_aside(void)
{
    at_work();
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(b->n_notes, 1);
    CU_ASSERT_EQUAL(b->notes[0].packet, 4);
    CU_ASSERT_EQUAL(b->notes[0].outcome, PACKET_QUARANTINED);
    CU_ASSERT_EQUAL(b->notes[0].plugin, 2);
    CU_ASSERT_STRING_EQUAL(b->notes[0].reason, "crashed: Segmentation fault");
}

static void
the_batch_goes_on_behind_that_packet(void)
{
    at_work();
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(b->start, 5);
    CU_ASSERT_EQUAL(atomic_load(&b->done), 5);
    CU_ASSERT_EQUAL(atomic_load(&b->state), TASK_READY);
    CU_ASSERT_EQUAL(((struct chunk *)(void *)(b->out + b->chunks[0].first))->n_records, 4);
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
    CU_ASSERT_STRING_EQUAL(b->notes[0].reason, "ended its process with status 3");
}

static void
the_last_packet_of_a_batch_completes_it(void)
{
    at_work();
    for (uint32_t i = 4; i < PACKETS - 1; i++)
        batch_commit(b, i);
    batch_begin(b, PACKETS - 1);
    dies(SIGABRT);
    CU_ASSERT_EQUAL(atomic_load(&b->state), TASK_DONE);
    CU_ASSERT_EQUAL(atomic_load(&b->done), PACKETS);
}

static void
a_death_between_two_packets_blames_none(void)
{
    at_work();
    batch_commit(b, 4);
    dies(SIGKILL);
    CU_ASSERT_EQUAL(b->n_notes, 0);
    CU_ASSERT_EQUAL(b->start, 5);
    CU_ASSERT_EQUAL(atomic_load(&b->state), TASK_READY);
}

static void
a_death_without_a_batch_only_replaces(void)
{
    at_work();
    atomic_store(&b->state, TASK_TAKEN); /* another worker's */
    dies(SIGKILL);
    CU_ASSERT_EQUAL(atomic_load(&b->state), TASK_TAKEN);
    CU_ASSERT_EQUAL(crew.replaced, 2);
}

static void
a_packet_beyond_the_batch_is_not_believed(void)
{
    at_work();
    atomic_store(&b->current, PACKETS);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(b->notes[0].packet, 0);
    CU_ASSERT_EQUAL(b->start, 1);
}

static void
more_packets_done_than_there_are_is_not_believed(void)
{
    at_work();
    atomic_store(&b->done, UINT32_MAX);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(b->start, 1);
    CU_ASSERT_EQUAL(atomic_load(&b->done), 1);
}

static void
more_notes_than_fit_are_cut(void)
{
    at_work();
    b->journal_n_notes = UINT32_MAX;
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(b->n_notes, BATCH_PACKETS);
    CU_ASSERT_EQUAL(b->notes[BATCH_PACKETS - 1].packet, 4);
}

/* Everything but the packets, which workers cannot write to. */
static void
a_batch_of_random_words_harms_nobody(void)
{
    static struct random_source source;

    for (uint64_t round = 1; round <= 100; round++) {
        uint32_t *words;

        at_work();
        words = (uint32_t *)b;
        random_source_reset(&source, round);
        for (size_t i = 0; i < (size_t)((uint8_t *)b->packets - (uint8_t *)b) / 4; i++)
            words[i] = (uint32_t)random_bits(&source);
        b->number = 0;
        atomic_store(&b->state, TASK_TAKEN + 1);
        dies(SIGSEGV);
        CU_ASSERT(atomic_load(&b->state) == TASK_READY || atomic_load(&b->state) == TASK_DONE);
        CU_ASSERT(b->n_notes <= BATCH_PACKETS);
    }
}

static void
passes(double seconds, double cpu)
{
    crew.now += seconds;
    crew.cpu += cpu;
    CU_ASSERT(recover(&s));
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
    CU_ASSERT_STRING_EQUAL(b->notes[0].reason, "did not come back");
}

static void
a_worker_that_goes_from_packet_to_packet_is_left_alone(void)
{
    at_work();
    for (uint32_t i = 4; i < PACKETS; i++) {
        passes(1, 1.5);
        batch_commit(b, i);
        batch_begin(b, i + 1);
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
    CU_ASSERT_FALSE(recover(&s));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "nothing more can be decoded"));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_packet_of_a_dead_worker_is_set_aside),
        SENTENCE(the_batch_goes_on_behind_that_packet),
        SENTENCE(the_worker_is_replaced_and_its_blocks_done_again),
        SENTENCE(a_worker_that_ends_by_itself_is_told_apart),
        SENTENCE(the_last_packet_of_a_batch_completes_it),
        SENTENCE(a_death_between_two_packets_blames_none),
        SENTENCE(a_death_without_a_batch_only_replaces),
        SENTENCE(a_packet_beyond_the_batch_is_not_believed),
        SENTENCE(more_packets_done_than_there_are_is_not_believed),
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
