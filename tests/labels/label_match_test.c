/* SPDX-License-Identifier: Apache-2.0 */
/* Which label a record has. */
#include "labels_helper.h"

#include "labels/label_judge.h"

#include <stdio.h>
#include <string.h>

#define SECOND INT64_C(1000000000)

static void
schedule(void)
{
    new_labels(SECOND, 5 * SECOND);
    new_file(&label_format_schedule, true);
    line("begin,end,attackers,victims,protocol,ports,label");
}

/* "1795824010,1795824020,MORE": seconds of the day. */
static void
attack(int begin, int end, const char *more)
{
    char row[4096];

    snprintf(row, sizeof row, "%d,%d,%s", DAY + begin, DAY + end, more);
    add_line(row);
}

static void
alert(double seconds, const char *from, int port, const char *to, int port_to, const char *label)
{
    char row[4096];

    snprintf(row, sizeof row,
             "{\"ts\":%.6f,\"id.orig_h\":\"%s\",\"id.orig_p\":%d,\"id.resp_h\":\"%s\","
             "\"id.resp_p\":%d,\"proto\":\"tcp\",\"note\":\"%s\"}",
             DAY + seconds, from, port, to, port_to, label);
    add_line(row);
}

static void
alerts(void)
{
    new_labels(SECOND, 5 * SECOND);
    new_file(&label_format_notice, true);
}

static void
an_attack_goes_both_ways(void)
{
    schedule();
    attack(10, 20, "192.0.2.1,198.51.100.0/24,tcp,80,A");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "198.51.100.7", 80, 11, 12), "A");
    CU_ASSERT_STRING_EQUAL(label_of(6, "198.51.100.7", 80, "192.0.2.1", 1, 11, 12), "A");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 80, "198.51.100.7", 1, 11, 12), "");
    CU_ASSERT_STRING_EQUAL(label_of(17, "192.0.2.1", 1, "198.51.100.7", 80, 11, 12), "");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.2", 1, "198.51.100.7", 80, 11, 12), "");
}

static void
an_attack_ends_right_before_its_end(void)
{
    schedule();
    attack(10, 20, "any,192.0.2.1,,,A");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "1.2.3.4", 2, 20, 30), "");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "1.2.3.4", 2, 19.999999, 30), "A");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "1.2.3.4", 2, 0, 9.999999), "");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "1.2.3.4", 2, 0, 10), "A");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "1.2.3.4", 2, 0, 90), "A");
}

static void
networks_are_compared_as_bits(void)
{
    schedule();
    attack(10, 20, "10.1.2.0/23,2001:db8:8000::/33 192.0.2.128/25,,,A");
    CU_ASSERT_STRING_EQUAL(label_of(6, "10.1.3.255", 1, "192.0.2.128", 2, 11, 12), "A");
    CU_ASSERT_STRING_EQUAL(label_of(6, "10.1.4.0", 1, "192.0.2.128", 2, 11, 12), "");
    CU_ASSERT_STRING_EQUAL(label_of(6, "10.1.3.255", 1, "192.0.2.127", 2, 11, 12), "");
    schedule();
    attack(10, 20, "2001:db8:8000::/33,any,,,B");
    CU_ASSERT_STRING_EQUAL(label_of(6, "2001:db8:8000::1", 1, "2001:db8::1", 2, 11, 12), "B");
    CU_ASSERT_STRING_EQUAL(label_of(6, "2001:db8:7fff::1", 1, "2001:db8::1", 2, 11, 12), "");
}

/* ::ffff:192.0.2.1 is an address of version 6, on the wire as well. */
static void
a_mapped_address_is_not_the_one_in_it(void)
{
    schedule();
    attack(10, 20, "192.0.2.1,any,,,A");
    CU_ASSERT_STRING_EQUAL(label_of(6, "::ffff:192.0.2.1", 1, "::ffff:192.0.2.2", 2, 11, 12), "");
    schedule();
    attack(10, 20, "::ffff:192.0.2.1,any,,,A");
    CU_ASSERT_STRING_EQUAL(label_of(6, "::ffff:c000:201", 1, "::ffff:192.0.2.2", 2, 11, 12), "A");
}

