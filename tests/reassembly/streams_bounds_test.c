/* SPDX-License-Identifier: Apache-2.0 */
/* What a connection may have, one less of it and one more; and what thousands of segments cost. */
#include "reassembly/streams_index.h"
#include "streams_helper.h"

#include <stdlib.h>
#include <string.h>

enum { MANY = 4000, SPACED = 3 };

static void
connect(uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        client_port = (uint16_t)(1000 + i);
        say(NC_CLIENT, 0, "abc");
    }
}

static void
the_connection_beyond_the_limit_ends_another(void)
{
    for (uint32_t more = 0; more < 3; more++) {
        fresh_streams();
        limits.connections = 10;
        again_with_limits();
        with_reader();
        connect(9 + more);
        CU_ASSERT_EQUAL(counts()->connections, 9 + more);
        CU_ASSERT_EQUAL(counts()->evicted, more == 2);
    }
}

/* A cell more than the limit has in whole ones is allowed. */
static uint32_t
most_bytes(void)
{
    return (uint32_t)(limits.side / CELL_DATA + 1) * CELL_DATA;
}

static void
the_byte_beyond_what_a_side_may_keep_ends_it(void)
{
    for (uint32_t more = 0; more < 3; more++) {
        char *line = malloc(most_bytes() + 2);
        uint32_t size;

        fresh_streams();
        limits.side = 8 << 10;
        again_with_limits();
        with_lines();
        hello();
        size = most_bytes() - 1 + more;
        memset(line, 'a', size);
        segment(NC_CLIENT, 0, NC_ACK, line, size);
        CU_ASSERT_STRING_EQUAL(refused_because(),
                               more == 2 ? "lines: more is unread than may be kept" : "");
        free(line);
    }
}

static uint32_t
by_walking(struct streams *r, const struct side *s, uint32_t sequence)
{
    uint32_t found = 0;

    for (uint32_t i = s->first; i; i = cell_at(r, i)->next)
        if (behind(cell_at(r, i)->sequence + cell_at(r, i)->from, sequence) <= 0)
            found = i;
    return found;
}

/* The client's: its address is the lower one. */
static const struct side *
side_of_only_one(struct streams *r)
{
    return &connection_at(r, r->now.lists[LIST_BUFFERED].first)->side[0];
}

/* Places in no order, none beside another: a cell each. */
static void
say_in_no_order(void)
{
    static int64_t places[MANY];

    srand(1);
    for (int i = 0; i < MANY; i++)
        places[i] = 1 + (int64_t)SPACED * i;
    for (int i = MANY; i > 1; i--) {
        int other = rand() % i;
        int64_t place = places[other];

        places[other] = places[i - 1];
        places[i - 1] = place;
    }
    for (int i = 0; i < MANY; i++)
        say(NC_CLIENT, places[i], "x");
}

static void
room_for_many(void)
{
    fresh_streams();
    limits.side = limits.memory = 16 << 20;
    again_with_limits();
}

static void
cells_are_found_wherever_they_were_put(void)
{
    struct streams *r;
    const struct side *s;
    size_t size;

    room_for_many();
    with_reader();
    hello();
    say_in_no_order();
    r = region(&size);
    s = side_of_only_one(r);
    CU_ASSERT_EQUAL_FATAL(s->cells, MANY);
    for (int64_t place = 0; place < SPACED * MANY + 5; place += 7) {
        uint32_t sequence = initial[NC_CLIENT] + 1 + (uint32_t)place;

        CU_ASSERT_EQUAL(index_find(r, s, sequence), by_walking(r, s, sequence));
    }
}

/* Steps along a list, and down to the next. */
static uint32_t
steps_to(struct streams *r, const struct side *s, uint32_t sequence)
{
    uint32_t at = 0, steps = 0;

    for (int list = INDEX_LISTS - 1; list >= -1; list--, steps++)
        for (;; steps++) {
            uint32_t next = list < 0 ? (at ? cell_at(r, at)->next : s->first)
                            : at     ? cell_at(r, at)->skip[list]
                                     : s->index[list];

            if (!next || behind(cell_at(r, next)->sequence, sequence) > 0)
                break;
            at = next;
        }
    return steps;
}

static void
a_cell_among_thousands_is_some_dozen_steps_away(void)
{
    struct streams *r;
    uint64_t steps = 0;
    size_t size;

    room_for_many();
    with_reader();
    hello();
    say_in_no_order();
    r = region(&size);
    for (int i = 0; i < MANY; i++)
        steps += steps_to(r, side_of_only_one(r), initial[NC_CLIENT] + 1u + SPACED * (uint32_t)i);
    CU_ASSERT(steps < MANY * 60);
}

