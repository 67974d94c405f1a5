/* SPDX-License-Identifier: Apache-2.0 */
#include "capture_helper.h"

static struct made file;

static void
a_small_pcapng(bool big)
{
    done_with(&file);
    file.big = big;
    ng_section(&file);                  /* 28 */
    ng_interface(&file, 1, 64);         /* 48 */
    ng_packet(&file, 0, 1000007, 3, 9); /* 84 */
    ng_block(&file, 5, "abcde", 5);     /* 104 */
    ng_packet(&file, 0, 2000000, 4, 4); /* 140 */
}

static void
pcapng_packets_come_whole_in_both_byte_orders(void)
{
    for (int big = 0; big < 2; big++) {
        a_small_pcapng(big);
        read_made(&file);
        CU_ASSERT_EQUAL(n_got, 2);
        CU_ASSERT_EQUAL(got[0].seconds, 1);
        CU_ASSERT_EQUAL(got[0].nanoseconds, 7000);
        CU_ASSERT_EQUAL(got[0].captured, 3);
        CU_ASSERT_EQUAL(got[0].length, 9);
        CU_ASSERT_FALSE(damaged);
    }
}

static void
a_pcapng_cut_anywhere_gives_the_packets_before_the_cut(void)
{
    static const size_t ends[] = { 28, 48, 104, 84, 140 };

    a_small_pcapng(false);
    cut_everywhere(&file, ends + 3, 2, ends, 5);
}

static void
each_interface_has_its_link_type(void)
{
    done_with(&file);
    ng_section(&file);
    ng_interface(&file, 1, 0);
    ng_packet(&file, 0, 1, 4, 4);
    ng_interface(&file, 113, 96);
    ng_packet(&file, 1, 2, 4, 4);
    ng_packet(&file, 0, 3, 4, 4);
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 3);
    CU_ASSERT_EQUAL(got[1].linktype, 113);
    CU_ASSERT_EQUAL(got[2].linktype, 1);
}

static void
each_section_has_its_byte_order_and_interfaces(void)
{
    a_small_pcapng(false);
    file.big = true;
    ng_section(&file);
    ng_interface(&file, 101, 0);
    ng_packet(&file, 0, 3000000, 5, 5);
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 3);
    CU_ASSERT_EQUAL(got[2].linktype, 101);
    CU_ASSERT_EQUAL(got[2].seconds, 3);
    CU_ASSERT_EQUAL(got[2].captured, 5);
}

static void
an_undeclared_interface_is_damage(void)
{
    a_small_pcapng(false);
    ng_section(&file);
    ng_packet(&file, 0, 1, 4, 4);
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "it is of interface 0, but the section has declared 0"));
}

static void
times_are_exact_in_every_resolution(void)
{
    static const struct {
        unsigned resolution;
        int64_t offset;
        uint64_t units;
        int64_t seconds;
        uint32_t nanoseconds;
        bool fine;
    } rows[] = {
        { 0, 0, 5, 5, 0, false },
        { 3, 0, 1234, 1, 234000000, false },
        { 6, 100, 1000001, 101, 1000, false },
        { 7, 0, 10000001, 1, 100, true },
        { 9, -2, 3000000004, 1, 4, true },
        { 12, 0, 1000000005999, 1, 5, true },
        { 19, 0, 10000000010000000000u, 1, 1, true },
        { 20, 0, UINT64_MAX, 0, 184467440, true },
        { 127, 0, UINT64_MAX, 0, 0, true },
        { 0x80 | 1, 0, 3, 1, 500000000, false },
        { 0x80 | 20, 0, 1u << 19, 0, 500000000, true },
        { 0x80 | 63, 0, UINT64_MAX, 1, 999999999, true },
        { 0x80 | 64, 0, UINT64_MAX, 0, 999999999, true },
        { 0x80 | 127, 0, UINT64_MAX, 0, 0, true },
        { 6, -1, 999999, -1, 999999000, false },
        { 9, -1700000000, 1, -1700000000, 1, true },
        { 0, 0, 9000000001, 9000000001, 0, false },
        { 6, 0, UINT64_MAX, 18446744073709, 551615000, false },
        { 0, 0, UINT64_C(1) << 62, INT64_C(1) << 62, 0, false },
        { 0, -(INT64_C(1) << 62), 1, 1 - (INT64_C(1) << 62), 0, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        done_with(&file);
        ng_section(&file);
        ng_interface_timed(&file, rows[i].resolution, rows[i].offset);
        ng_packet(&file, 0, rows[i].units, 0, 0);
        read_made(&file);
        CU_ASSERT_EQUAL_FATAL(n_got, 1);
        CU_ASSERT_EQUAL(got[0].seconds, rows[i].seconds);
        CU_ASSERT_EQUAL(got[0].nanoseconds, rows[i].nanoseconds);
        CU_ASSERT_EQUAL(got[0].fine_time, rows[i].fine);
    }
}

static void
a_time_that_cannot_be_said_is_none_and_told(void)
{
    static const struct {
        int64_t offset;
        uint64_t units;
    } rows[] = {
        { 0, UINT64_MAX }, { INT64_MAX, 0 }, { INT64_MIN, 0 }, { 1, UINT64_C(1) << 62 },
        { INT64_MAX, INT64_MAX }, { INT64_MAX, UINT64_MAX }, { INT64_MIN, UINT64_MAX },
        { -(INT64_C(1) << 62) - 1, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        done_with(&file);
        ng_section(&file);
        ng_interface_timed(&file, 0, rows[i].offset);
        ng_packet(&file, 0, rows[i].units, 3, 3);
        ng_packet(&file, 0, rows[i].units, 3, 3);
        read_made(&file);
        CU_ASSERT_EQUAL_FATAL(n_got, 2);
        CU_ASSERT(got[1].seconds == 0 && got[1].timeless && got[1].captured == 3);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, "/made: 2 packets have a time that 63 bits"));
        CU_ASSERT_TRUE(damaged);
    }
}

