/* SPDX-License-Identifier: Apache-2.0 */
/* Segments whose checksum does not tell who made them: when they are read, and that what is forged
 * is not. */
#include "streams_helper.h"

#include <string.h>

static void
with_right_hello(void)
{
    fresh_streams();
    with_reader();
    transport_sum = NC_SUM_RIGHT;
    hello();
}

static const uint8_t doubtful[] = { NC_SUM_PARTIAL, NC_SUM_ZERO, NC_SUM_MERGED };

/* A client that has shown right ones with bytes, and a server whichever. */
static void
what_a_receiving_host_has_merged_is_read_once_acknowledged(void)
{
    static const uint8_t servers[] = { NC_SUM_RIGHT, NC_SUM_PARTIAL };

    for (size_t k = 0; k < 2; k++)
        for (int n = 0; n < 3; n++) {
            talk_with(NC_SUM_RIGHT, servers[k]);
            acknowledged(NC_CLIENT, 1);
            segment_of(doubtful[n], NC_CLIENT, 1, NC_ACK, "merged");
            IS(OUTSIDE);
            TOLD(NC_CLIENT, "a");
            acknowledged(NC_SERVER, 7);
            segment_of(servers[k], NC_SERVER, 1, NC_ACK, "");
            TOLD(NC_CLIENT, "amerged");
            segment_of(NC_SUM_PARTIAL, NC_CLIENT, 7, NC_ACK, "more");
            IS(BELONGS); /* the card is known */
            TOLD(NC_CLIENT, "amerged");
            acknowledged(NC_SERVER, 11);
            segment_of(servers[k], NC_SERVER, 1, NC_ACK, "");
            TOLD(NC_CLIENT, "amergedmore");
            CU_ASSERT_EQUAL(counts()->merged, doubtful[n] == NC_SUM_MERGED);
            CU_ASSERT(counts()->wrong == 0 && counts()->gaps == 0);
        }
}

static void
what_is_put_off_is_noted(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 1, NC_ACK, "p");
    CU_ASSERT_STRING_EQUAL(noted(), "2: partial checksum, believed once acknowledged (offload?)");
    segment_of(NC_SUM_ZERO, NC_CLIENT, 1, NC_ACK, "z");
    CU_ASSERT_STRING_EQUAL(noted(), "2: no checksum, believed once acknowledged (offload?)");
    segment_of(NC_SUM_MERGED, NC_CLIENT, 1, NC_ACK, "m");
    CU_ASSERT_STRING_EQUAL(noted(), "2: wrong checksum, longer than a frame, believed once "
                                    "acknowledged (merged?)");
    CU_ASSERT(counts()->believed == 0 && counts()->wrong == 0);
    finish();
    CU_ASSERT(counts()->believed == 0 && counts()->wrong == 3);
}

/* Sent before the true one; longer, as long, shorter, and not where it begins. */
static void
what_is_forged_does_not_win_over_what_is_right(void)
{
    static const struct { int64_t at; const char *bytes; } forged[] = {
        { 0, "FORGED AND LONG" }, { 0, "EVIL" }, { 0, "E" }, { 2, "VILEST" }, { 400, "FAR AWAY" }
    };

    for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++)
        for (int data = 0; data < 2; data++)
            for (int n = 0; n < 3; n++) {
                if (data)
                    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
                else
                    with_right_hello();
                segment_of(doubtful[n], NC_CLIENT, data + forged[i].at, NC_ACK | NC_PSH | NC_FIN,
                   forged[i].bytes);
                say(NC_CLIENT, data, "true");
                TOLD(NC_CLIENT, data ? "atrue" : "true");
                acknowledged(NC_SERVER, data + 4);
                say(NC_SERVER, data, "answer");
                say(NC_CLIENT, data + 4, " and the next");
                acknowledge(NC_SERVER, data + 17);
                finish();
                TOLD(NC_CLIENT, data ? "atrue and the next" : "true and the next");
                CU_ASSERT(counts()->wrong == 1 && counts()->believed == 0);
            }
}