static void
what_fills_thousands_of_holes_is_read_in_order(void)
{
    room_for_many();
    with_reader();
    hello();
    say_in_no_order();
    for (int64_t place = SPACED * MANY - 1; place >= 0; place--)
        if (place % SPACED != 1)
            say(NC_CLIENT, place, "o");
    CU_ASSERT_EQUAL(strlen(told(NC_CLIENT)), SPACED * MANY);
    CU_ASSERT_EQUAL(strncmp(told(NC_CLIENT), "oxooxoox", 8), 0);
}

static void
a_long_line_is_not_read_again_for_each_byte_of_the_other_side(void)
{
    enum { BYTES = 20000 };

    fresh_streams();
    with_lines();
    hello();
    fake_offered = 0;
    for (int64_t place = 0; place < BYTES; place++) {
        say(NC_CLIENT, place, "a");
        say(NC_SERVER, place, "b");
    }
    CU_ASSERT(fake_offered < UINT64_C(2) * BYTES * 3000);
}

static void
a_line_that_its_answer_follows_is_told_before_it(void)
{
    char *line = malloc(9001);

    fresh_streams();
    with_lines();
    hello();
    memset(line, 'a', 9000);
    segment(NC_CLIENT, 0, NC_ACK, line, 9000);
    segment(NC_CLIENT, 9000, NC_ACK, "\n", 1);
    say(NC_SERVER, 0, "b\n");
    CU_ASSERT_EQUAL(telling(0)->side, NC_CLIENT);
    CU_ASSERT_EQUAL(telling(1)->side, NC_SERVER);
    free(line);
}

/* Both sides have shown right checksums. */
static void
talk_rightly(void)
{
    talk();
    transport_sum = NC_SUM_RIGHT;
    hello();
    say(NC_CLIENT, 0, "a");
    say(NC_SERVER, 0, "b");
}

/* Segments of a byte whose checksum is left to a card. */
static void
doubt(int64_t from, int64_t to)
{
    transport_sum = NC_SUM_PARTIAL;
    for (; from <= to; from++)
        say(NC_CLIENT, from, "x");
    transport_sum = NC_SUM_RIGHT;
}

static uint32_t
cells_used(void)
{
    size_t size;

    return region(&size)->now.cells.used;
}

/* Whoever has shown a card is not believed for that, and what its receiver reads next is kept. */
static void
what_is_put_off_is_bounded(void)
{
    talk_rightly();
    doubt(1, 1000);
    CU_ASSERT_EQUAL(counts()->wrong, 1000 - 256);
    acknowledge(NC_SERVER, 257);
    CU_ASSERT_EQUAL(strlen(told(NC_CLIENT)), 257);
    doubt(3001, 3256);
    doubt(257, 512);
    acknowledge(NC_SERVER, 513);
    CU_ASSERT_EQUAL(strlen(told(NC_CLIENT)), 513);
    CU_ASSERT(counts()->wrong == 1000 && counts()->gaps == 0);
    finish();
    CU_ASSERT_EQUAL(cells_used(), 0);
}

static void
what_brings_nothing_new_goes_before_what_does(void)
{
    talk_rightly();
    doubt(1, 100);
    doubt(5001, 5156);
    say(NC_CLIENT, 1, "ten bytes!");
    doubt(8001, 8011);
    CU_ASSERT_EQUAL(counts()->wrong, 11);
    acknowledge(NC_SERVER, 101);
    CU_ASSERT_EQUAL(strlen(told(NC_CLIENT)), 101);
}

static const char much[20000];

static void
bytes_that_a_reader_passes_are_not_put_off(void)
{
    uint32_t before;

    talk_in_lines();
    transport_sum = NC_SUM_RIGHT;
    hello();
    say(NC_CLIENT, 0, "pass all\n");
    before = cells_used();
    transport_sum = NC_SUM_MERGED;
    segment(NC_CLIENT, 9, NC_ACK | NC_FIN, much, sizeof much);
    CU_ASSERT_EQUAL(cells_used(), before + 1);
    transport_sum = NC_SUM_RIGHT;
    acknowledge(NC_SERVER, 9 + sizeof much + 1);
    CU_ASSERT(cells_used() == before && counts()->believed == 1 && counts()->gaps == 0);
    goodbye(NC_SERVER, 0);
    acknowledge(NC_CLIENT, 1);
    segment(NC_CLIENT, 90000, NC_SYN, "", 0);
    CU_ASSERT_EQUAL(judged.standing, NC_STANDING_BEGINS); /* the FIN counted */
}

