/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "core_helper.h"
#include "random_message.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TYPES = 5 };

static struct random_source source;
static struct room *r;

static struct chunk *
chunk_of(uint32_t offset)
{
    return (struct chunk *)(void *)(r->out + offset);
}

/* A sum over all that a type's chunks hold, records and entries. */
static uint64_t
sum_of(uint32_t type, uint32_t *records)
{
    uint64_t sum = 0;
    struct chunk *c;

    *records = 0;
    for (uint32_t at = r->chunks[type].first; at; at = c->next) {
        const uint32_t *entry;

        c = chunk_of(at);
        entry = (const uint32_t *)(void *)((uint8_t *)c + c->size) - 2 * c->n_records;
        *records += c->n_records;
        for (uint32_t i = 0; i < c->used; i++)
            sum = sum * 31 + c->bytes[i] + 1;
        for (uint32_t i = 0; i < 2 * c->n_records; i++)
            sum = sum * 31 + entry[i];
    }
    return sum;
}

static uint64_t
sum_of_all(void)
{
    uint64_t sum = r->n_notes;
    uint32_t n;

    for (uint32_t type = 0; type < TYPES; type++)
        sum = sum * 33 + sum_of(type, &n) + n;
    return sum * 33 + r->out_used;
}

static void
records_of_a_type_stand_in_order(void)
{
    r = fresh_room();
    for (uint32_t i = 0; i < 100; i++) {
        room_begin(r, i);
        CU_ASSERT(add_record(r, 0, (uint8_t)i, 10));
        room_commit(r, i);
    }
    for (uint32_t i = 0; i < 100; i++)
        CU_ASSERT_EQUAL(chunk_of(r->chunks[0].first)->bytes[10 * i], i);
    CU_ASSERT_EQUAL(atomic_load(&r->done), 100);
}

static void
each_record_says_whose_and_how_long_it_is(void)
{
    struct chunk_entry *back;
    struct chunk *c;

    r = fresh_room();
    room_begin(r, 7);
    add_record(r, 3, 'x', 11);
    add_record(r, 3, 'y', 12);
    c = chunk_of(r->chunks[3].first);
    back = (struct chunk_entry *)(void *)((uint8_t *)c + c->size);
    CU_ASSERT(back[-1].packet == 7 && back[-1].length == 11);
    CU_ASSERT(back[-2].packet == 7 && back[-2].length == 12);
}

static void
a_full_chunk_is_followed_by_another(void)
{
    uint32_t n;

    r = fresh_room();
    for (int i = 0; i < 1000; i++)
        CU_ASSERT_FATAL(add_record(r, 2, 'x', 100));
    CU_ASSERT_NOT_EQUAL(r->chunks[2].first, r->chunks[2].last);
    sum_of(2, &n);
    CU_ASSERT_EQUAL(n, 1000);
}

static void
records_and_their_entries_never_meet(void)
{
    for (size_t length = 1; length < 40; length++) {
        r = fresh_room();
        for (int i = 0; i < 3000; i++)
            CU_ASSERT_FATAL(add_record(r, 0, 0xff, length));
        for (uint32_t at = r->chunks[0].first; at; at = chunk_of(at)->next)
            CU_ASSERT(sizeof(struct chunk) + chunk_of(at)->used +
                          chunk_of(at)->n_records * sizeof(struct chunk_entry) <=
                      chunk_of(at)->size);
    }
}

static void
the_longest_record_has_room(void)
{
    size_t space = 0;

    r = fresh_room();
    CU_ASSERT_PTR_NOT_NULL(room_reserve(r, 0, RECORD_MAX, &space));
    CU_ASSERT_EQUAL(space, RECORD_MAX);
}

static void
a_record_is_never_offered_more_than_the_longest_has(void)
{
    size_t space = 0;

    r = fresh_room();
    CU_ASSERT_PTR_NOT_NULL(room_reserve(r, 0, SIZE_MAX, &space));
    CU_ASSERT_EQUAL(space, RECORD_MAX);
}

static void
a_full_room_refuses_and_stays_as_it_was(void)
{
    uint64_t before;

    r = fresh_room();
    for (uint32_t i = 0;; i++) {
        room_begin(r, i);
        before = sum_of_all();
        if (!add_record(r, 0, 'x', 20000) || !add_record(r, 1, 'y', 30000))
            break;
    }
    room_rollback(r);
    CU_ASSERT_EQUAL(sum_of_all(), before);
    CU_ASSERT(r->out_used <= ROOM_OUT);
    CU_ASSERT(r->out_used > ROOM_OUT - (64 << 10));
}

/* What a packet may do: up to eight records of any type, and a note. */
static void
do_steps(uint32_t packet, int steps)
{
    for (int i = 0; i < steps; i++) {
        size_t length = random_number(&source, 5) ? 1 + random_number(&source, 300) : 20000, space;
        uint32_t type = (uint32_t)random_number(&source, TYPES);

        if (random_number(&source, 4) == 0)
            room_reserve(r, type, length, &space); /* and dies before the record is there */
        else
            CU_ASSERT(add_record(r, type, (uint8_t)(packet + 1), length));
    }
}

