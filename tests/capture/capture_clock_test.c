/* SPDX-License-Identifier: Apache-2.0 */
/* The capture's own clock, which goes on by the packets' time and never back. */
#include "capture_helper.h"

#include <fcntl.h>
#include <sys/stat.h>

static struct made file;

/* The clocks of packets at these tenths of a second, in tenths too. */
static void
clocks_of(const int64_t *times, size_t n, const int64_t *expected)
{
    done_with(&file);
    pcap_header(&file, PCAP_MAGIC_NANO, 4, 1);
    for (size_t i = 0; i < n; i++)
        pcap_record(&file, (uint32_t)(times[i] / 10), (uint32_t)(times[i] % 10) * 100000000, 0, 0);
    read_made(&file);
    CU_ASSERT_EQUAL_FATAL(n_got, n);
    for (size_t i = 0; i < n; i++)
        CU_ASSERT_EQUAL((int64_t)got[i].clock, expected[i] * 100000000);
}
#define CLOCKS(times, ...)                                                                         \
    clocks_of(times, sizeof(times) / sizeof *(times), (const int64_t[]){ __VA_ARGS__ })

static void
the_clock_goes_on_with_the_packets(void)
{
    static const int64_t times[] = { 1000, 1003, 1003, 1500, 1509 };

    CLOCKS(times, 0, 3, 3, 500, 509);
}

static void
the_clock_waits_for_packets_that_are_a_little_early(void)
{
    static const int64_t times[] = { 1000, 1010, 1005, 910, 1009, 1011 };

    CLOCKS(times, 0, 10, 10, 10, 10, 11);
}

static void
a_jump_back_of_more_than_ten_seconds_begins_anew(void)
{
    static const int64_t times[] = { 5000, 5010, 1000, 1007, 1020 };

    CLOCKS(times, 0, 10, 10, 17, 30);
}

static void
a_jump_back_in_the_middle_of_a_jump_back_is_jitter_again(void)
{
    static const int64_t times[] = { 5000, 1000, 950, 1004 };

    CLOCKS(times, 0, 0, 0, 4);
}

static void
a_jump_forward_counts_whole_once_another_packet_confirms_it(void)
{
    static const int64_t times[] = { 0, 40000000000, 40000000005 };

    CLOCKS(times, 0, 40000000000, 40000000005);
}

/* Steps forward that count, and that do not, at all places of a batch. */
static void
make_steps(uint32_t most)
{
    done_with(&file);
    pcap_header(&file, PCAP_MAGIC_NANO, 4, 1);
    for (uint32_t i = 0; i < 1500; i++)
        pcap_record(&file, 1000 + i + i / 100 * 3600 + (i % 37 == 5 ? 77777 * i : 0), i,
                    i * 7919 % most, 300000);
}

static void
the_clock_is_the_same_whatever_a_batch_holds(void)
{
    static uint64_t clocks[1500];
    static uint32_t sums[1500];

    make_steps(2000);
    read_made(&file);
    CU_ASSERT_EQUAL_FATAL(n_got, 1500);
    CU_ASSERT(got[1499].clock / 1000000000 >= 1499 + 14 * 3600);
    for (size_t i = 0; i < n_got; i++) {
        clocks[i] = got[i].clock;
        sums[i] = got_sums[i];
    }
    for (size_t most = 1; most < 1500; most += 1 + most / 3) {
        max_packets = most;
        read_made(&file);
        CU_ASSERT_EQUAL_FATAL(n_got, 1500);
        CU_ASSERT_EQUAL(progress.packets, 1500);
        for (size_t i = 0; i < n_got; i++)
            CU_ASSERT(got[i].clock == clocks[i] && got_sums[i] == sums[i]);
    }
}

/* A few of the largest packets fill a buffer, while 16 are needed to confirm a step. */
static void
large_packets_wait_for_each_other_too(void)
{
    static uint32_t sums[1500];

    make_steps(PACKET_MAX + 1);
    buffer_size = 100 * PACKET_MAX;
    read_made(&file);
    CU_ASSERT_EQUAL_FATAL(n_got, 1500);
    memcpy(sums, got_sums, sizeof sums);
    read_made(&file);
    CU_ASSERT_EQUAL_FATAL(n_got, 1500);
    CU_ASSERT(memcmp(sums, got_sums, sizeof sums) == 0);
    CU_ASSERT_FALSE(damaged);
}

static void
an_interface_has_a_number_of_its_own_in_all_sections_and_files(void)
{
    static const uint32_t expected[] = { 0, 1, 0x10001, 0x20000, 0x30000, 0x30001, 0x40001 };
    const char *paths[] = { in_folder("a"), in_folder("b"), in_folder("a") };

    done_with(&file);
    for (int i = 0; i < 2; i++) {
        ng_section(&file);
        ng_interface(&file, 1, 0);
        ng_interface(&file, 1, 0);
        if (i == 0)
            ng_packet(&file, 0, 1, 4, 4);
        ng_packet(&file, 1, 1, 4, 4);
    }
    save("a", file.data, file.used);
    pcap_many(&file, 1, 100);
    save("b", file.data, file.used);
    read_inputs(paths, 3);
    CU_ASSERT_EQUAL_FATAL(n_got, 7);
    for (size_t i = 0; i < n_got; i++)
        CU_ASSERT_EQUAL(got[i].interface, expected[i]);
}