static void
of_anybody_only_the_time_counts(void)
{
    schedule();
    attack(10, 20, "any,any,udp,,A");
    CU_ASSERT_STRING_EQUAL(label_of(17, "192.0.2.1", 1, "1.2.3.4", 2, 11, 12), "A");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "1.2.3.4", 2, 11, 12), "");
    CU_ASSERT_STRING_EQUAL(label_of(17, "192.0.2.1", 1, "1.2.3.4", 2, 21, 22), "");
}

static void
an_alert_is_of_the_connection_that_was_there(void)
{
    alerts();
    alert(100, "192.0.2.1", 4000, "198.51.100.1", 80, "N");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 4000, "198.51.100.1", 80, 90, 110), "N");
    CU_ASSERT_STRING_EQUAL(label_of(6, "198.51.100.1", 80, "192.0.2.1", 4000, 90, 110), "N");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 4000, "198.51.100.1", 80, 80, 90), "");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 4000, "198.51.100.1", 80, 110, 120), "");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 4001, "198.51.100.1", 80, 90, 110), "");
    CU_ASSERT_STRING_EQUAL(label_of(17, "192.0.2.1", 4000, "198.51.100.1", 80, 90, 110), "");
}

/* Clocks may differ by a second, and an alert comes up to five seconds behind the last packet. */
static void
an_alert_may_be_late_and_a_clock_off(void)
{
    alerts();
    alert(100, "192.0.2.1", 4000, "198.51.100.1", 80, "N");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 4000, "198.51.100.1", 80, 90, 94), "N");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 4000, "198.51.100.1", 80, 90, 93.9), "");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 4000, "198.51.100.1", 80, 101, 110), "N");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 4000, "198.51.100.1", 80, 101.1, 110), "");
}

static void
the_least_rank_wins_then_the_narrower_then_the_earlier(void)
{
    schedule();
    attack(0, 50, "192.0.2.0/24,any,,,wide");
    attack(15, 50, "192.0.2.1,198.51.100.1,,,later");
    attack(10, 50, "192.0.2.1,198.51.100.1,,,earlier");
    attack(10, 50, "192.0.2.1,198.51.100.1,,,line");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "198.51.100.1", 2, 20, 21), "earlier");
    CU_ASSERT(several);
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "198.51.100.9", 2, 20, 21), "wide");
    CU_ASSERT(!several);
    labels.list[1].rank = 0;
    labels.list[0].rank = labels.list[2].rank = labels.list[3].rank = 1;
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "198.51.100.1", 2, 20, 21), "later");
}

static void
labels_of_the_same_text_do_not_contradict(void)
{
    schedule();
    attack(0, 50, "192.0.2.0/24,any,,,A");
    attack(0, 50, "192.0.2.1,any,,,A");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "198.51.100.1", 2, 20, 21), "A");
    CU_ASSERT(!several);
}

/* One in front spans all; many short ones stand between it and what is looked for. */
static void
long_and_short_spans_of_one_key_are_found(void)
{
    schedule();
    attack(0, 5000, "192.0.2.1,198.51.100.1,,,long");
    for (int i = 0; i < 1000; i++)
        attack(i * 4, i * 4 + 2, "192.0.2.1,198.51.100.1,,,short");
    for (int i = 0; i < 1000; i += 97) {
        CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "198.51.100.1", 2, i * 4 + 1, i * 4 + 1),
                               "long");
        CU_ASSERT(several);
        label_of(6, "192.0.2.1", 1, "198.51.100.1", 2, i * 4 + 3, i * 4 + 3.5);
        CU_ASSERT(!several);
    }
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "198.51.100.1", 2, 5000, 5001), "");
}

