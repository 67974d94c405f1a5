/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "mpls.pb-c.h"

#include <stdio.h>

#define BOTTOM "00010140"
#define ADDRESSES "020000000002 020000000001"
#define CISCO_GROUP "01000ccccccc 020000000001"

static void
nothing_follows_at(const char *hex)
{
    decoded(hex);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_frame_follows(const char *hex, size_t bytes)
{
    decoded(hex);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), bytes);
}

static void
another_label_follows_one_that_is_not_the_last(void)
{
    Types__MPLS *mpls = decoded("00010040 45");

    CU_ASSERT(!mpls->stackbottom);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x8847);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
label_class_and_bottom_share_three_bytes(void)
{
    Types__MPLS *mpls = decoded("12345b ff");

    CU_ASSERT_EQUAL(mpls->label, 0x12345);
    CU_ASSERT_EQUAL(mpls->trafficclass, 5);
    CU_ASSERT_EQUAL(mpls->stackbottom, 1);
    CU_ASSERT_EQUAL(mpls->ttl, 255);
}

static void
a_version_of_4_is_ipv4(void)
{
    decoded(BOTTOM "45");
    CU_ASSERT_EQUAL(next_value(), 0x0800);
}

static void
a_version_of_6_is_ipv6(void)
{
    decoded(BOTTOM "6e");
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
}

static void
ip_follows(uint64_t type, const char *hex)
{
    decoded(hex);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), type);
}

static void
ipv4_with_a_right_checksum_is_certain(void)
{
    ip_follows(0x0800, BOTTOM "4500001c 00000000 4011 f6cd c0000201 c0000202 0035 0035 0008 0000");
    /* Its addresses look like a frame's, and it is cut behind them. */
    ip_follows(0x0800, BOTTOM "4500001c 00000000 4011 aece 08000201 c0000202");
    /* Neither length nor checksum agrees, but there is no frame either. */
    ip_follows(0x0800, BOTTOM "450000ff 00510000 ff01 a705 0a1f0001 0a220001 08000000 00000000");
    /* What a card left to be filled in. */
    ip_follows(0x0800, BOTTOM "4500001c 00000000 4011 0000 c0000201 c0000202 0035 0035 0008 0000");
}

static void
a_frame_to_an_address_that_begins_with_4_is_no_ipv4(void)
{
    static const char *const addresses[] = { "485b39010203", "450000010203", "4a0000000001",
                                             "45000022ffff", "4f1122334455" };
    char hex[128];

    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        snprintf(hex, sizeof hex, BOTTOM "%s 020000000001 0800 4500001400000000 40110000 c0000201"
                 "c0000202", addresses[i]);
        a_frame_follows(hex, 34);
    }
}

static void
a_frame_to_an_address_that_begins_with_6_is_no_ipv6(void)
{
    static const char *const addresses[] = { "6045cb010203", "600000000000", "6cffffff0014",
                                             "68000000ffff", "64d1a3000028" };
    char hex[256];

    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        snprintf(hex, sizeof hex, BOTTOM "%s 060000000001 0800 4500001400000000 40110000 c0000201"
                 "c0000202 00000000000000000000", addresses[i]);
        a_frame_follows(hex, 44);
    }
}

static void
a_frame_of_a_rare_type_is_not_taken_for_ip(void)
{
    nothing_follows_at(BOTTOM "485b39010203 020000000001 88b5 000000000000");
    nothing_follows_at(BOTTOM "6045cb010203 020000000001 88b5 000000000000000000000000000000000000"
                              "0000000000000000");
}

static void
ipv6_goes_by_its_length(void)
{
    /* The bytes where a frame has its type: 0800, in an address. */
    ip_follows(0x86dd, BOTTOM "60000000 0001 3b40 20010db808000800 0000000000000001 "
                              "20010db8000000000000000000000002 ff");
    ip_follows(0x86dd, BOTTOM "60000000 0064 1140 20010db800000000 0000000000000001 "
                              "20010db8000000000000000000000002 ff");
}

static void
a_header_of_four_words_is_no_ipv4(void)
{
    nothing_follows_at(BOTTOM "44000000 00000000 00000000 00000000 00000000");
}

static void
a_control_word_is_passed_over(void)
{
    a_frame_follows(BOTTOM "00000007" ADDRESSES "0800 45", 15);
}

