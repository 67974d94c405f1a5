/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <string.h>

static void
numbers_are_most_significant_byte_first(void)
{
    struct nc_cursor in = over("01 0203 040506 0708090a 0b0c0d0e0f101112");

    CU_ASSERT_EQUAL(nc_u8(&in), 1);
    CU_ASSERT_EQUAL(nc_u16(&in), 0x0203);
    CU_ASSERT_EQUAL(nc_u24(&in), 0x040506);
    CU_ASSERT_EQUAL(nc_u32(&in), 0x0708090a);
    CU_ASSERT_EQUAL(nc_u64(&in), 0x0b0c0d0e0f101112);
    CU_ASSERT(nc_ok(&in) && nc_left(&in) == 0);
}

static void
little_endian_numbers_are_least_significant_byte_first(void)
{
    struct nc_cursor in = over("0201 06050403 0e0d0c0b0a090807");

    CU_ASSERT_EQUAL(nc_u16_le(&in), 0x0102);
    CU_ASSERT_EQUAL(nc_u32_le(&in), 0x03040506);
    CU_ASSERT_EQUAL(nc_u64_le(&in), 0x0708090a0b0c0d0e);
}

static void
signed_numbers_are_two_s_complement(void)
{
    struct nc_cursor in = over("ff fffe 80000000 fffffffffffffffd  feff ffffff7f fdffffffffffffff");

    CU_ASSERT_EQUAL(nc_i8(&in), -1);
    CU_ASSERT_EQUAL(nc_i16(&in), -2);
    CU_ASSERT_EQUAL(nc_i32(&in), INT32_MIN);
    CU_ASSERT_EQUAL(nc_i64(&in), -3);
    CU_ASSERT_EQUAL(nc_i16_le(&in), -2);
    CU_ASSERT_EQUAL(nc_i32_le(&in), INT32_MAX);
    CU_ASSERT_EQUAL(nc_i64_le(&in), -3);
    CU_ASSERT(nc_ok(&in) && nc_left(&in) == 0);
}

static void
bytes_are_found_where_they_begin_first(void)
{
    struct nc_cursor in = over("61 0d 0d 0a 62 0d 0a");

    CU_ASSERT_EQUAL(nc_find(&in, SIZE_MAX, "\r\n", 2), 2);
    nc_skip(&in, 3);
    CU_ASSERT_EQUAL(nc_find(&in, SIZE_MAX, "\r\n", 2), 2);
    CU_ASSERT_EQUAL(nc_find(&in, SIZE_MAX, "\n", 1), 0);
    CU_ASSERT_EQUAL(nc_left(&in), 4);
}

static void
bytes_are_found_only_as_far_as_they_are_looked_for(void)
{
    struct nc_cursor in = over("61 62 0d 0a 0d");

    CU_ASSERT_EQUAL(nc_find(&in, 4, "\r\n", 2), 2);
    CU_ASSERT_EQUAL(nc_find(&in, 3, "\r\n", 2), NC_NOT_FOUND);
    CU_ASSERT_EQUAL(nc_find(&in, 0, "a", 1), NC_NOT_FOUND);
    CU_ASSERT_EQUAL(nc_find(&in, 9, "", 0), NC_NOT_FOUND);
    nc_skip(&in, 4);
    CU_ASSERT_EQUAL(nc_find(&in, 9, "\r\n", 2), NC_NOT_FOUND);
    nc_skip(&in, 1);
    CU_ASSERT_EQUAL(nc_find(&in, 9, "\r", 1), NC_NOT_FOUND);
}

static void
a_read_past_the_end_gives_zero_and_fails(void)
{
    struct nc_cursor in = over("ffffff");

    CU_ASSERT_EQUAL(nc_u32(&in), 0);
    CU_ASSERT_PTR_EQUAL(nc_reason(&in), nc_truncated);
    CU_ASSERT_EQUAL(nc_left(&in), 0);
}