static void
nor_where_overlapping_bytes_that_come_last_count(void)
{
    fresh_streams();
    limits.overlap = OVERLAP_LAST;
    again_with_limits();
    with_lines();
    transport_sum = NC_SUM_RIGHT;
    hello();
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 0, NC_ACK, "evil");
    say(NC_CLIENT, 0, "true");
    acknowledge(NC_SERVER, 4);
    say(NC_CLIENT, 4, "\n");
    TOLD(NC_CLIENT, "true|");
}

/* What was replaced acknowledges nothing. */
static void
a_forged_request_does_not_vouch_for_a_forged_reply(void)
{
    for (int early = 0; early < 2; early++) {
        talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
        acknowledged(NC_CLIENT, 5);
        segment_of(NC_SUM_PARTIAL, NC_CLIENT, 1, NC_ACK, "evil");
        acknowledged(NC_SERVER, 5);
        segment_of(NC_SUM_PARTIAL, NC_SERVER, 1, NC_ACK, "evil");
        acknowledged(NC_CLIENT, 1);
        say(NC_CLIENT, early ? 2 : 1, early ? "rue" : "true");
        acknowledge(NC_SERVER, 5);
        if (early)
            say(NC_CLIENT, 1, "t");
        say(NC_SERVER, 1, "reply");
        acknowledge(NC_CLIENT, 6);
        finish();
        TOLD(NC_SERVER, "breply");
    }
}

static void
what_is_forged_in_one_connection_changes_nothing_in_another(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    segment_of(NC_SUM_MERGED, NC_CLIENT, 1, NC_ACK, "long");
    acknowledge(NC_SERVER, 5);
    client_port++;
    hello();
    say(NC_CLIENT, 0, "a");
    say(NC_SERVER, 0, "b");
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 1, NC_ACK, "evil");
    say(NC_CLIENT, 1, "true");
    acknowledge(NC_SERVER, 5);
    finish();
    CU_ASSERT_EQUAL(counts()->wrong, 1);
    CU_ASSERT_EQUAL(counts()->believed, 1);
}

static void
without_acknowledgement_it_is_read_where_the_side_has_shown_no_right_bytes(void)
{
    with_right_hello();
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 0, NC_ACK, "first");
    IS(BELONGS);
    finish();
    TOLD(NC_CLIENT, "first");
    CU_ASSERT(counts()->believed == 1 && counts()->wrong == 0);

    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 1, NC_ACK, "more");
    IS(OUTSIDE);
    finish();
    TOLD(NC_CLIENT, "a");
    CU_ASSERT(counts()->believed == 0 && counts()->wrong == 1);
}

/* Both sum what has no bytes; each acknowledges with what it says itself. */
static void
a_reply_is_read_behind_what_it_acknowledges(void)
{
    fresh_streams();
    with_lines();
    transport_sum = NC_SUM_RIGHT;
    hello();
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 0, NC_ACK, "one\n");
    acknowledged(NC_SERVER, 4);
    segment_of(NC_SUM_PARTIAL, NC_SERVER, 0, NC_ACK, "two\n");
    acknowledged(NC_CLIENT, 4);
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 4, NC_ACK, "three\n");
    CU_ASSERT_EQUAL(told_times(), 0);
    acknowledged(NC_SERVER, 10);
    segment_of(NC_SUM_RIGHT, NC_SERVER, 4, NC_ACK, "");
    TOLD(NC_CLIENT, "one|three|");
    TOLD(NC_SERVER, "two|");
    CU_ASSERT(telling(1)->side == NC_SERVER); /* which the third acknowledged */
    CU_ASSERT(counts()->gaps == 0 && counts()->believed == 3);
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 10, NC_ACK, "four\n");
    TOLD(NC_CLIENT, "one|three|"); /* a card that is known vouches for no other segment */
    acknowledge(NC_SERVER, 15);
    TOLD(NC_CLIENT, "one|three|four|");
}

