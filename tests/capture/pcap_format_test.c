/* SPDX-License-Identifier: Apache-2.0 */
#include "capture_helper.h"

static struct made file;

static void
a_small_pcap(void)
{
    done_with(&file);
    pcap_header(&file, PCAP_MAGIC_MICRO, 4, 1);
    pcap_record(&file, 100, 5, 60, 60);
    pcap_record(&file, 101, 999999, 20, 1500);
    pcap_record(&file, 102, 0, 0, 0);
}

static void
pcap_packets_come_whole(void)
{
    a_small_pcap();
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 3);
    CU_ASSERT_EQUAL(got[0].seconds, 100);
    CU_ASSERT_EQUAL(got[0].nanoseconds, 5000);
    CU_ASSERT_EQUAL(got[1].captured, 20);
    CU_ASSERT_EQUAL(got[1].length, 1500);
    CU_ASSERT_EQUAL(got[1].linktype, 1);
    CU_ASSERT_FALSE(got[1].fine_time);
    CU_ASSERT_FALSE(damaged);
}

static void
both_byte_orders_of_pcap_read_the_same(void)
{
    done_with(&file);
    file.big = true;
    pcap_header(&file, PCAP_MAGIC_MICRO, 4, 276);
    pcap_record(&file, 100, 5, 60, 70);
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 1);
    CU_ASSERT_EQUAL(got[0].seconds, 100);
    CU_ASSERT_EQUAL(got[0].nanoseconds, 5000);
    CU_ASSERT_EQUAL(got[0].captured, 60);
    CU_ASSERT_EQUAL(got[0].length, 70);
    CU_ASSERT_EQUAL(got[0].linktype, 276);
}

static void
nanoseconds_of_pcap_are_kept(void)
{
    done_with(&file);
    pcap_header(&file, PCAP_MAGIC_NANO, 4, 1);
    pcap_record(&file, 100, 123456789, 60, 60);
    read_made(&file);
    CU_ASSERT_EQUAL(got[0].nanoseconds, 123456789);
    CU_ASSERT_TRUE(got[0].fine_time);
}

static void
longer_record_headers_are_passed_over(void)
{
    done_with(&file);
    pcap_header(&file, PCAP_MAGIC_MODIFIED, 4, 1);
    for (int i = 0; i < 2; i++) {
        put32(&file, 100);
        put32(&file, 7);
        put32(&file, 3);
        put32(&file, 9);
        put64(&file, UINT64_MAX);
        put(&file, "\1\2\3", 3);
    }
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 2);
    CU_ASSERT_EQUAL(got_sums[1], (2 * 31 + 3) * 31 + 4);
}

static void
lengths_of_old_pcap_versions_are_swapped_back(void)
{
    done_with(&file);
    pcap_header(&file, PCAP_MAGIC_MICRO, 2, 1);
    put64(&file, 0);
    put32(&file, 40); /* on the wire */
    put32(&file, 10);
    put_some(&file, 10);
    read_made(&file);
    CU_ASSERT_EQUAL(got[0].captured, 10);
    CU_ASSERT_EQUAL(got[0].length, 40);
}

static void
more_captured_than_on_the_wire_is_tolerated(void)
{
    done_with(&file);
    pcap_header(&file, PCAP_MAGIC_MICRO, 4, 1);
    pcap_record(&file, 1, 0, 60, 40);
    read_made(&file);
    CU_ASSERT_EQUAL(got[0].captured, 60);
    CU_ASSERT_EQUAL(got[0].length, 60);
    CU_ASSERT_FALSE(damaged);
}

static void
a_fraction_of_more_than_a_second_is_carried(void)
{
    done_with(&file);
    pcap_header(&file, PCAP_MAGIC_MICRO, 4, 1);
    pcap_record(&file, 10, 3000001, 0, 0);
    read_made(&file);
    CU_ASSERT_EQUAL(got[0].seconds, 13);
    CU_ASSERT_EQUAL(got[0].nanoseconds, 1000);
}

static void
frame_check_bits_are_no_part_of_the_link_type(void)
{
    done_with(&file);
    pcap_header(&file, PCAP_MAGIC_MICRO, 4, 0x24000069);
    pcap_record(&file, 1, 0, 4, 4);
    read_made(&file);
    CU_ASSERT_EQUAL(got[0].linktype, 105);
}