static void
after_a_failure_every_read_gives_zero(void)
{
    struct nc_cursor in = over("ffffff");

    nc_u32(&in);
    CU_ASSERT_EQUAL(nc_u8(&in), 0);
    CU_ASSERT_EQUAL(nc_bytes(&in, 0).len, 0);
    CU_ASSERT_PTR_NULL(nc_bytes(&in, 0).data);
    CU_ASSERT_FALSE(nc_ok(&in));
}

static void
a_sound_cursor_has_no_reason(void)
{
    struct nc_cursor in = over("00");

    CU_ASSERT_PTR_NULL(nc_reason(&in));
}

static void
the_first_reason_stays(void)
{
    struct nc_cursor in = over("00");

    nc_require(&in, false, "first");
    nc_require(&in, false, "second");
    nc_u8(&in);
    CU_ASSERT_STRING_EQUAL(why(&in), "first");
}

static void
a_requirement_that_holds_changes_nothing(void)
{
    struct nc_cursor in = over("00");

    nc_require(&in, true, "never");
    CU_ASSERT(nc_ok(&in) && nc_left(&in) == 1);
}

static void
a_view_that_is_not_all_there_is_zeros(void)
{
    struct nc_cursor in = over("ffff");

    CU_ASSERT_PTR_EQUAL(nc_view(&in, 3), nc_zeros);
    CU_ASSERT_FALSE(nc_ok(&in));
}

static void
a_view_is_at_most_as_long_as_the_zeros(void)
{
    char hex[2 * (NC_VIEW_MAX + 1) + 1];
    struct nc_cursor in;

    memset(hex, 'f', sizeof hex - 1);
    hex[sizeof hex - 1] = '\0';
    in = over(hex);
    CU_ASSERT_PTR_EQUAL(nc_view(&in, NC_VIEW_MAX + 1), nc_zeros);
    CU_ASSERT_FALSE(nc_ok(&in));
}

static void
skipping_past_the_end_fails(void)
{
    struct nc_cursor in = over("0000");

    nc_skip(&in, 2);
    CU_ASSERT(nc_ok(&in));
    nc_skip(&in, 1);
    CU_ASSERT_FALSE(nc_ok(&in));
}

static void
a_skip_of_any_size_does_not_wrap(void)
{
    struct nc_cursor in = over("0000");

    nc_skip(&in, SIZE_MAX);
    CU_ASSERT_FALSE(nc_ok(&in));
    CU_ASSERT_EQUAL(nc_left(&in), 0);
}

static void
a_limit_cuts_what_lies_behind_it(void)
{
    struct nc_cursor in = over("01020304");

    nc_u8(&in);
    nc_limit(&in, 2);
    CU_ASSERT_EQUAL(nc_left(&in), 2);
    CU_ASSERT_EQUAL(nc_u16(&in), 0x0203);
}

static void
a_limit_never_grows(void)
{
    struct nc_cursor in = over("0102");

    nc_limit(&in, SIZE_MAX);
    nc_limit(&in, 3);
    CU_ASSERT_EQUAL(nc_left(&in), 2);
    nc_limit(&in, 1);
    nc_limit(&in, 2);
    CU_ASSERT_EQUAL(nc_left(&in), 1);
}

static void
a_slice_ends_where_it_was_cut(void)
{
    struct nc_cursor in = over("01020304"), slice = nc_slice(&in, 2);

    CU_ASSERT_EQUAL(nc_left(&slice), 2);
    CU_ASSERT_EQUAL(nc_u32(&slice), 0);
    CU_ASSERT_FALSE(nc_ok(&slice));
    CU_ASSERT_EQUAL(nc_u16(&in), 0x0304);
    CU_ASSERT(nc_ok(&in));
}