/* Against all of them looked at one by one. */
static void
many_alerts_of_one_connection_are_as_if_each_was_looked_at(void)
{
    uint32_t dice = 1;

    alerts();
    for (int i = 0; i < 500; i++) {
        char name[8];

        dice = dice * 1103515245 + 12345;
        snprintf(name, sizeof name, "%u", (dice >> 16) % 3);
        rank = (dice >> 20) % 4;
        alert((dice >> 8) % 3000, "192.0.2.1", 4000, "198.51.100.1", 80, name);
    }
    rank = 0;
    for (int from = -20; from < 3020; from += 7) {
        const struct label *best = NULL;
        bool contradict = false;
        int upto = from + from % 40;

        for (int i = 0; i < 500; i++) {
            const struct label *label = &labels.list[i];
            int64_t at = label->begin / SECOND - DAY;

            if (at < from - 1 || at > (upto > from ? upto : from) + 6)
                continue;
            contradict |= best && best->text != label->text;
            best = !best || label_wins(label, best) ? label : best;
        }
        CU_ASSERT_STRING_EQUAL(
            label_of(6, "192.0.2.1", 4000, "198.51.100.1", 80, from, upto > from ? upto : from),
            best ? labels.texts.list[best->text].text : "");
        CU_ASSERT_EQUAL(several, contradict);
    }
}

/* Those that were met at once are noted one by one in the end. */
static void
each_label_that_was_met_is_noted(void)
{
    alerts();
    for (int i = 0; i < 1000; i++)
        alert(i * 10, "192.0.2.1", 4000, "198.51.100.1", 80, "N");
    CU_ASSERT(meet(6, "192.0.2.1", 4000, "198.51.100.1", 80, 100, 8000) < 40);
    CU_ASSERT_EQUAL(label_matched(&labels, labels.files, 0), 791);
    CU_ASSERT(meet(6, "192.0.2.1", 4000, "198.51.100.1", 80, 9000, 9000) < 40);
    CU_ASSERT_EQUAL(label_matched(&labels, labels.files, 0), 792);
}

/* Of a million equal rows one is looked at. */
static void
equal_rows_are_looked_at_once(void)
{
    schedule();
    for (int i = 0; i < 1000; i++)
        attack(0, 50, "10.0.0.0/8 192.0.2.0/24,198.51.100.0/24,,,A");
    attack(0, 50, "10.0.0.0/8 192.0.2.0/24,198.51.100.0/24,tcp,,A");
    attack(0, 50, "10.0.0.0/8 192.0.2.0/24,198.51.100.0/24,,,B");
    CU_ASSERT_EQUAL(meet(6, "192.0.2.1", 1, "198.51.100.1", 2, 20, 21), 3);
    CU_ASSERT_EQUAL(label_of(6, "192.0.2.1", 1, "198.51.100.1", 2, 20, 21)[0], 'A');
    CU_ASSERT(several);
    CU_ASSERT_EQUAL(label_matched(&labels, labels.files, 0), 1002);
}

static void
a_better_shift_is_found(void)
{
    schedule();
    for (int i = 0; i < 10; i++)
        attack(100 * i, 100 * i + 10, "192.0.2.1,any,,,A");
    for (int i = 0; i < 10; i++)
        label_of(6, "192.0.2.1", 1, "198.51.100.1", 2, 3 * 3600 + 100 * i, 3 * 3600 + 100 * i + 1);
    CU_ASSERT_EQUAL(label_matched(&labels, labels.files, 0), 0);
    CU_ASSERT_EQUAL(label_matched(&labels, labels.files, 6), 10);
    CU_ASSERT_EQUAL(label_better_shift(&labels, labels.files, LABEL_FAR_MORE), 6);
}

static void
a_shift_that_is_only_somewhat_better_is_none(void)
{
    schedule();
    for (int i = 0; i < 10; i++)
        attack(100 * i, 100 * i + 10, "192.0.2.1,any,,,A");
    for (int i = 0; i < 10; i++)
        label_of(6, "192.0.2.1", 1, "1.2.3.4", 2, -7200 + 100 * i, -7200 + 100 * i + 1);
    for (int i = 0; i < 5; i++)
        label_of(6, "192.0.2.1", 1, "1.2.3.4", 2, 100 * i, 100 * i + 1);
    CU_ASSERT_EQUAL(label_matched(&labels, labels.files, -4), 10);
    CU_ASSERT_EQUAL(label_matched(&labels, labels.files, 0), 5);
    CU_ASSERT_EQUAL(label_better_shift(&labels, labels.files, LABEL_FAR_MORE), 0);
    CU_ASSERT_EQUAL(label_better_shift(&labels, labels.files, 1), -4);
}