static void
one_acknowledgement_says_what_was_said_before_it(void)
{
    fresh_streams();
    with_lines();
    transport_sum = NC_SUM_RIGHT;
    hello();
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 0, NC_ACK, "one\n");
    acknowledged(NC_SERVER, 4);
    segment_of(NC_SUM_PARTIAL, NC_SERVER, 0, NC_ACK, "two\n");
    acknowledge(NC_CLIENT, 4);
    CU_ASSERT_EQUAL(told_times(), 2);
    CU_ASSERT(telling(0)->side == NC_CLIENT && telling(1)->side == NC_SERVER);
}

static void
the_end_of_what_is_put_off_ends_its_side(void)
{
    with_right_hello();
    segment_of(NC_SUM_PARTIAL, NC_SERVER, 0, NC_ACK | NC_FIN, "all");
    acknowledge(NC_CLIENT, 4);
    goodbye(NC_CLIENT, 0);
    IS(BELONGS);
    acknowledge(NC_SERVER, 1);
    IS(ENDS); /* as flows did not hear of the first end */
    segment(NC_CLIENT, 7000, NC_SYN, "", 0);
    IS(BEGINS);
    TOLD(NC_SERVER, "all");
}

static void
a_right_end_before_what_is_put_off_leaves_nothing_of_it(void)
{
    with_right_hello();
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 0, NC_ACK, "evil");
    goodbye(NC_CLIENT, 0);
    acknowledge(NC_SERVER, 1);
    goodbye(NC_SERVER, 0);
    acknowledge(NC_CLIENT, 1);
    finish();
    TOLD(NC_CLIENT, "");
}

static void
a_reset_is_believed_behind_what_is_put_off(void)
{
    with_right_hello();
    segment_of(NC_SUM_PARTIAL, NC_SERVER, 0, NC_ACK, "all");
    segment(NC_SERVER, 3, NC_RST, "", 0);
    IS(BELONGS);
    finish();
    TOLD(NC_SERVER, "all");
}

static void
a_reset_acknowledges_what_its_sender_took(void)
{
    for (int sound = 0; sound < 2; sound++) {
        talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
        segment_of(NC_SUM_PARTIAL, NC_SERVER, 1, NC_ACK, "all");
        acknowledged(NC_CLIENT, sound ? 4 : INT64_C(0x50000000));
        segment(NC_CLIENT, 1, NC_RST | NC_ACK, "", 0);
        finish();
        TOLD(NC_SERVER, sound ? "ball" : "b");
    }
}

/* A host may close having read half of what a card has merged. */
static void
what_is_acknowledged_in_part_is_read_so_far(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    twice = true;
    segment_of(NC_SUM_MERGED, NC_CLIENT, 1, NC_ACK | NC_FIN, "half and half");
    acknowledge(NC_SERVER, 6);
    TOLD(NC_CLIENT, "ahalf ");
    acknowledge(NC_SERVER, 10);
    TOLD(NC_CLIENT, "ahalf and ");
    CU_ASSERT(counts()->believed == 1 && counts()->merged == 1);
    say(NC_CLIENT, 10, "true");
    acknowledge(NC_SERVER, 14);
    finish();
    TOLD(NC_CLIENT, "ahalf and true");
    CU_ASSERT(counts()->believed == 1 && counts()->wrong == 0);
}

/* It may go on behind a RST. */
static void
what_is_put_off_may_come_behind_a_reset(void)
{
    with_right_hello();
    say(NC_CLIENT, 0, "a");
    acknowledge(NC_SERVER, 1);
    segment(NC_SERVER, 0, NC_RST, "", 0);
    later(2 * (uint64_t)SECOND);
    expire();
    segment_of(NC_SUM_PARTIAL, NC_SERVER, 0, NC_ACK, "more");
    acknowledge(NC_CLIENT, 4);
    TOLD(NC_SERVER, "more");
    finish();
}