static void
a_slice_counts_from_its_own_start(void)
{
    struct nc_cursor in = over("01020304"), slice;

    nc_u16(&in);
    slice = nc_slice(&in, 2);
    CU_ASSERT_EQUAL(nc_tell(&slice), 0);
    CU_ASSERT_EQUAL(nc_tell(&in), 4);
}

static void
a_slice_that_is_not_all_there_fails_both(void)
{
    struct nc_cursor in = over("0102"), slice = nc_slice(&in, 3);

    CU_ASSERT_PTR_EQUAL(nc_reason(&slice), nc_truncated);
    CU_ASSERT_PTR_EQUAL(nc_reason(&in), nc_truncated);
    CU_ASSERT_EQUAL(nc_left(&slice), 0);
}

static void
an_empty_slice_of_a_failed_cursor_has_failed(void)
{
    struct nc_cursor in = over("0102"), slice;

    nc_require(&in, false, "refused");
    slice = nc_slice(&in, 0);
    CU_ASSERT_STRING_EQUAL(why(&slice), "refused");
}

static void
a_window_counts_from_the_message(void)
{
    struct nc_cursor in = over("0102030405"), window;

    nc_u32(&in);
    window = nc_window(&in, 1, 3);
    CU_ASSERT_EQUAL(nc_tell(&window), 1);
    CU_ASSERT_EQUAL(nc_u16(&window), 0x0203);
    CU_ASSERT_EQUAL(nc_left(&window), 0);
    CU_ASSERT_EQUAL(nc_left(&in), 1);
}

static void
a_window_outside_the_message_has_failed(void)
{
    struct nc_cursor in = over("0102");
    struct nc_cursor behind = nc_window(&in, 0, 3), crossed = nc_window(&in, 2, 1);

    CU_ASSERT_FALSE(nc_ok(&behind));
    CU_ASSERT_FALSE(nc_ok(&crossed));
    CU_ASSERT_EQUAL(nc_left(&behind), 0);
    CU_ASSERT(nc_ok(&in));
}

static void
a_window_sees_nothing_behind_a_limit(void)
{
    struct nc_cursor in = over("01020304"), window;

    nc_limit(&in, 2);
    window = nc_window(&in, 0, 3);
    CU_ASSERT_FALSE(nc_ok(&window));
}

static void
peeking_moves_nothing_and_never_fails(void)
{
    struct nc_cursor in = over("45");

    CU_ASSERT_EQUAL(nc_peek(&in), 0x45);
    CU_ASSERT_EQUAL(nc_left(&in), 1);
    nc_u8(&in);
    CU_ASSERT_EQUAL(nc_peek(&in), 0);
    CU_ASSERT(nc_ok(&in));
}

static void
bytes_stay_in_the_packet(void)
{
    struct nc_cursor in = over("010203");
    ProtobufCBinaryData rest = nc_rest(&in), bytes = nc_bytes(&in, 2);

    CU_ASSERT_PTR_EQUAL(bytes.data, rest.data);
    CU_ASSERT(holds(bytes, "0102"));
    CU_ASSERT(holds(nc_rest(&in), "03"));
}

static void
bytes_that_are_not_all_there_are_none(void)
{
    struct nc_cursor in = over("0102");
    ProtobufCBinaryData bytes = nc_bytes(&in, 3);

    CU_ASSERT_EQUAL(bytes.len, 0);
    CU_ASSERT_PTR_NULL(bytes.data);
    CU_ASSERT_FALSE(nc_ok(&in));
}

static void
bits_are_cut_out_at_any_place(void)
{
    static const uint8_t bytes[] = { 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0 };

    CU_ASSERT_EQUAL(nc_bits(bytes, 0, 1), 0);
    CU_ASSERT_EQUAL(nc_bits(bytes, 3, 1), 1);
    CU_ASSERT_EQUAL(nc_bits(bytes, 4, 12), 0x234);
    CU_ASSERT_EQUAL(nc_bits(bytes, 12, 20), 0x45678);
    CU_ASSERT_EQUAL(nc_bits(bytes, 0, 64), 0x123456789abcdef0);
    CU_ASSERT_EQUAL(nc_bits_le(bytes, 16, 32), 0xbc9a7856);
}