/* A block with so many captured bytes, and an option behind them. */
static void
long_packet(uint32_t type, uint32_t captured, uint32_t more)
{
    uint32_t head = type == PCAPNG_SIMPLE_PACKET ? 4 : 20, padded = (captured + 3) / 4 * 4;
    uint8_t *body = calloc(1, head + padded + more);

    CU_ASSERT_PTR_NOT_NULL_FATAL(body);
    memcpy(body + (head == 4 ? 0 : 12), &captured, 4);
    if (head == 20)
        memcpy(body + 16, &captured, 4);
    body[head + captured - 1] = 7;
    ng_block(&file, type, body, head + padded + more);
    free(body);
}

static void
a_packet_too_long_is_cut_and_told(void)
{
    static const uint32_t longs[] = { PACKET_MAX + 1, 2 * PACKET_MAX, 5 * PACKET_MAX + 3 };
    static const uint32_t types[] = { PCAPNG_ENHANCED_PACKET, PCAPNG_OLD_PACKET,
                                      PCAPNG_SIMPLE_PACKET };

    for (size_t i = 0; i < 9; i++) {
        done_with(&file);
        ng_section(&file);
        ng_interface(&file, 1, 0);
        long_packet(types[i / 3], longs[i % 3], 0);
        ng_packet(&file, 0, 5, 9, 9);
        read_made(&file);
        CU_ASSERT_EQUAL_FATAL(n_got, 2);
        CU_ASSERT(got[0].captured == PACKET_MAX && got[0].length == longs[i % 3]);
        CU_ASSERT(got[1].captured == 9 && got[1].nanoseconds == 5000);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, "/made: 1 packets are longer than 262144 bytes"));
        CU_ASSERT(damaged && progress.cut == 1);
    }
}

static void
options_too_long_to_be_held_cut_no_packet(void)
{
    done_with(&file);
    ng_section(&file);
    ng_interface(&file, 1, 0);
    long_packet(PCAPNG_ENHANCED_PACKET, 100, 3 * PACKET_MAX);
    ng_packet(&file, 0, 5, 9, 9);
    read_made(&file);
    CU_ASSERT_EQUAL_FATAL(n_got, 2);
    CU_ASSERT_EQUAL(got[0].captured, 100);
    CU_ASSERT_FALSE(damaged);
}

static void
a_long_packet_that_is_not_all_there_ends_the_file(void)
{
    for (uint32_t less = 1; less < 4 * PACKET_MAX; less += PACKET_MAX - 1) {
        char text[64];

        done_with(&file);
        ng_section(&file);
        ng_interface(&file, 1, 0);
        long_packet(PCAPNG_ENHANCED_PACKET, 4 * PACKET_MAX, 0);
        file.used -= less;
        read_made(&file);
        CU_ASSERT_EQUAL(n_got, less < 3 * PACKET_MAX);
        snprintf(text, sizeof text, "the file is cut short, %u bytes are missing", less);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, text));
        CU_ASSERT_TRUE(damaged);
    }
}