static void
bytes_that_nobody_wants_any_more_are_not_kept(void)
{
    fresh_streams();
    with_picky();
    transport_sum = NC_SUM_RIGHT;
    hello();
    transport_sum = NC_SUM_MERGED;
    segment(NC_CLIENT, 300, NC_ACK, much, sizeof much);
    CU_ASSERT(cells_used() > sizeof much / CELL_DATA);
    transport_sum = NC_SUM_RIGHT;
    for (int i = 0; i < 300; i++)
        say(NC_CLIENT, i, "x");
    for (int i = 0; i < 300; i++)
        say(NC_SERVER, i, "x");
    CU_ASSERT_EQUAL(cells_used(), 1);
    acknowledge(NC_SERVER, 300 + sizeof much);
    CU_ASSERT(cells_used() == 0 && counts()->believed == 1);
}

static void
what_nobody_reads_yet_does_not_push_out_what_is_read(void)
{
    static const char more[60000] = "";

    fresh_streams();
    limits.memory = 512 << 10;
    again_with_limits();
    with_lines();
    hello();
    say(NC_CLIENT, 0, "ha");
    for (client_port = 50000; client_port < 50020; client_port++) {
        transport_sum = NC_SUM_RIGHT;
        hello();
        later(SECOND);
        transport_sum = NC_SUM_MERGED;
        segment(NC_CLIENT, 0, NC_ACK, more, sizeof more);
    }
    CU_ASSERT(counts()->no_memory > 0 && counts()->evicted == 0);
    client_port = 40000;
    transport_sum = NC_SUM_RIGHT;
    say(NC_CLIENT, 2, "lf\n");
    TOLD(NC_CLIENT, "half|");
}

static void
large_segments_are_put_off_whole(void)
{
    static const uint32_t sizes[] = { 1, 399, 400, 401, 455, 456, 457, 911, 1460, 5000, 65535 };
    static char text[65536];

    memset(text, 'x', sizeof text - 1);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        talk_rightly();
        transport_sum = NC_SUM_MERGED;
        twice = i % 2;
        segment(NC_CLIENT, 1, NC_ACK, text, sizes[i]);
        transport_sum = NC_SUM_RIGHT;
        acknowledge(NC_SERVER, 1 + sizes[i]);
        CU_ASSERT_EQUAL(strlen(told(NC_CLIENT)), 1 + sizes[i]);
        CU_ASSERT_EQUAL(cells_used(), 0);
    }
}

static void
memory_that_is_put_off_comes_back(void)
{
    fresh_streams();
    limits.memory = 256 << 10;
    again_with_limits();
    with_reader();
    for (client_port = 40000; client_port < 40090; client_port++) {
        transport_sum = NC_SUM_RIGHT;
        hello();
        transport_sum = NC_SUM_MERGED;
        segment(NC_CLIENT, 0, NC_ACK, much, sizeof much);
    }
    CU_ASSERT(counts()->no_memory > 0);
    finish();
    CU_ASSERT_EQUAL(cells_used(), 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_connection_beyond_the_limit_ends_another),
        SENTENCE(the_byte_beyond_what_a_side_may_keep_ends_it),
        SENTENCE(cells_are_found_wherever_they_were_put),
        SENTENCE(a_cell_among_thousands_is_some_dozen_steps_away),
        SENTENCE(what_fills_thousands_of_holes_is_read_in_order),
        SENTENCE(a_long_line_is_not_read_again_for_each_byte_of_the_other_side),
        SENTENCE(a_line_that_its_answer_follows_is_told_before_it),
        SENTENCE(what_is_put_off_is_bounded),
        SENTENCE(what_brings_nothing_new_goes_before_what_does),
        SENTENCE(bytes_that_a_reader_passes_are_not_put_off),
        SENTENCE(bytes_that_nobody_wants_any_more_are_not_kept),
        SENTENCE(what_nobody_reads_yet_does_not_push_out_what_is_read),
        SENTENCE(large_segments_are_put_off_whole),
        SENTENCE(memory_that_is_put_off_comes_back),
        SENTENCES_END
    };

    return sentences("streams: bounds", own);
}