static void
rollback_takes_back_a_packet_at_every_point(void)
{
    for (uint64_t round = 1; round <= 300; round++) {
        random_source_reset(&source, round);
        r = fresh_room();
        for (uint32_t packet = 0; packet < 20; packet++) {
            uint64_t before = sum_of_all();

            room_begin(r, packet);
            do_steps(packet, (int)random_number(&source, 9));
            if (random_number(&source, 2)) {
                r->n_notes += (uint32_t)random_number(&source, 2);
                room_commit(r, packet);
                continue;
            }
            r->n_notes++;
            room_rollback(r);
            CU_ASSERT_EQUAL(sum_of_all(), before);
        }
    }
}

static void
a_packet_done_again_after_rollback_leaves_the_same(void)
{
    uint64_t once;

    r = fresh_room();
    random_source_reset(&source, 5);
    room_begin(r, 0);
    do_steps(0, 8);
    once = sum_of_all();
    room_rollback(r);
    random_source_reset(&source, 5);
    room_begin(r, 0);
    do_steps(0, 8);
    CU_ASSERT_EQUAL(sum_of_all(), once);
}

static void
a_packet_can_be_taken_back_twice(void)
{
    uint64_t before;

    r = fresh_room();
    room_begin(r, 0);
    add_record(r, 0, 'x', 10);
    room_commit(r, 0);
    before = sum_of_all();
    for (int i = 0; i < 2; i++) {
        room_begin(r, 1);
        add_record(r, 0, 'y', 10);
        room_rollback(r);
        CU_ASSERT_EQUAL(sum_of_all(), before);
    }
}

static void
what_was_committed_is_not_taken_back(void)
{
    uint32_t n;

    r = fresh_room();
    room_begin(r, 0);
    add_record(r, 0, 'x', 10);
    room_commit(r, 0);
    room_begin(r, 1);
    room_rollback(r);
    sum_of(0, &n);
    CU_ASSERT_EQUAL(n, 1);
}

static void
rolling_back_twice_is_rolling_back_once(void)
{
    uint64_t once;

    r = fresh_room();
    room_begin(r, 0);
    add_record(r, 0, 'x', 10);
    room_commit(r, 0);
    room_begin(r, 1);
    add_record(r, 0, 'y', 10);
    room_rollback(r);
    once = sum_of_all();
    room_rollback(r);
    CU_ASSERT_EQUAL(sum_of_all(), once);
}

/* Whatever a worker wrote there: the address sanitizer would see a byte outside the room. */
static void
checkpoints_of_random_words_harm_nobody(void)
{
    for (uint64_t round = 1; round <= 300; round++) {
        uint32_t *words;

        random_source_reset(&source, round);
        r = fresh_room();
        room_begin(r, 0);
        do_steps(0, 8);
        words = (uint32_t *)r->checkpoints;
        for (size_t i = 0; i < sizeof r->checkpoints / 4; i++)
            words[i] = (uint32_t)random_bits(&source);
        r->out_used_before = (uint32_t)random_bits(&source);
        r->n_notes_before = (uint32_t)random_bits(&source);
        atomic_store(&r->n_checkpoints, (uint32_t)random_bits(&source));
        room_rollback(r);
        CU_ASSERT_EQUAL(atomic_load(&r->n_checkpoints), 0);
        CU_ASSERT(r->out_used <= ROOM_OUT);
        CU_ASSERT(r->n_notes <= NOTES_MAX);
    }
}

static void
a_cleared_room_is_empty(void)
{
    r = fresh_room();
    random_source_reset(&source, 3);
    room_begin(r, 0);
    do_steps(0, 8);
    room_clear(r);
    for (uint32_t i = 0; i < TYPES; i++)
        CU_ASSERT_EQUAL(r->chunks[i].first, 0);
    CU_ASSERT_EQUAL(r->n_notes, 0);
}

/* One record for each of so many types; the signal it ends with, 0 for none. */
static int
signal_after_types(uint32_t types)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        r = fresh_room();
        room_begin(r, 0);
        for (uint32_t type = 0; type < types; type++)
            if (!add_record(r, type, 'x', 1))
                _exit(1);
        _exit(0);
    }
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

/* Else what is behind that could not be taken back. */
static void
a_packet_of_more_types_than_there_are_checkpoints_ends_the_worker(void)
{
    CU_ASSERT_EQUAL(signal_after_types(CHECKPOINTS_MAX), 0);
    CU_ASSERT_EQUAL(signal_after_types(CHECKPOINTS_MAX + 1), SIGABRT);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(records_of_a_type_stand_in_order),
        SENTENCE(each_record_says_whose_and_how_long_it_is),
        SENTENCE(a_full_chunk_is_followed_by_another),
        SENTENCE(records_and_their_entries_never_meet),
        SENTENCE(the_longest_record_has_room),
        SENTENCE(a_record_is_never_offered_more_than_the_longest_has),
        SENTENCE(a_full_room_refuses_and_stays_as_it_was),
        SENTENCE(rollback_takes_back_a_packet_at_every_point),
        SENTENCE(a_packet_done_again_after_rollback_leaves_the_same),
        SENTENCE(a_packet_can_be_taken_back_twice),
        SENTENCE(what_was_committed_is_not_taken_back),
        SENTENCE(rolling_back_twice_is_rolling_back_once),
        SENTENCE(checkpoints_of_random_words_harm_nobody),
        SENTENCE(a_cleared_room_is_empty),
        SENTENCE(a_packet_of_more_types_than_there_are_checkpoints_ends_the_worker),
        SENTENCES_END
    };

    return sentences("room", own);
}
