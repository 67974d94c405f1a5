/* SPDX-License-Identifier: Apache-2.0 */
/* What core/reassembly/streams.h promises to plugins. */
#include "streams_helper.h"

#include <stdio.h>
#include <string.h>

static void
a_message_that_is_not_whole_waits_and_counts_for_nothing(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "on");
    say(NC_CLIENT, 2, "e\ntw");
    say(NC_CLIENT, 6, "o\nthree\n");
    TOLD(NC_CLIENT, "one|two|three|");
    CU_ASSERT_EQUAL(telling(1)->offset, 4);
}

static void
it_may_be_long_and_come_in_any_order(void)
{
    char text[20001];

    talk_in_lines();
    for (int i = 0; i < 20000; i++)
        text[i] = (char)('a' + i % 26);
    text[19999] = '\n';
    text[20000] = '\0';
    for (int i = 99; i >= 0; i--)
        segment(NC_CLIENT, 200 * i, NC_ACK, text + 200 * i, 200);
    text[19999] = '|';
    TOLD(NC_CLIENT, text);
}

static void
one_that_comes_byte_by_byte_is_read_at_once_when_it_is_whole(void)
{
    talk_in_lines();
    for (int i = 0; i < 5000; i++)
        say(NC_CLIENT, i, "x");
    say(NC_CLIENT, 5000, "\n");
    say(NC_SERVER, 0, "y\n");
    CU_ASSERT_EQUAL(telling(0)->side, NC_CLIENT);
    CU_ASSERT_EQUAL(telling(0)->size, 5001);
}

static void
what_is_unread_at_the_end_of_a_side_is_offered_as_the_last(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "one\ntwo");
    goodbye(NC_CLIENT, 7);
    finish();
    TOLD(NC_CLIENT, "one|");
    CU_ASSERT_EQUAL(ended_times(), 1);
}

static void
a_refused_stream_is_seen_no_more(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "one\nrefuse\nthree\n");
    say(NC_SERVER, 0, "four\n");
    TOLD(NC_CLIENT, "one|");
    TOLD(NC_SERVER, "");
    CU_ASSERT_STRING_EQUAL(refused_because(), "lines: was told to");
    CU_ASSERT(counts()->refused == 1 && ended_times() == 1);
}

static void
a_declined_stream_is_not_called_wrong(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "one\ndecline\nthree\n");
    TOLD(NC_CLIENT, "one|");
    CU_ASSERT(counts()->refused == 0 && ended_times() == 1);
    CU_ASSERT_STRING_EQUAL(refused_because(), "");
}

static void
more_unread_than_a_side_may_keep_is_refused(void)
{
    static char text[1001];

    talk_in_lines();
    memset(text, 'x', 1000);
    for (int i = 0; i < 70; i++)
        say(NC_CLIENT, 1000 * i, text);
    CU_ASSERT_STRING_EQUAL(refused_because(), "lines: more is unread than may be kept");
}

static void
passed_bytes_are_not_read(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "pass 5\n12");
    say(NC_CLIENT, 9, "345one\ntwo");
    TOLD(NC_CLIENT, "pass 5|one|");
    CU_ASSERT(telling(1)->offset == 12 && telling(1)->gap == 0);
}

static void
a_gap_in_passed_bytes_is_none(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "pass 100\n");
    say(NC_CLIENT, 9 + 50, "x");
    say(NC_CLIENT, 9 + 100, "one\n");
    TOLD(NC_CLIENT, "pass 100|one|");
    CU_ASSERT(counts()->gaps == 0);
}

static void
a_gap_that_begins_in_passed_bytes_is_told_from_where_they_end(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "pass 100\n");
    say(NC_CLIENT, 9 + 107, "one\n");
    TOLD(NC_CLIENT, "pass 100|");
    finish();
    TOLD(NC_CLIENT, "pass 100|[7]one|");
}

static void
bytes_that_came_early_may_be_passed(void)
{
    talk_in_lines();
    say(NC_CLIENT, 12, "6789one\n");
    say(NC_CLIENT, 9, "34");
    say(NC_CLIENT, 0, "pass 9\n12");
    TOLD(NC_CLIENT, "pass 9|one|");
}

static void
all_may_be_passed(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "pass all\none\n");
    say(NC_CLIENT, 100, "two\n");
    say(NC_SERVER, 0, "three\n");
    TOLD(NC_CLIENT, "pass all|");
    TOLD(NC_SERVER, "three|");
}

static void
an_end_within_passed_bytes_ends_the_side(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "pass 1000\n");
    segment(NC_CLIENT, 500, NC_FIN | NC_ACK, "x", 1);
    goodbye(NC_SERVER, 0);
    CU_ASSERT_EQUAL(ended_times(), 1);
}

static void
a_gap_is_told_once_and_again_while_calls_count_for_nothing(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "on");
    say(NC_CLIENT, 5, "tw");
    acknowledge(NC_SERVER, 7);
    later(SECOND);
    acknowledge(NC_SERVER, 7);
    say(NC_CLIENT, 7, "o\nthree\n");
    TOLD(NC_CLIENT, "[5]two|three|");
    CU_ASSERT_EQUAL(telling(0)->offset, 5);
    CU_ASSERT_EQUAL(counts()->gap_bytes, 3);
}