static void
looking_ahead_leaves_the_cursor_where_it_is(void)
{
    struct nc_cursor in = over("01020304"), ahead;

    nc_u8(&in);
    ahead = nc_ahead(&in);
    CU_ASSERT_EQUAL(nc_u16(&ahead), 0x0203);
    CU_ASSERT_EQUAL(nc_tell(&ahead), 3);
    CU_ASSERT_EQUAL(nc_tell(&in), 1);
}

static void
looking_too_far_ahead_fails_that_look_alone(void)
{
    struct nc_cursor in = over("0102"), ahead = nc_ahead(&in);

    nc_u32(&ahead);
    CU_ASSERT_FALSE(nc_ok(&ahead));
    CU_ASSERT(nc_ok(&in) && nc_left(&in) == 2);
}

static void
looking_ahead_ends_where_the_cursor_does(void)
{
    struct nc_cursor in = over("010203"), ahead;

    nc_limit(&in, 1);
    ahead = nc_ahead(&in);
    CU_ASSERT_EQUAL(nc_left(&ahead), 1);
}

static void
ahead_of_a_failed_cursor_is_nothing_which_is_no_failure(void)
{
    struct nc_cursor in = over("010203"), ahead;

    nc_fail(&in, "wrong");
    ahead = nc_ahead(&in);
    CU_ASSERT(nc_ok(&ahead) && nc_left(&ahead) == 0);
    nc_u8(&ahead);
    CU_ASSERT_PTR_EQUAL(nc_reason(&ahead), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(numbers_are_most_significant_byte_first),
        SENTENCE(little_endian_numbers_are_least_significant_byte_first),
        SENTENCE(signed_numbers_are_two_s_complement),
        SENTENCE(bytes_are_found_where_they_begin_first),
        SENTENCE(bytes_are_found_only_as_far_as_they_are_looked_for),
        SENTENCE(a_read_past_the_end_gives_zero_and_fails),
        SENTENCE(after_a_failure_every_read_gives_zero),
        SENTENCE(a_sound_cursor_has_no_reason),
        SENTENCE(the_first_reason_stays),
        SENTENCE(a_requirement_that_holds_changes_nothing),
        SENTENCE(a_view_that_is_not_all_there_is_zeros),
        SENTENCE(a_view_is_at_most_as_long_as_the_zeros),
        SENTENCE(skipping_past_the_end_fails),
        SENTENCE(a_skip_of_any_size_does_not_wrap),
        SENTENCE(a_limit_cuts_what_lies_behind_it),
        SENTENCE(a_limit_never_grows),
        SENTENCE(a_slice_ends_where_it_was_cut),
        SENTENCE(a_slice_counts_from_its_own_start),
        SENTENCE(a_slice_that_is_not_all_there_fails_both),
        SENTENCE(an_empty_slice_of_a_failed_cursor_has_failed),
        SENTENCE(a_window_counts_from_the_message),
        SENTENCE(a_window_outside_the_message_has_failed),
        SENTENCE(a_window_sees_nothing_behind_a_limit),
        SENTENCE(peeking_moves_nothing_and_never_fails),
        SENTENCE(bytes_stay_in_the_packet),
        SENTENCE(bytes_that_are_not_all_there_are_none),
        SENTENCE(bits_are_cut_out_at_any_place),
        SENTENCE(looking_ahead_leaves_the_cursor_where_it_is),
        SENTENCE(looking_too_far_ahead_fails_that_look_alone),
        SENTENCE(looking_ahead_ends_where_the_cursor_does),
        SENTENCE(ahead_of_a_failed_cursor_is_nothing_which_is_no_failure),
        SENTENCES_END
    };

    return sentences("sdk_cursor", own);
}