/* Of two that are as good the whole hour. */
static void
half_hours_are_looked_at_too(void)
{
    char text[LABEL_SHIFT_TEXT];

    schedule();
    attack(0, 10, "192.0.2.1,any,,,A");
    label_of(6, "192.0.2.1", 1, "198.51.100.1", 2, -19800, -19799);
    CU_ASSERT_EQUAL(label_better_shift(&labels, labels.files, LABEL_FAR_MORE), -11);
    label_of(6, "192.0.2.1", 1, "198.51.100.1", 2, 50400, 50401);
    CU_ASSERT_EQUAL(label_better_shift(&labels, labels.files, LABEL_FAR_MORE), 28);
    label_shift_text(text, -11);
    CU_ASSERT_STRING_EQUAL(text, "-5:30 h");
    label_shift_text(text, 28);
    CU_ASSERT_STRING_EQUAL(text, "+14 h");
}

/* Two times may be farther from each other than nanoseconds in 64 bits can tell. */
static void
a_span_may_be_of_all_times(void)
{
    schedule();
    add_line("1700-01-01,2200-01-01,192.0.2.1,any,,,A");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "1.2.3.4", 2, 11, 12), "A");
    CU_ASSERT_EQUAL(label_matched(&labels, labels.files, 0), 1);
    new_labels(7 * 86400 * SECOND, 7 * 86400 * SECOND);
    new_file(&label_format_notice, true);
    add_line("{\"ts\":9222999999,\"src\":\"192.0.2.1\",\"note\":\"N\"}");
    CU_ASSERT_STRING_EQUAL(
        label_of(6, "192.0.2.1", 1, "1.2.3.4", 2, 9222999999.0 - DAY - 9, 9222999999.0 - DAY - 8),
        "N");
}

static void
a_label_that_is_no_utf8_becomes_some(void)
{
    schedule();
    attack(0, 50, "192.0.2.1,any,,,a\xff\xfe");
    CU_ASSERT_STRING_EQUAL(label_of(6, "192.0.2.1", 1, "1.2.3.4", 2, 20, 21),
                           "a\xef\xbf\xbd\xef\xbf\xbd");
}

static void
a_label_beyond_all_bounds_is_refused(void)
{
    char text[LABEL_TEXT_MOST + 2] = "";

    schedule();
    memset(text, 'x', LABEL_TEXT_MOST + 1);
    line("1,2,,,,,x");
    said.label = text;
    CU_ASSERT_PTR_NOT_NULL(labels_add(&labels, &said, 1));
    text[LABEL_TEXT_MOST] = '\0';
    CU_ASSERT_PTR_NULL(labels_add(&labels, &said, 1));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(an_attack_goes_both_ways),
        SENTENCE(an_attack_ends_right_before_its_end),
        SENTENCE(networks_are_compared_as_bits),
        SENTENCE(a_mapped_address_is_not_the_one_in_it),
        SENTENCE(of_anybody_only_the_time_counts),
        SENTENCE(an_alert_is_of_the_connection_that_was_there),
        SENTENCE(an_alert_may_be_late_and_a_clock_off),
        SENTENCE(the_least_rank_wins_then_the_narrower_then_the_earlier),
        SENTENCE(labels_of_the_same_text_do_not_contradict),
        SENTENCE(long_and_short_spans_of_one_key_are_found),
        SENTENCE(many_alerts_of_one_connection_are_as_if_each_was_looked_at),
        SENTENCE(each_label_that_was_met_is_noted),
        SENTENCE(equal_rows_are_looked_at_once),
        SENTENCE(a_better_shift_is_found),
        SENTENCE(a_shift_that_is_only_somewhat_better_is_none),
        SENTENCE(half_hours_are_looked_at_too),
        SENTENCE(a_span_may_be_of_all_times),
        SENTENCE(a_label_that_is_no_utf8_becomes_some),
        SENTENCE(a_label_beyond_all_bounds_is_refused),
        SENTENCES_END
    };

    return sentences("label_match", own);
}
