/* SPDX-License-Identifier: Apache-2.0 */
#include "run/tally.h"

#include "harness.h"

#include <stdio.h>
#include <string.h>

static struct tally tally;

static void
add_labels(int from, int to)
{
    char label[32];

    for (int i = from; i < to; i++) {
        snprintf(label, sizeof label, "label %d", i);
        tally_add(&tally, label);
    }
}

static uint64_t
count_of(const char *label)
{
    for (size_t i = 0; i < tally.n; i++)
        if (strcmp(tally.lines[i].label, label) == 0)
            return tally.lines[i].count;
    return 0;
}

static void
labels_beyond_the_bound_are_counted_together(void)
{
    memset(&tally, 0, sizeof tally);
    add_labels(0, 2000);
    CU_ASSERT_EQUAL(tally.n, TALLY_MAX);
    CU_ASSERT_EQUAL(count_of("label 511"), 1);
    CU_ASSERT_EQUAL(count_of("label 512"), 0);
    CU_ASSERT_EQUAL(tally.left_out, 2000 - TALLY_MAX);
}

static void
as_many_labels_as_there_may_be_are_all_kept(void)
{
    memset(&tally, 0, sizeof tally);
    add_labels(0, TALLY_MAX);
    add_labels(0, TALLY_MAX);
    CU_ASSERT_EQUAL(tally.n, TALLY_MAX);
    CU_ASSERT_EQUAL(tally.left_out, 0);
}

static void
known_labels_are_counted_when_the_tally_is_full(void)
{
    memset(&tally, 0, sizeof tally);
    add_labels(0, 600);
    add_labels(100, 600);
    CU_ASSERT_EQUAL(count_of("label 99"), 1);
    CU_ASSERT_EQUAL(count_of("label 100"), 2);
    CU_ASSERT_EQUAL(tally.left_out, 2 * (600 - TALLY_MAX));
}

static void
the_most_frequent_label_comes_first(void)
{
    memset(&tally, 0, sizeof tally);
    add_labels(0, 3);
    add_labels(1, 3);
    add_labels(2, 3);
    tally_sort(&tally);
    CU_ASSERT_STRING_EQUAL(tally.lines[0].label, "label 2");
    CU_ASSERT_EQUAL(tally.lines[0].count, 3);
    CU_ASSERT_STRING_EQUAL(tally.lines[2].label, "label 0");
}

static void
equally_frequent_labels_stand_by_name(void)
{
    memset(&tally, 0, sizeof tally);
    tally_add(&tally, "b");
    tally_add(&tally, "c");
    tally_add(&tally, "a");
    tally_sort(&tally);
    CU_ASSERT_STRING_EQUAL(tally.lines[0].label, "a");
    CU_ASSERT_STRING_EQUAL(tally.lines[2].label, "c");
}

static void
counting_goes_on_behind_sorting(void)
{
    memset(&tally, 0, sizeof tally);
    add_labels(0, 600);
    add_labels(300, 600);
    tally_sort(&tally);
    add_labels(0, 600);
    CU_ASSERT_EQUAL(tally.n, TALLY_MAX);
    CU_ASSERT_EQUAL(count_of("label 7"), 2);
    CU_ASSERT_EQUAL(count_of("label 310"), 3);
}

static void
a_label_cut_short_is_the_same_the_next_time(void)
{
    char label[2 * LABEL_MAX];

    memset(&tally, 0, sizeof tally);
    memset(label, 'a', sizeof label - 1);
    label[sizeof label - 1] = '\0';
    tally_add(&tally, label);
    tally_add(&tally, label);
    CU_ASSERT_EQUAL(tally.n, 1);
    CU_ASSERT_EQUAL(tally.lines[0].count, 2);
}

static void
what_came_since_is_told_apart(void)
{
    static struct tally before;

    memset(&tally, 0, sizeof tally);
    add_labels(0, TALLY_MAX + 3);
    tally_sort(&tally);
    before = tally;
    add_labels(7, 9);
    add_labels(TALLY_MAX, TALLY_MAX + 1);
    tally_sort(&tally);
    tally_since(&tally, &before);
    CU_ASSERT_EQUAL(tally.n, 2);
    CU_ASSERT(count_of("label 7") == 1 && count_of("label 8") == 1);
    CU_ASSERT_EQUAL(tally.left_out, 1);
    add_labels(8, 9);
    CU_ASSERT_EQUAL(count_of("label 8"), 2);
}

/* Places from where the label belongs to where it stands. */
static void
labels_stand_near_where_they_belong(void)
{
    size_t run = 0, longest = 0;

    memset(&tally, 0, sizeof tally);
    add_labels(0, 20000);
    for (size_t i = 0; i < TALLY_PLACES; i++) {
        run = tally.places[i] ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    CU_ASSERT(longest < 24);
}

int
main(void)
{
    static const struct sentence own[] = { SENTENCE(labels_beyond_the_bound_are_counted_together),
                                           SENTENCE(as_many_labels_as_there_may_be_are_all_kept),
                                           SENTENCE(
                                               known_labels_are_counted_when_the_tally_is_full),
                                           SENTENCE(the_most_frequent_label_comes_first),
                                           SENTENCE(equally_frequent_labels_stand_by_name),
                                           SENTENCE(counting_goes_on_behind_sorting),
                                           SENTENCE(a_label_cut_short_is_the_same_the_next_time),
                                           SENTENCE(what_came_since_is_told_apart),
                                           SENTENCE(labels_stand_near_where_they_belong),
                                           SENTENCES_END };

    return sentences("tally", own);
}
