/* SPDX-License-Identifier: Apache-2.0 */
#include "run/duplicates.h"

#include "base/fingerprint.h"
#include "harness.h"

#include <stdlib.h>

static struct batch *batch;
static struct duplicates *window;

static void
begin(void)
{
    duplicates_free(window);
    window = duplicates_create();
}

/* Whether a packet with this print at so many milliseconds is a duplicate. */
static bool
again(uint64_t print, int64_t milliseconds)
{
    batch->packets[0] = (struct packet){ .seconds = milliseconds / 1000,
                                         .nanoseconds = (uint32_t)(milliseconds % 1000) * 1000000 };
    batch->prints[0] = print;
    return duplicates_see(window, batch, 0, 1) == 1;
}

/* So many others in between. */
static void
others(uint32_t n)
{
    static uint64_t print = UINT64_C(1) << 40;

    while (n--)
        CU_ASSERT_FALSE_FATAL(again(print++, 0));
}

static void
the_same_bytes_a_second_time_within_a_second_are_found(void)
{
    begin();
    CU_ASSERT_FALSE(again(7, 1000));
    CU_ASSERT(again(7, 1999));
    CU_ASSERT(again(7, 2999));
}

static void
exactly_a_second_is_within_and_more_is_not(void)
{
    begin();
    again(7, 1000);
    CU_ASSERT(again(7, 2000));
    CU_ASSERT_FALSE(again(7, 3001));
}

static void
a_time_that_goes_back_counts_the_same(void)
{
    begin();
    again(7, 2000);
    CU_ASSERT(again(7, 1000));
    CU_ASSERT_FALSE(again(7, 2001));
}

static void
other_bytes_in_the_same_place_are_others(void)
{
    begin();
    again(7, 0);
    CU_ASSERT_FALSE(again(7 + ((uint64_t)1 << 32), 0));
    CU_ASSERT_FALSE(again(7 + ((uint64_t)2 << 32), 0));
    CU_ASSERT(again(7, 0));
    CU_ASSERT(again(7 + ((uint64_t)1 << 32), 0));
}

static void
the_window_has_65536_packets(void)
{
    begin();
    again(7, 0);
    others(DUPLICATES_WINDOW - 1);
    CU_ASSERT(again(7, 0));
    others(DUPLICATES_WINDOW);
    CU_ASSERT_FALSE(again(7, 0));
}

static void
packets_that_nobody_looked_at_are_no_duplicates_and_take_their_place(void)
{
    begin();
    CU_ASSERT_FALSE(again(0, 0));
    CU_ASSERT_FALSE(again(0, 0));
    again(7, 0);
    for (int i = 0; i < DUPLICATES_WINDOW; i++)
        again(0, 0);
    CU_ASSERT_FALSE(again(7, 0));
}

static void
a_print_depends_on_every_bit_its_size_its_number_and_the_seed(void)
{
    uint8_t bytes[200] = { 0 };
    const uint64_t print = fingerprint(1, 2, bytes, sizeof bytes);

    for (size_t bit = 0; bit < 8 * sizeof bytes; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        CU_ASSERT_NOT_EQUAL(fingerprint(1, 2, bytes, sizeof bytes), print);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (size_t size = 0; size < sizeof bytes; size++)
        CU_ASSERT_NOT_EQUAL(fingerprint(1, 2, bytes, size), print);
    CU_ASSERT_NOT_EQUAL(fingerprint(1, 3, bytes, sizeof bytes), print);
    CU_ASSERT_NOT_EQUAL(fingerprint(2, 2, bytes, sizeof bytes), print);
    CU_ASSERT_EQUAL(fingerprint(1, 2, bytes, sizeof bytes), print);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_same_bytes_a_second_time_within_a_second_are_found),
        SENTENCE(exactly_a_second_is_within_and_more_is_not),
        SENTENCE(a_time_that_goes_back_counts_the_same),
        SENTENCE(other_bytes_in_the_same_place_are_others),
        SENTENCE(the_window_has_65536_packets),
        SENTENCE(packets_that_nobody_looked_at_are_no_duplicates_and_take_their_place),
        SENTENCE(a_print_depends_on_every_bit_its_size_its_number_and_the_seed),
        SENTENCES_END
    };
    int failed;

    batch = calloc(1, sizeof *batch);
    failed = batch ? sentences("duplicates", own) : 1;
    duplicates_free(window);
    free(batch);
    return failed;
}