static void
reserved_bits_of_a_control_word_mean_nothing(void)
{
    a_frame_follows(BOTTOM "0fff0007" ADDRESSES "0800 45", 15);
}

static void
a_type_of_any_kind_may_follow_a_control_word(void)
{
    a_frame_follows(BOTTOM "00000007" ADDRESSES "0600 ff", 15);
}

static void
a_control_word_may_be_left_out(void)
{
    a_frame_follows(BOTTOM "a20000000002 020000000001 86dd 6e", 15);
}

static void
every_common_type_tells_a_frame_without_a_control_word(void)
{
    static const char *const types[] = {
        "0800", "0806", "86dd", "8100", "88a8", "8847", "8848", "8863", "8864", "888e", "88cc",
        "88e5", "88e7", "9000"
    };
    char hex[64];

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        snprintf(hex, sizeof hex, BOTTOM "a20000000002 020000000001 %s", types[i]);
        a_frame_follows(hex, 14);
    }
    nothing_follows_at(BOTTOM "a20000000002 020000000001 88b5");
}

static void
an_address_that_begins_with_zeros_is_no_control_word(void)
{
    a_frame_follows(BOTTOM ADDRESSES "0806 0001 0800 0604", 20);
}

static void
a_frame_with_a_length_needs_no_control_word(void)
{
    a_frame_follows(BOTTOM CISCO_GROUP "0003 aaaa03 000000", 20);
}

static void
a_frame_with_a_length_may_have_a_control_word(void)
{
    a_frame_follows(BOTTOM "00000000" CISCO_GROUP "0003 424203", 17);
}

static void
a_length_beyond_the_packet_makes_no_frame(void)
{
    nothing_follows_at(BOTTOM "00000000" CISCO_GROUP "0004 424203");
}

static void
too_few_bytes_make_no_frame(void)
{
    nothing_follows_at(BOTTOM "00000000" ADDRESSES "08");
}

static void
an_associated_channel_stays_closed(void)
{
    nothing_follows_at("0000d1ff 10000007" ADDRESSES "0800 4500");
}

static void
an_alert_stays_closed(void)
{
    nothing_follows_at("0000e101 00000000 020000000002 020000000001 0800 4500");
}

static void
a_lone_stack_carries_nothing(void)
{
    nothing_follows_at(BOTTOM);
}

static void
a_capture_may_begin_with_it(void)
{
    const struct nc_key *key = plugin->on;

    while (key->space && !(key->space == NC_LINKTYPE && key->value == 219))
        key++;
    CU_ASSERT_EQUAL(key->value, 219);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(another_label_follows_one_that_is_not_the_last),
        SENTENCE(label_class_and_bottom_share_three_bytes),
        SENTENCE(a_version_of_4_is_ipv4),
        SENTENCE(a_version_of_6_is_ipv6),
        SENTENCE(a_header_of_four_words_is_no_ipv4),
        SENTENCE(ipv4_with_a_right_checksum_is_certain),
        SENTENCE(a_frame_to_an_address_that_begins_with_4_is_no_ipv4),
        SENTENCE(a_frame_to_an_address_that_begins_with_6_is_no_ipv6),
        SENTENCE(a_frame_of_a_rare_type_is_not_taken_for_ip),
        SENTENCE(ipv6_goes_by_its_length),
        SENTENCE(a_control_word_is_passed_over),
        SENTENCE(reserved_bits_of_a_control_word_mean_nothing),
        SENTENCE(a_type_of_any_kind_may_follow_a_control_word),
        SENTENCE(a_control_word_may_be_left_out),
        SENTENCE(every_common_type_tells_a_frame_without_a_control_word),
        SENTENCE(an_address_that_begins_with_zeros_is_no_control_word),
        SENTENCE(a_frame_with_a_length_needs_no_control_word),
        SENTENCE(a_frame_with_a_length_may_have_a_control_word),
        SENTENCE(a_length_beyond_the_packet_makes_no_frame),
        SENTENCE(too_few_bytes_make_no_frame),
        SENTENCE(an_associated_channel_stays_closed),
        SENTENCE(an_alert_stays_closed),
        SENTENCE(a_lone_stack_carries_nothing),
        SENTENCE(a_capture_may_begin_with_it),
        SENTENCES_END
    };

    return plugin_sentences("mpls", BOTTOM, own);
}