static void
a_packet_longer_than_any_is_damage(void)
{
    done_with(&file);
    ng_section(&file);
    ng_interface(&file, 1, 0);
    put32(&file, PCAPNG_ENHANCED_PACKET);
    put32(&file, PACKET_CLAIMED_MAX + 64);
    put64(&file, 0);
    put32(&file, 0);
    put32(&file, PACKET_CLAIMED_MAX + 1);
    put64(&file, 0);
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "its block claims 134217729 captured bytes; at most "
                                        "134217728 were expected"));
}

static void
simple_packets_are_cut_at_the_snap_length(void)
{
    done_with(&file);
    ng_section(&file);
    ng_interface(&file, 1, 5);
    ng_block(&file, PCAPNG_SIMPLE_PACKET, "\11\0\0\0abcde", 9);
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 1);
    CU_ASSERT_EQUAL(got[0].captured, 5);
    CU_ASSERT_EQUAL(got[0].length, 9);
    CU_ASSERT_EQUAL(got[0].seconds, 0);
}

static void
obsolete_packet_blocks_are_read(void)
{
    done_with(&file);
    ng_section(&file);
    ng_interface(&file, 113, 0);
    ng_block(&file, PCAPNG_OLD_PACKET, "\0\0\7\0\0\0\0\0\100\102\17\0\2\0\0\0\6\0\0\0ab", 22);
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 1);
    CU_ASSERT_EQUAL(got[0].seconds, 1);
    CU_ASSERT_EQUAL(got[0].captured, 2);
    CU_ASSERT_EQUAL(got[0].length, 6);
}

static void
a_block_longer_than_any_buffer_is_passed_over(void)
{
    uint8_t *body = calloc(1, 3 * CAPTURE_BUFFER_MIN);

    a_small_pcapng(false);
    ng_block(&file, 10, body, 3 * CAPTURE_BUFFER_MIN);
    ng_packet(&file, 0, 3, 4, 4);
    free(body);
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 3);
    CU_ASSERT_FALSE(damaged);
}

static void
the_two_lengths_of_a_block_must_agree(void)
{
    static const size_t ends[] = { 24, 44, 80, 100, 136 }, before[] = { 0, 0, 0, 1, 1 };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        a_small_pcapng(false);
        file.data[ends[i]] ^= 4;
        read_made(&file);
        CU_ASSERT_EQUAL(n_got, before[i]);
        CU_ASSERT_TRUE(damaged);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, "ends with the length"));
    }
}

static void
a_packet_longer_than_its_block_is_damage(void)
{
    a_small_pcapng(false);
    file.data[48 + 20] = 5; /* of four bytes' space */
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "5 captured bytes in a block with room for 4"));
}

static void
no_single_changed_byte_breaks_the_reader(void)
{
    a_small_pcapng(false);
    for (size_t i = 0; i < 2 * file.used; i++) {
        a_small_pcapng(i % 2);
        file.data[i / 2] ^= (uint8_t)(0x81 + i);
        read_made(&file);
        CU_ASSERT_TRUE(n_got <= 2);
        CU_ASSERT_TRUE(!damaged == !*said);
    }
}

static const CU_TestInfo tests[] = {
    TEST(pcapng_packets_come_whole_in_both_byte_orders),
    TEST(a_pcapng_cut_anywhere_gives_the_packets_before_the_cut),
    TEST(each_interface_has_its_link_type),
    TEST(each_section_has_its_byte_order_and_interfaces),
    TEST(an_undeclared_interface_is_damage),
    TEST(times_are_exact_in_every_resolution),
    TEST(a_time_that_cannot_be_said_is_none_and_told),
    TEST(a_packet_too_long_is_cut_and_told),
    TEST(options_too_long_to_be_held_cut_no_packet),
    TEST(a_long_packet_that_is_not_all_there_ends_the_file),
    TEST(a_packet_longer_than_any_is_damage),
    TEST(simple_packets_are_cut_at_the_snap_length),
    TEST(obsolete_packet_blocks_are_read),
    TEST(a_block_longer_than_any_buffer_is_passed_over),
    TEST(the_two_lengths_of_a_block_must_agree),
    TEST(a_packet_longer_than_its_block_is_damage),
    TEST(no_single_changed_byte_breaks_the_reader),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    int failed = run_in_folder("pcapng", tests);

    done_with(&file);
    return failed;
}