static void
time_between_files_counts_and_an_earlier_file_adds_none(void)
{
    const char *paths[] = { in_folder("0"), in_folder("1"), in_folder("2") };
    static const uint32_t starts[] = { 100, 50, 7200 };
    static const uint64_t expected[] = { 0, 1, 1, 2, 7100, 7101 };

    for (int i = 0; i < 3; i++) {
        done_with(&file);
        pcap_header(&file, PCAP_MAGIC_NANO, 4, 1);
        pcap_record(&file, starts[i], 0, 0, 0);
        pcap_record(&file, starts[i] + 1, 0, 0, 0);
        save((char[]){ (char)('0' + i), 0 }, file.data, file.used);
    }
    read_inputs(paths, 3);
    CU_ASSERT_EQUAL_FATAL(n_got, 6);
    for (size_t i = 0; i < n_got; i++)
        CU_ASSERT_EQUAL(got[i].clock, expected[i] * 1000000000);
}

static void
a_simple_packet_has_no_time_and_the_clock_as_it_stands(void)
{
    done_with(&file);
    ng_section(&file);
    ng_interface(&file, 1, 0);
    ng_packet(&file, 0, UINT64_C(1700000000000000), 4, 4);
    ng_block(&file, PCAPNG_SIMPLE_PACKET, "\4\0\0\0data", 8);
    ng_packet(&file, 0, UINT64_C(1700000005000000), 4, 4);
    read_made(&file);
    CU_ASSERT_EQUAL_FATAL(n_got, 3);
    CU_ASSERT(got[1].timeless && !got[0].timeless);
    CU_ASSERT(got[1].seconds == 0 && got[1].clock == 0);
    CU_ASSERT_EQUAL(got[2].clock, UINT64_C(5000000000));
}

/* From a pipe that stays open: it may be the last one. */
static void
a_packet_that_waits_for_others_is_given_when_the_capture_is_stopped(void)
{
    const char *pipe = in_folder("pipe");
    struct capture_options options = { .inputs = &pipe, .n_inputs = 1 };
    struct packet packets[8];
    struct capture_buffer buffer = { malloc(CAPTURE_BUFFER_MIN), CAPTURE_BUFFER_MIN, packets, 8 };
    struct capture *capture;
    int writer;

    done_with(&file);
    pcap_header(&file, PCAP_MAGIC_NANO, 4, 1);
    for (uint32_t i = 0; i < 3; i++)
        pcap_record(&file, i * 1000, 0, 1, 1);
    mkfifo(pipe, 0600);
    writer = open(pipe, O_RDWR);
    CU_ASSERT_EQUAL(write(writer, file.data, file.used), (ssize_t)file.used);
    capture = capture_open(&options, &open_status);
    CU_ASSERT_EQUAL(capture_fill(capture, &buffer, 20), 1);
    CU_ASSERT_EQUAL(capture_fill(capture, &buffer, 20), CAPTURE_WAIT);
    capture_stop(capture);
    CU_ASSERT_EQUAL(capture_fill(capture, &buffer, 20), 2);
    CU_ASSERT_EQUAL(packets[1].seconds, 2000);
    CU_ASSERT_EQUAL(capture_fill(capture, &buffer, 20), CAPTURE_END);
    capture_close(capture);
    close(writer);
    free(buffer.data);
}

/* One packet at 100 s, one at 105 s, read one at a time with silence between. */
static void
silence_lets_the_clock_go_on_until_packets_overtake_it(void)
{
    const char *path = in_folder("a");
    struct capture_options options = { .inputs = &path, .n_inputs = 1 };
    struct packet packet;
    struct capture_buffer buffer = { malloc(CAPTURE_BUFFER_MIN), CAPTURE_BUFFER_MIN, &packet, 1 };
    struct capture *capture;

    done_with(&file);
    pcap_header(&file, PCAP_MAGIC_MICRO, 4, 1);
    pcap_record(&file, 100, 0, 0, 0);
    pcap_record(&file, 105, 0, 0, 0);
    pcap_record(&file, 120, 0, 0, 0);
    save("a", file.data, file.used);
    capture = capture_open(&options, &open_status);
    CU_ASSERT_EQUAL(capture_fill(capture, &buffer, -1), 1);
    CU_ASSERT_EQUAL(capture_idle(capture, 7), UINT64_C(7000000000));
    CU_ASSERT_EQUAL(capture_idle(capture, 3), UINT64_C(7000000000));
    CU_ASSERT_EQUAL(capture_fill(capture, &buffer, -1), 1);
    CU_ASSERT_EQUAL(packet.clock, UINT64_C(7000000000));
    CU_ASSERT_EQUAL(capture_fill(capture, &buffer, -1), 1);
    CU_ASSERT_EQUAL(packet.clock, UINT64_C(20000000000));
    CU_ASSERT_EQUAL(capture_idle(capture, -5), UINT64_C(20000000000));
    capture_close(capture);
    free(buffer.data);
}

static const CU_TestInfo tests[] = {
    TEST(the_clock_goes_on_with_the_packets),
    TEST(the_clock_waits_for_packets_that_are_a_little_early),
    TEST(a_jump_back_of_more_than_ten_seconds_begins_anew),
    TEST(a_jump_back_in_the_middle_of_a_jump_back_is_jitter_again),
    TEST(a_jump_forward_counts_whole_once_another_packet_confirms_it),
    TEST(the_clock_is_the_same_whatever_a_batch_holds),
    TEST(large_packets_wait_for_each_other_too),
    TEST(an_interface_has_a_number_of_its_own_in_all_sections_and_files),
    TEST(time_between_files_counts_and_an_earlier_file_adds_none),
    TEST(a_simple_packet_has_no_time_and_the_clock_as_it_stands),
    TEST(a_packet_that_waits_for_others_is_given_when_the_capture_is_stopped),
    TEST(silence_lets_the_clock_go_on_until_packets_overtake_it),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    int failed = run_in_folder("capture_clock", tests);

    done_with(&file);
    return failed;
}