static void
a_side_that_waits_is_offered_again_when_the_other_was_read(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "keep a\n");
    say(NC_SERVER, 0, "answer\n");
    say(NC_SERVER, 7, "answer\n");
    TOLD(NC_CLIENT, "keep a|");
    TOLD(NC_SERVER, "answer|a|answer|");
}

static void
what_is_kept_comes_back_in_order(void)
{
    static char text[3006];

    talk_in_lines();
    memcpy(text, "keep ", 5);
    memset(text + 5, 'b', 3000);
    text[3004] = '\n';
    say(NC_CLIENT, 0, "keep a\n");
    say(NC_CLIENT, 7, text);
    say(NC_CLIENT, 7 + 3005, "keep c\n");
    say(NC_SERVER, 0, "answer\nanswer\nanswer\n");
    CU_ASSERT_EQUAL(telling(6)->size, 3000);
    CU_ASSERT_EQUAL(telling(8)->size, 2);
    CU_ASSERT_EQUAL(memcmp(telling(8)->bytes, "c|", 2), 0);
}

static void
what_is_still_kept_at_the_end_comes_back_then(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "keep a\nkeep b\nkeep c\n");
    say(NC_SERVER, 0, "answer\n");
    finish();
    CU_ASSERT_STRING_EQUAL(ended_with(), "b|c|");
    CU_ASSERT_EQUAL(ended_times(), 2);
}

static void
who_keeps_more_than_may_be_is_refused(void)
{
    static char text[20001];

    talk_in_lines();
    memset(text, 'b', 20000);
    memcpy(text, "keep ", 5);
    text[19999] = '\n';
    for (int i = 0; i < 4; i++)
        say(NC_CLIENT, 20000 * i, text);
    CU_ASSERT_STRING_EQUAL(refused_because(), "lines: more waits for an answer than may");
    CU_ASSERT_EQUAL(ended_times(), 3);
}

static void
a_crash_costs_its_segment_only(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "one\n");
    say(NC_CLIENT, 4, "crash\n");
    say(NC_CLIENT, 10, "three\n");
    TOLD(NC_CLIENT, "one|[6]three|");
    CU_ASSERT(crashes == 1 && counts()->gap_bytes == 6);
}

static void
bytes_that_waited_crash_nobody_twice(void)
{
    talk_in_lines();
    say(NC_CLIENT, 4, "crash\nthree\n");
    say(NC_CLIENT, 0, "one\n");
    say(NC_CLIENT, 16, "four\n");
    TOLD(NC_CLIENT, "[16]four|");
    CU_ASSERT_EQUAL(crashes, 1);
}

static void
bytes_that_crash_whoever_is_asked_are_passed_by(void)
{
    talk_in_lines();
    plugin_named("lines")->is.probe = crashing_probe;
    say(NC_CLIENT, 0, "one\n");
    plugin_named("lines")->is.probe = NULL;
    say(NC_CLIENT, 4, "two\n");
    TOLD(NC_CLIENT, "[4]two|");
}

static void
a_full_sink_leaves_all_as_it_was(void)
{
    size_t size;

    talk_in_lines();
    say(NC_CLIENT, 0, "one\n");
    say(NC_CLIENT, 8, "full\n");
    struct streams_head before = region(&size)->now;
    say(NC_CLIENT, 4, "two\n"); /* which is read, and then the one that fills it */
    CU_ASSERT_EQUAL(memcmp(&before, &region(&size)->now, sizeof before), 0);
    TOLD(NC_CLIENT, "one|");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_message_that_is_not_whole_waits_and_counts_for_nothing),
        SENTENCE(it_may_be_long_and_come_in_any_order),
        SENTENCE(one_that_comes_byte_by_byte_is_read_at_once_when_it_is_whole),
        SENTENCE(what_is_unread_at_the_end_of_a_side_is_offered_as_the_last),
        SENTENCE(a_refused_stream_is_seen_no_more),
        SENTENCE(a_declined_stream_is_not_called_wrong),
        SENTENCE(more_unread_than_a_side_may_keep_is_refused),
        SENTENCE(passed_bytes_are_not_read),
        SENTENCE(a_gap_in_passed_bytes_is_none),
        SENTENCE(a_gap_that_begins_in_passed_bytes_is_told_from_where_they_end),
        SENTENCE(bytes_that_came_early_may_be_passed),
        SENTENCE(all_may_be_passed),
        SENTENCE(an_end_within_passed_bytes_ends_the_side),
        SENTENCE(a_gap_is_told_once_and_again_while_calls_count_for_nothing),
        SENTENCE(a_side_that_waits_is_offered_again_when_the_other_was_read),
        SENTENCE(what_is_kept_comes_back_in_order),
        SENTENCE(what_is_still_kept_at_the_end_comes_back_then),
        SENTENCE(who_keeps_more_than_may_be_is_refused),
        SENTENCE(a_crash_costs_its_segment_only),
        SENTENCE(bytes_that_waited_crash_nobody_twice),
        SENTENCE(bytes_that_crash_whoever_is_asked_are_passed_by),
        SENTENCE(a_full_sink_leaves_all_as_it_was),
        SENTENCES_END
    };

    return sentences("streams_plugins", own);
}
