/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "core_helper.h"
#include "random_message.h"

#include <stdlib.h>
#include <string.h>

enum { TYPES = 5 };

static struct random_source source;
static struct batch *b;

static struct chunk *
chunk_of(uint32_t offset)
{
    return (struct chunk *)(void *)(b->out + offset);
}

/* A sum over all that a type's chunks hold, records and entries. */
static uint64_t
sum_of(uint32_t type, uint32_t *records)
{
    uint64_t sum = 0;
    struct chunk *c;

    *records = 0;
    for (uint32_t at = b->chunks[type].first; at; at = c->next) {
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
    uint64_t sum = b->n_notes;
    uint32_t n;

    for (uint32_t type = 0; type < TYPES; type++)
        sum = sum * 33 + sum_of(type, &n) + n;
    return sum * 33 + b->out_used;
}

static void
records_of_a_type_stand_in_order(void)
{
    b = fresh_batch(100);
    for (uint32_t i = 0; i < 100; i++) {
        batch_begin(b, i);
        CU_ASSERT(add_record(b, 0, (uint8_t)i, 10));
        batch_commit(b, i);
    }
    for (uint32_t i = 0; i < 100; i++)
        CU_ASSERT_EQUAL(chunk_of(b->chunks[0].first)->bytes[10 * i], i);
    CU_ASSERT_EQUAL(atomic_load(&b->done), 100);
}

static void
each_record_says_whose_and_how_long_it_is(void)
{
    struct chunk_entry *back;
    struct chunk *c;

    b = fresh_batch(10);
    batch_begin(b, 7);
    add_record(b, 3, 'x', 11);
    add_record(b, 3, 'y', 12);
    c = chunk_of(b->chunks[3].first);
    back = (struct chunk_entry *)(void *)((uint8_t *)c + c->size);
    CU_ASSERT(back[-1].packet == 7 && back[-1].length == 11);
    CU_ASSERT(back[-2].packet == 7 && back[-2].length == 12);
}

static void
a_full_chunk_is_followed_by_another(void)
{
    uint32_t n;

    b = fresh_batch(1);
    for (int i = 0; i < 1000; i++)
        CU_ASSERT_FATAL(add_record(b, 2, 'x', 100));
    CU_ASSERT_NOT_EQUAL(b->chunks[2].first, b->chunks[2].last);
    sum_of(2, &n);
    CU_ASSERT_EQUAL(n, 1000);
}

static void
records_and_their_entries_never_meet(void)
{
    for (size_t length = 1; length < 40; length++) {
        b = fresh_batch(1);
        for (int i = 0; i < 3000; i++)
            CU_ASSERT_FATAL(add_record(b, 0, 0xff, length));
        for (uint32_t at = b->chunks[0].first; at; at = chunk_of(at)->next)
            CU_ASSERT(sizeof(struct chunk) + chunk_of(at)->used +
                          chunk_of(at)->n_records * sizeof(struct chunk_entry) <=
                      chunk_of(at)->size);
    }
}

static void
the_longest_record_has_room(void)
{
    size_t room = 0;

    b = fresh_batch(1);
    CU_ASSERT_PTR_NOT_NULL(batch_reserve(b, 0, RECORD_MAX, &room));
    CU_ASSERT_EQUAL(room, RECORD_MAX);
}

static void
a_record_is_never_offered_more_than_the_longest_has(void)
{
    size_t room = 0;

    b = fresh_batch(1);
    CU_ASSERT_PTR_NOT_NULL(batch_reserve(b, 0, SIZE_MAX, &room));
    CU_ASSERT_EQUAL(room, RECORD_MAX);
}

static void
a_full_room_refuses_and_stays_as_it_was(void)
{
    uint64_t before;

    b = fresh_batch(10000);
    for (uint32_t i = 0;; i++) {
        batch_begin(b, i);
        before = sum_of_all();
        if (!add_record(b, 0, 'x', 20000) || !add_record(b, 1, 'y', 30000))
            break;
    }
    batch_rollback(b);
    CU_ASSERT_EQUAL(sum_of_all(), before);
    CU_ASSERT(b->out_used <= BATCH_OUT);
    CU_ASSERT(b->out_used > BATCH_OUT - (64 << 10));
}

/* What a packet may do: up to eight records of any type, and a note. */
static void
do_steps(uint32_t packet, int steps)
{
    for (int i = 0; i < steps; i++) {
        size_t length = random_number(&source, 5) ? 1 + random_number(&source, 300) : 20000, room;
        uint32_t type = (uint32_t)random_number(&source, TYPES);

        if (random_number(&source, 4) == 0)
            batch_reserve(b, type, length, &room); /* and dies before the record is there */
        else
            CU_ASSERT(add_record(b, type, (uint8_t)(packet + 1), length));
    }
}

static void
rollback_takes_back_a_packet_at_every_point(void)
{
    for (uint64_t round = 1; round <= 300; round++) {
        random_source_reset(&source, round);
        b = fresh_batch(20);
        for (uint32_t packet = 0; packet < 20; packet++) {
            uint64_t before = sum_of_all();

            batch_begin(b, packet);
            do_steps(packet, (int)random_number(&source, 9));
            if (random_number(&source, 2)) {
                b->n_notes += (uint32_t)random_number(&source, 2);
                batch_commit(b, packet);
                continue;
            }
            b->n_notes++;
            batch_rollback(b);
            CU_ASSERT_EQUAL(sum_of_all(), before);
        }
    }
}

static void
a_packet_done_again_after_rollback_leaves_the_same(void)
{
    uint64_t once;

    b = fresh_batch(2);
    random_source_reset(&source, 5);
    batch_begin(b, 0);
    do_steps(0, 8);
    once = sum_of_all();
    batch_rollback(b);
    random_source_reset(&source, 5);
    batch_begin(b, 0);
    do_steps(0, 8);
    CU_ASSERT_EQUAL(sum_of_all(), once);
}

static void
a_packet_can_be_taken_back_twice(void)
{
    uint64_t before;

    b = fresh_batch(2);
    batch_begin(b, 0);
    add_record(b, 0, 'x', 10);
    batch_commit(b, 0);
    before = sum_of_all();
    for (int i = 0; i < 2; i++) {
        batch_begin(b, 1);
        add_record(b, 0, 'y', 10);
        batch_rollback(b);
        CU_ASSERT_EQUAL(sum_of_all(), before);
    }
}

static void
what_was_committed_is_not_taken_back(void)
{
    uint32_t n;

    b = fresh_batch(2);
    batch_begin(b, 0);
    add_record(b, 0, 'x', 10);
    batch_commit(b, 0);
    batch_begin(b, 1);
    batch_rollback(b);
    sum_of(0, &n);
    CU_ASSERT_EQUAL(n, 1);
}

static void
rolling_back_twice_is_rolling_back_once(void)
{
    uint64_t once;

    b = fresh_batch(2);
    batch_begin(b, 0);
    add_record(b, 0, 'x', 10);
    batch_commit(b, 0);
    batch_begin(b, 1);
    add_record(b, 0, 'y', 10);
    batch_rollback(b);
    once = sum_of_all();
    batch_rollback(b);
    CU_ASSERT_EQUAL(sum_of_all(), once);
}

/* Whatever a worker wrote there: the address sanitizer would see a byte outside the batch. */
static void
a_journal_of_random_words_harms_nobody(void)
{
    for (uint64_t round = 1; round <= 300; round++) {
        uint32_t *words;

        random_source_reset(&source, round);
        b = fresh_batch(2);
        batch_begin(b, 0);
        do_steps(0, 8);
        words = (uint32_t *)b->journal;
        for (size_t i = 0; i < sizeof b->journal / 4; i++)
            words[i] = (uint32_t)random_bits(&source);
        b->journal_out_used = (uint32_t)random_bits(&source);
        b->journal_n_notes = (uint32_t)random_bits(&source);
        atomic_store(&b->n_journal, (uint32_t)random_bits(&source));
        batch_rollback(b);
        CU_ASSERT_EQUAL(atomic_load(&b->n_journal), 0);
        CU_ASSERT(b->out_used <= BATCH_OUT);
        CU_ASSERT(b->n_notes <= BATCH_PACKETS);
    }
}

static void
a_cleared_room_is_empty(void)
{
    b = fresh_batch(2);
    random_source_reset(&source, 3);
    batch_begin(b, 0);
    do_steps(0, 8);
    batch_clear_room(b);
    for (uint32_t i = 0; i < TYPES; i++)
        CU_ASSERT_EQUAL(b->chunks[i].first, 0);
    CU_ASSERT_EQUAL(b->n_notes, 0);
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
        SENTENCE(a_journal_of_random_words_harms_nobody),
        SENTENCE(a_cleared_room_is_empty),
        SENTENCES_END
    };

    return sentences("batch", own);
}