static void
an_absurd_length_ends_the_file(void)
{
    a_small_pcap();
    pcap_record(&file, 103, 0, 0, 0);
    memcpy(file.data + file.used - 8, "\1\0\0\10", 4); /* one more than the limit */
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 3);
    CU_ASSERT_TRUE(damaged);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/made: at packet 4, byte 152: its record claims "
                                        "134217729 captured bytes; at most 134217728 were "
                                        "expected"));
}

static void
a_packet_too_long_is_cut_and_told(void)
{
    static const uint32_t longs[] = { PACKET_MAX + 1, 2 * PACKET_MAX, 7 * PACKET_MAX + 1 };

    for (size_t i = 0; i < 3; i++) {
        a_small_pcap();
        pcap_record(&file, 103, 0, longs[i], longs[i]);
        pcap_record(&file, 104, 7, 9, 9);
        read_made(&file);
        CU_ASSERT_EQUAL_FATAL(n_got, 5);
        CU_ASSERT(got[3].captured == PACKET_MAX && got[3].length == longs[i]);
        CU_ASSERT(got[4].seconds == 104 && got[4].captured == 9);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, "/made: 1 packets are longer than 262144 bytes"));
        CU_ASSERT(damaged && progress.cut == 1);
    }
}

static void
a_long_packet_that_is_not_all_there_ends_the_file(void)
{
    for (uint32_t less = 1; less < 4 * PACKET_MAX; less += PACKET_MAX - 1) {
        char text[64];

        a_small_pcap();
        pcap_record(&file, 103, 0, 4 * PACKET_MAX, 4 * PACKET_MAX);
        file.used -= less;
        read_made(&file);
        CU_ASSERT_EQUAL(n_got, less <= 3 * PACKET_MAX ? 4 : 3);
        snprintf(text, sizeof text, "the file is cut short, %u bytes are missing", less);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, text));
        CU_ASSERT_TRUE(damaged);
    }
}

static void
the_longest_packet_is_taken(void)
{
    done_with(&file);
    pcap_header(&file, PCAP_MAGIC_MODIFIED, 4, 1);
    pcap_record(&file, 1, 0, 0, PACKET_MAX);
    memcpy(file.data + file.used - 8, "\0\0\4\0", 4);
    put_some(&file, 8 + PACKET_MAX);
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 1);
    CU_ASSERT_EQUAL(got[0].captured, PACKET_MAX);
    CU_ASSERT_FALSE(damaged);
}

static void
another_major_version_is_refused(void)
{
    a_small_pcap();
    file.data[4] = 3;
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "pcap version 3.4; version 2 was expected"));
}

static void
a_pcap_cut_anywhere_gives_the_packets_before_the_cut(void)
{
    static const size_t ends[] = { 24, 100, 136, 152 };

    a_small_pcap();
    cut_everywhere(&file, ends + 1, 3, ends, 4);
}

static void
a_cut_says_how_much_is_missing(void)
{
    a_small_pcap();
    save("cut", file.data, 130);
    read_path(in_folder("cut"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(said, "/cut: at packet 2, byte 100: the file is cut short, 6 bytes are missing"));
}

static const CU_TestInfo tests[] = {
    TEST(pcap_packets_come_whole),
    TEST(both_byte_orders_of_pcap_read_the_same),
    TEST(nanoseconds_of_pcap_are_kept),
    TEST(longer_record_headers_are_passed_over),
    TEST(lengths_of_old_pcap_versions_are_swapped_back),
    TEST(more_captured_than_on_the_wire_is_tolerated),
    TEST(a_fraction_of_more_than_a_second_is_carried),
    TEST(frame_check_bits_are_no_part_of_the_link_type),
    TEST(an_absurd_length_ends_the_file),
    TEST(a_packet_too_long_is_cut_and_told),
    TEST(a_long_packet_that_is_not_all_there_ends_the_file),
    TEST(the_longest_packet_is_taken),
    TEST(another_major_version_is_refused),
    TEST(a_pcap_cut_anywhere_gives_the_packets_before_the_cut),
    TEST(a_cut_says_how_much_is_missing),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    int failed = run_in_folder("pcap_format", tests);

    done_with(&file);
    return failed;
}