/* It says nothing of the sums of its side either. */
static void
what_repeats_or_lies_outside_is_passed_over(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    offered = 30000;
    acknowledge(NC_SERVER, 1);
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 0, NC_ACK, "a");
    CU_ASSERT_STRING_EQUAL(noted(), "2: partial checksum, passed over");
    for (int i = 0; i < 20; i++)
        segment_of(NC_SUM_PARTIAL, NC_CLIENT, 1 << 21, NC_ACK, "far");
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 1, NC_RST, "");
    IS(OUTSIDE);
    CU_ASSERT(counts()->wrong == 22 && counts()->outside == 0);
    say(NC_CLIENT, 1, "true");
    finish();
    TOLD(NC_CLIENT, "atrue");
}

/* As no card merges what has no bytes. */
static void
a_forged_end_without_bytes_is_believed_of_no_side_with_right_ones(void)
{
    static const uint8_t sums[] = { NC_SUM_PARTIAL, NC_SUM_ZERO };

    for (size_t i = 0; i < 2; i++) {
        with_right_hello();
        segment_of(NC_SUM_PARTIAL, NC_CLIENT, 0, NC_ACK, "a");
        acknowledge(NC_SERVER, 1);
        segment_of(sums[i], NC_CLIENT, 1, NC_FIN | NC_ACK, "");
        IS(OUTSIDE);
        talk_with(NC_SUM_PARTIAL, NC_SUM_RIGHT);
        segment_of(sums[i], NC_SERVER, 1, NC_RST, "");
        IS(OUTSIDE);
        segment_of(sums[i], NC_SERVER, 1, NC_FIN | NC_ACK, "");
        IS(OUTSIDE);
        segment_of(sums[i], NC_CLIENT, 1, NC_FIN | NC_ACK, "");
        IS(BELONGS);
    }
}

static void
of_one_way_alone_what_a_card_has_merged_is_read_when_nothing_else_came(void)
{
    fresh_streams();
    with_reader();
    transport_sum = NC_SUM_RIGHT;
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 0, NC_ACK, "evil"); /* the answer may yet come */
    TOLD(NC_CLIENT, "");
    acknowledged(NC_CLIENT, 0);
    say(NC_CLIENT, 0, "true");
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 4, NC_ACK, "merged");
    TOLD(NC_CLIENT, "true");
    later(31 * (uint64_t)SECOND);
    expire();
    TOLD(NC_CLIENT, "truemerged");
    CU_ASSERT(counts()->believed == 1 && counts()->wrong == 1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_a_receiving_host_has_merged_is_read_once_acknowledged),
        SENTENCE(what_is_put_off_is_noted),
        SENTENCE(what_is_forged_does_not_win_over_what_is_right),
        SENTENCE(nor_where_overlapping_bytes_that_come_last_count),
        SENTENCE(a_forged_request_does_not_vouch_for_a_forged_reply),
        SENTENCE(what_is_forged_in_one_connection_changes_nothing_in_another),
        SENTENCE(without_acknowledgement_it_is_read_where_the_side_has_shown_no_right_bytes),
        SENTENCE(a_reply_is_read_behind_what_it_acknowledges),
        SENTENCE(one_acknowledgement_says_what_was_said_before_it),
        SENTENCE(the_end_of_what_is_put_off_ends_its_side),
        SENTENCE(a_right_end_before_what_is_put_off_leaves_nothing_of_it),
        SENTENCE(a_reset_is_believed_behind_what_is_put_off),
        SENTENCE(a_reset_acknowledges_what_its_sender_took),
        SENTENCE(what_is_acknowledged_in_part_is_read_so_far),
        SENTENCE(what_is_put_off_may_come_behind_a_reset),
        SENTENCE(what_repeats_or_lies_outside_is_passed_over),
        SENTENCE(a_forged_end_without_bytes_is_believed_of_no_side_with_right_ones),
        SENTENCE(of_one_way_alone_what_a_card_has_merged_is_read_when_nothing_else_came),
        SENTENCES_END
    };

    return sentences("streams_doubts", own);
}
