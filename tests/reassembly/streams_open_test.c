/* SPDX-License-Identifier: Apache-2.0 */
/* What nobody reads stays open to all, within bounds; and which side is told first. */
#include "streams_helper.h"

#include <string.h>

static void
nobody_s_words(void)
{
    fresh_streams();
    with_picky();
    hello();
    say(NC_SERVER, 0, "220 ready");
    say(NC_CLIENT, 0, "STARTTLS");
    say(NC_SERVER, 9, "220 go");
}

static void
what_nobody_reads_is_asked_about_where_each_segment_begins(void)
{
    nobody_s_words();
    CU_ASSERT_EQUAL(counts()->unclaimed, 1);
    say(NC_CLIENT, 8, "PICK one");
    say(NC_SERVER, 15, "two");
    TOLD(NC_CLIENT, "PICK one");
    TOLD(NC_SERVER, "two");
    CU_ASSERT(telling(0)->offset == 8 && telling(0)->gap == 0);
    CU_ASSERT_EQUAL(counts()->unclaimed, 0);
}

static void
the_words_may_come_in_pieces_and_in_any_order(void)
{
    nobody_s_words();
    say(NC_CLIENT, 10, "CK one");
    say(NC_CLIENT, 9, "I");
    say(NC_CLIENT, 8, "P");
    TOLD(NC_CLIENT, "PICK one");
}

static void
what_waited_for_more_is_searched_segment_by_segment(void)
{
    fresh_streams();
    with_picky();
    hello();
    say(NC_CLIENT, 0, "P");
    say(NC_CLIENT, 1, "PI");
    say(NC_CLIENT, 3, "PI");
    say(NC_CLIENT, 5, "CK");
    TOLD(NC_CLIENT, "PICK");
    CU_ASSERT_EQUAL(telling(0)->offset, 3);
}

/* All captured in the same moment. */
static void
segments_of_one_time_are_told_apart(void)
{
    uint64_t then;

    fresh_streams();
    with_picky();
    hello();
    then = now;
    say(NC_CLIENT, 0, "P");
    now = then;
    say(NC_CLIENT, 1, "P");
    now = then;
    say(NC_CLIENT, 2, "ICK");
    TOLD(NC_CLIENT, "PICK");
    CU_ASSERT_EQUAL(telling(0)->offset, 1);
}

static void
a_hole_in_what_nobody_reads_hides_nothing_behind_it(void)
{
    nobody_s_words();
    say(NC_CLIENT, 100, "PICK one");
    acknowledge(NC_SERVER, 108);
    later(SECOND);
    acknowledge(NC_SERVER, 108);
    TOLD(NC_CLIENT, "[92]PICK one");
}

static void
a_side_is_asked_about_256_times_and_the_other_still(void)
{
    uint64_t asked;

    nobody_s_words();
    for (int i = 0; i < 2000; i++)
        say(NC_SERVER, 15 + i, "x");
    asked = fake_asked;
    say(NC_SERVER, 2015, "PICK");
    CU_ASSERT(fake_asked == asked && asked > 200);
    TOLD(NC_SERVER, "");
    say(NC_CLIENT, 8, "PICK");
    say(NC_SERVER, 2019, "one");
    TOLD(NC_CLIENT, "PICK");
    TOLD(NC_SERVER, "one");
    CU_ASSERT_EQUAL(counts()->gaps, 0);
}

static void
when_both_were_asked_about_so_often_nobody_reads_it_ever(void)
{
    nobody_s_words();
    for (int i = 0; i < 1100; i++) {
        say(NC_SERVER, 15 + i, "x");
        say(NC_CLIENT, 8 + i, "x");
    }
    say(NC_CLIENT, 1108, "PICK");
    TOLD(NC_CLIENT, "");
    CU_ASSERT_EQUAL(counts()->unclaimed, 1);
}

/* Bytes shown to a probe while a side says so many, a byte at a time. */
static uint64_t
shown_for(const char *byte, int n, int sides)
{
    size_t size;

    fresh_streams();
    with_picky();
    hello();
    fake_shown = 0;
    for (int i = 0; i < n; i++)
        for (int side = 0; side < sides; side++)
            say(side, i, byte);
    CU_ASSERT(region(&size)->now.cells.used < 200);
    finish();
    return fake_shown;
}

