/* SPDX-License-Identifier: Apache-2.0 */
/* The capture's own clock, which goes on by the packets' time and never back. */
#include "capture_helper.h"

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
a_jump_forward_is_a_year_at_most(void)
{
    static const int64_t year = INT64_C(366) * 86400 * 10;
    const int64_t times[] = { 0, 40000000000, 40000000005 };

    CLOCKS(times, 0, year, year + 5);
}

static void
time_that_jumps_back_and_forth_never_turns_the_clock_back(void)
{
    uint64_t last = 0;

    done_with(&file);
    pcap_header(&file, PCAP_MAGIC_NANO, 4, 1);
    for (uint32_t i = 0; i < 2000; i++)
        pcap_record(&file, i % 2 ? UINT32_MAX : 0, i * 7919 % 1000000000, 0, 0);
    read_made(&file);
    CU_ASSERT_EQUAL_FATAL(n_got, 2000);
    for (size_t i = 0; i < n_got; i++) {
        CU_ASSERT(got[i].clock >= last && got[i].clock != UINT64_MAX);
        last = got[i].clock;
    }
    CU_ASSERT(last > UINT64_MAX / 2);
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
    TEST(a_jump_forward_is_a_year_at_most),
    TEST(time_that_jumps_back_and_forth_never_turns_the_clock_back),
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
