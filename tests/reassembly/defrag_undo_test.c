/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "defrag_helper.h"
#include "random_message.h"

#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PACKETS = 20000, PATIENCE = 20 /* seconds */ };

static struct random_source source;

static uint32_t
eights(uint64_t below)
{
    return 8 * (uint32_t)random_number(&source, below);
}

/* All that a fragment at random comes to, as one number. */
static uint32_t
mixed_fragment(struct defragmenter *s, uint32_t keys)
{
    static uint8_t bytes[8192];
    uint32_t sum, size = 8 + eights(random_number(&source, 4) ? 150 : 1000);

    next.id = (uint32_t)random_number(&source, keys);
    next.no_overlap = random_number(&source, 50) == 0;
    next.offset = eights(random_number(&source, 3) ? 20 : 7000);
    next.more = random_number(&source, 5) != 0;
    memset(bytes, (int)random_number(&source, 256), sizeof bytes);
    sighting.captured++;
    s->n_bytes = 0;
    sum = pass(s, bytes, size);
    sum = sum * 31 + (s->reason ? (uint32_t)strlen(s->reason) : 0);
    for (uint32_t at = 0; at < s->n_bytes; at++)
        sum = sum * 31 + s->bytes[at];
    return sum;
}

/* One of many pieces of a datagram that is never whole. */
static uint32_t
tiny_fragment(struct defragmenter *s)
{
    static const uint8_t bytes[8];

    next.id = UINT32_MAX;
    next.no_overlap = false;
    next.offset = eights(2000);
    next.more = true;
    sighting.captured++;
    return pass(s, bytes, 8);
}

/* The i-th packet of a mixture of everything: tight memory, overlaps, spoiled and whole datagrams,
 * several fragments in one packet, time passing. */
static uint32_t
mixed_packet(struct defragmenter *s, uint32_t i)
{
    uint32_t sum;

    now = s;
    random_source_reset(&source, i);
    sighting.captured = 4 * i;
    sighting.clock = (uint64_t)i * SECOND / 50;
    sum = defrag_expire(&s->job, sighting.clock, 2);
    for (uint64_t n = 1 + (random_number(&source, 9) == 0); n; n--)
        sum = sum * 31 + mixed_fragment(s, i / 1000 % 2 ? 300 : 30);
    if (i / 500 % 3 == 0)
        sum = sum * 31 + tiny_fragment(s);
    return sum * 31 + s->n_released;
}

static const struct defrag_limits tight = { 3ull * SECOND, DEFRAG_LEAST, 100, OVERLAP_LAST, 0 };

static void
begin_two(void)
{
    begin_with(&tight);
    begin_one(&two, &tight, 1);
}

static bool
same_order(void)
{
    return one.n_released == two.n_released &&
           memcmp(one.order, two.order, one.n_released * sizeof one.order[0]) == 0;
}

static bool
same_counts(void)
{
    return memcmp(defrag_counts(one.defrag), defrag_counts(two.defrag),
                  sizeof(struct defrag_counts)) == 0;
}

static void
a_packet_done_again_after_rollback_leaves_the_same(void)
{
    begin_two();
    for (uint32_t i = 0; i < PACKETS; i++) {
        uint32_t clean = mixed_packet(&one, i), released = two.n_released;

        undo_forget(one.undo);
        mixed_packet(&two, i);
        undo_rollback(two.undo);
        two.n_released = released;
        CU_ASSERT_EQUAL_FATAL(mixed_packet(&two, i), clean);
        undo_forget(two.undo);
        if (i % 97 == 0)
            CU_ASSERT_FATAL(memcmp(one.defrag, two.defrag, one.size) == 0);
    }
    CU_ASSERT(memcmp(one.defrag, two.defrag, one.size) == 0);
    CU_ASSERT(counts()->evicted > 100 && counts()->timed_out > 100);
    CU_ASSERT(counts()->whole > 10 && counts()->spoiled > 100);
}

/* What comes out after packets that were taken back is what comes out without them. */
static void
a_packet_taken_back_was_never_there(void)
{
    begin_two();
    for (uint32_t i = 0; i < PACKETS; i++) {
        uint32_t released = two.n_released;

        mixed_packet(&two, i + PACKETS);
        undo_rollback(two.undo);
        two.n_released = released;
        CU_ASSERT_EQUAL_FATAL(mixed_packet(&two, i), mixed_packet(&one, i));
        undo_forget(one.undo);
        undo_forget(two.undo);
    }
    CU_ASSERT(same_order());
    CU_ASSERT(same_counts());
}

/* A worker that goes on from what stands in the region until it is killed; it keeps the number of
 * the next packet there too, behind the same journal. */
static void
work_until_killed(uint32_t *at)
{
    for (;;) {
        UNDO_SET(two.undo, *at, *at + 1);
        mixed_packet(&two, *at - 1);
        undo_forget(two.undo);
    }
}

/* Once it has done something, and then at an instant that is as good as any other. */
static void
kill_a_worker(volatile uint32_t *at, useconds_t after)
{
    uint32_t begun = *at;
    pid_t child = fork();

    if (child == 0)
        work_until_killed((uint32_t *)at);
    for (time_t since = time(NULL); *at == begun && time(NULL) - since < PATIENCE;)
        sched_yield();
    CU_ASSERT_NOT_EQUAL(*at, begun);
    usleep(after);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    undo_rollback(two.undo);
}

static void
a_worker_killed_at_any_instant_costs_nothing(void)
{
    uint32_t *at = mapped(4096), done = 0;

    begin_two();
    for (useconds_t i = 0; i < 60; i++) {
        kill_a_worker(at, 13 * i);
        for (; done < *at; done++) {
            mixed_packet(&one, done);
            undo_forget(one.undo);
        }
    }
    one.n_released = two.n_released = 0;
    defrag_expire(&one.job, UINT64_MAX, UINT32_MAX);
    defrag_expire(&two.job, UINT64_MAX, UINT32_MAX);
    CU_ASSERT(done >= 10 && one.n_released > 0 && same_order());
    CU_ASSERT(same_counts());
    munmap(at, 4096);
}

static void
the_seed_changes_nothing_that_comes_out(void)
{
    begin_with(&tight);
    begin_one(&two, &tight, 0xfedcba9876543210);
    for (uint32_t i = 0; i < PACKETS; i++) {
        CU_ASSERT_EQUAL_FATAL(mixed_packet(&one, i), mixed_packet(&two, i));
        undo_forget(one.undo);
        undo_forget(two.undo);
    }
    CU_ASSERT(same_order());
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(begin_two),
        SENTENCE(a_packet_done_again_after_rollback_leaves_the_same),
        SENTENCE(a_packet_taken_back_was_never_there),
        SENTENCE(a_worker_killed_at_any_instant_costs_nothing),
        SENTENCE(the_seed_changes_nothing_that_comes_out),
        SENTENCES_END
    };

    return sentences("defrag_undo", own);
}