/* Each byte costs at most what is shown at once, until nobody is asked any more. */
static void
asking_costs_no_more_for_more_bytes(void)
{
    static const char *const bytes[] = { "x", "P", "?" };

    for (int i = 0; i < 3; i++)
        for (int sides = 1; sides <= 2; sides++) {
            uint64_t most = (uint64_t)sides * (5000 + 300) * 4096;
            uint64_t once = shown_for(bytes[i], 8000, sides);
            uint64_t twice_as_many = shown_for(bytes[i], 16000, sides);

            CU_ASSERT(once <= most && twice_as_many <= once + once / 20 + 100);
            CU_ASSERT(shown_for(bytes[i], 32000, sides) <= once + once / 20 + 100);
        }
}

/* ---- the order of the sides ---- */

static void
a_reply_waits_for_its_request_behind_a_hole(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "one\n");
    say(NC_CLIENT, 8, "three\n");
    acknowledge(NC_SERVER, 14);
    say(NC_SERVER, 0, "to three\n");
    TOLD(NC_SERVER, "");
    say(NC_CLIENT, 4, "two\n");
    TOLD(NC_CLIENT, "one|two|three|");
    TOLD(NC_SERVER, "to three|");
    CU_ASSERT_EQUAL(telling(3)->side, NC_SERVER);
}

static void
it_waits_no_longer_than_for_what_is_lost(void)
{
    talk_in_lines();
    say(NC_CLIENT, 8, "three\n");
    acknowledge(NC_SERVER, 14);
    say(NC_SERVER, 0, "to three\n");
    later(SECOND);
    say(NC_SERVER, 9, "to none\n");
    TOLD(NC_CLIENT, "[8]three|");
    TOLD(NC_SERVER, "to three|to none|");
    CU_ASSERT_EQUAL(telling(0)->side, NC_CLIENT);
}

static void
at_the_end_it_comes_behind_it_too(void)
{
    talk_in_lines();
    say(NC_CLIENT, 8, "three\n");
    acknowledge(NC_SERVER, 14);
    say(NC_SERVER, 0, "to three\n");
    goodbye(NC_SERVER, 9);
    TOLD(NC_SERVER, "");
    finish();
    TOLD(NC_CLIENT, "[8]three|");
    CU_ASSERT_EQUAL(telling(0)->side, NC_CLIENT);
    TOLD(NC_SERVER, "to three|");
}

static void
sides_that_wait_for_each_other_are_both_told(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "a\n");
    say(NC_CLIENT, 8, "b\n");
    say(NC_SERVER, 0, "c\n");
    say(NC_SERVER, 8, "d\n");
    acknowledge(NC_SERVER, 10);
    acknowledge(NC_CLIENT, 10);
    say(NC_CLIENT, 2, "e\n");
    finish();
    TOLD(NC_CLIENT, "a|e|[4]b|");
    TOLD(NC_SERVER, "c|[6]d|");
}

static void
who_waits_keeps_no_more_than_a_side_may(void)
{
    static char line[1001];

    fresh_streams();
    limits.side = 16 << 10;
    again_with_limits();
    with_lines();
    hello();
    memset(line, 'x', 999);
    line[999] = '\n';
    say(NC_CLIENT, 8, "b\n");
    acknowledge(NC_SERVER, 10);
    for (int i = 0; i < 40; i++)
        say(NC_SERVER, 1000 * i, line);
    TOLD(NC_CLIENT, "[8]b|");
    CU_ASSERT(strlen(told(NC_SERVER)) == 40000 && counts()->refused == 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_nobody_reads_is_asked_about_where_each_segment_begins),
        SENTENCE(the_words_may_come_in_pieces_and_in_any_order),
        SENTENCE(what_waited_for_more_is_searched_segment_by_segment),
        SENTENCE(segments_of_one_time_are_told_apart),
        SENTENCE(a_hole_in_what_nobody_reads_hides_nothing_behind_it),
        SENTENCE(a_side_is_asked_about_256_times_and_the_other_still),
        SENTENCE(when_both_were_asked_about_so_often_nobody_reads_it_ever),
        SENTENCE(asking_costs_no_more_for_more_bytes),
        SENTENCE(a_reply_waits_for_its_request_behind_a_hole),
        SENTENCE(it_waits_no_longer_than_for_what_is_lost),
        SENTENCE(at_the_end_it_comes_behind_it_too),
        SENTENCE(sides_that_wait_for_each_other_are_both_told),
        SENTENCE(who_waits_keeps_no_more_than_a_side_may),
        SENTENCES_END
    };

    return sentences("streams_open", own);
}
