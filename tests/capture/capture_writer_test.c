/* SPDX-License-Identifier: Apache-2.0 */
/* Packets written, and read back through capture.h. */
#include "capture/capture_writer.h"

#include "capture_helper.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static struct capture_writer *file;
static uint8_t bytes[PACKET_MAX];

static struct packet
packet_of(int64_t seconds, uint32_t captured, uint16_t linktype, bool fine)
{
    return (struct packet){
        .seconds = seconds,
        .nanoseconds = fine ? 123456789 : 123456000,
        .captured = captured,
        .length = captured + 10,
        .linktype = linktype,
        .fine_time = fine,
    };
}

static struct packet added[64];

static void
begin(void)
{
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7 + i / 256);
    hear();
    file = capture_writer_open(the_folder(), "odd");
    heard();
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
}

static bool
add(int64_t seconds, uint32_t captured, uint16_t linktype, bool fine)
{
    struct packet packet = packet_of(seconds, captured, linktype, fine);

    added[capture_writer_count(file) % 64] = packet;
    return capture_writer_add(file, &packet, bytes + captured % 5);
}

/* Closes, reads back and compares with what was added. */
static void
check_read_back(const char *name, size_t n)
{
    CU_ASSERT_STRING_EQUAL(capture_writer_name(file), in_folder(name));
    CU_ASSERT_EQUAL(capture_writer_count(file), n);
    CU_ASSERT_TRUE(capture_writer_close(file, true));
    CU_ASSERT_FALSE(exists("odd.pcap.part") || exists("odd.pcapng.part"));
    read_path(in_folder(name));
    CU_ASSERT_FALSE(damaged);
    CU_ASSERT_EQUAL_FATAL(n_got, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t sum = 0;

        for (uint32_t j = 0; j < added[i].captured; j++)
            sum = sum * 31 + bytes[added[i].captured % 5 + j] + 1;
        got[i].offset = 0;
        got[i].clock = added[i].clock; /* of another reading */
        CU_ASSERT_EQUAL(memcmp(&got[i], &added[i], sizeof *got), 0);
        CU_ASSERT_EQUAL(got_sums[i], sum);
    }
}

static void
one_kind_of_packets_makes_a_pcap(void)
{
    uint8_t header[24];

    begin();
    for (uint32_t i = 0; i < 20; i++)
        CU_ASSERT_TRUE(add(i, i * 17, 113, false));
    check_read_back("odd.pcap", 20);
    CU_ASSERT_EQUAL(load("odd.pcap", header, 24), 24);
    CU_ASSERT_EQUAL(memcmp(header, "\324\303\262\241\2\0\4\0", 8), 0);
}

static void
fine_times_make_a_nanosecond_pcap(void)
{
    uint8_t header[24];

    begin();
    CU_ASSERT_TRUE(add(4000000000, 60, 1, true));
    check_read_back("odd.pcap", 1);
    CU_ASSERT_EQUAL(load("odd.pcap", header, 24), 24);
    CU_ASSERT_EQUAL(memcmp(header, "\115\074\262\241", 4), 0);
}

static void
a_second_link_type_makes_a_pcapng(void)
{
    begin();
    for (uint32_t i = 0; i < 10; i++)
        CU_ASSERT_TRUE(add(i, i * 31, 1, false));
    for (uint32_t i = 0; i < 10; i++)
        CU_ASSERT_TRUE(add(i, i * 37, (uint16_t)(i % 3), false));
    check_read_back("odd.pcapng", 20);
    CU_ASSERT_FALSE(exists("odd.pcap"));
}

static void
a_second_time_resolution_makes_a_pcapng(void)
{
    begin();
    for (uint32_t i = 0; i < 20; i++)
        CU_ASSERT_TRUE(add(1700000000 + i, i, 1, i % 4 == 3));
    check_read_back("odd.pcapng", 20);
}

static void
the_longest_packets_survive_the_change(void)
{
    begin();
    CU_ASSERT_TRUE(add(1, PACKET_MAX - 4, 1, true));
    CU_ASSERT_TRUE(add(2, PACKET_MAX - 4, 2, true));
    check_read_back("odd.pcapng", 2);
}

static void
times_out_of_the_ordinary_survive(void)
{
    static const int64_t seconds[] = { 5, -1, -9000000000, 9000000000, 4294967296, 7 };

    for (int fine = 0; fine < 2; fine++)
        for (size_t first = 0; first < 6; first++) {
            begin();
            for (size_t i = first; i < 6; i++)
                CU_ASSERT_TRUE(add(seconds[i], 9, 1, fine));
            check_read_back(first < 5 ? "odd.pcapng" : "odd.pcap", 6 - first);
        }
}

static void
nothing_is_created_before_the_first_packet(void)
{
    begin();
    CU_ASSERT_FALSE(exists("odd.pcap.part"));
    CU_ASSERT_TRUE(capture_writer_close(file, true));
    CU_ASSERT_FALSE(exists("odd.pcap"));
}

static void
the_name_comes_at_the_end(void)
{
    begin();
    CU_ASSERT_TRUE(add(1, 60, 1, false));
    CU_ASSERT_TRUE(exists("odd.pcap.part"));
    CU_ASSERT_FALSE(exists("odd.pcap"));
    CU_ASSERT_TRUE(capture_writer_close(file, true));
    CU_ASSERT_TRUE(exists("odd.pcap"));
}

static void
what_is_not_kept_is_removed(void)
{
    for (uint16_t kinds = 1; kinds < 3; kinds++) {
        begin();
        for (uint16_t i = 0; i < kinds; i++)
            CU_ASSERT_TRUE(add(1, 60, i, false));
        CU_ASSERT_TRUE(capture_writer_close(file, false));
        CU_ASSERT_EQUAL(rmdir(the_folder()), 0); /* it is empty */
        mkdir(the_folder(), 0700);
    }
}

static void
an_earlier_runs_files_are_removed_at_once(void)
{
    static const char *const names[] = { "odd.pcap", "odd.pcapng", "odd.pcap.part",
                                         "odd.pcapng.part" };

    for (size_t i = 0; i < 4; i++)
        save(names[i], "old", 3);
    begin();
    for (size_t i = 0; i < 4; i++)
        CU_ASSERT_FALSE(exists(names[i]));
    capture_writer_close(file, false);
}

static void
a_stale_file_that_cannot_be_removed_is_told(void)
{
    mkdir(in_folder("odd.pcapng"), 0700);
    hear();
    CU_ASSERT_PTR_NULL(capture_writer_open(the_folder(), "odd"));
    heard();
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/odd.pcapng: an earlier run's file cannot be removed: "));
}

/* Writes beyond the limit fail, as on a full disk. */
static void
limit_file_size(rlim_t most)
{
    struct rlimit limit;

    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
    setrlimit(RLIMIT_FSIZE, &limit);
}

static void
a_failed_write_is_told_once_and_remembered(void)
{
    bool good = true;

    begin();
    hear();
    limit_file_size(20000);
    for (int i = 0; i < 40; i++)
        good &= add(i, 1000, 1, false);
    CU_ASSERT_FALSE(good);
    CU_ASSERT_FALSE(capture_writer_close(file, true));
    limit_file_size(RLIM_INFINITY);
    heard();
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/odd.pcap.part: cannot be written: File too large\n"));
    CU_ASSERT_PTR_EQUAL(strchr(said, '\n'), said + strlen(said) - 1);
    CU_ASSERT_FALSE(exists("odd.pcap"));
    CU_ASSERT_TRUE(exists("odd.pcap.part"));
}

static void
a_write_that_fails_at_the_end_is_told(void)
{
    begin();
    CU_ASSERT_TRUE(add(1, 1000, 1, false));
    hear();
    limit_file_size(100);
    CU_ASSERT_FALSE(capture_writer_close(file, true));
    limit_file_size(RLIM_INFINITY);
    heard();
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/odd.pcap.part: cannot be written: "));
    CU_ASSERT_FALSE(exists("odd.pcap"));
}

static void
a_folder_that_is_gone_is_told(void)
{
    hear();
    file = capture_writer_open(in_folder("gone"), "odd");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_FALSE(add(1, 10, 1, false));
    CU_ASSERT_FALSE(capture_writer_close(file, true));
    heard();
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/gone/odd.pcap.part: cannot be written: No such file"));
}

static const CU_TestInfo tests[] = {
    TEST(one_kind_of_packets_makes_a_pcap),
    TEST(fine_times_make_a_nanosecond_pcap),
    TEST(a_second_link_type_makes_a_pcapng),
    TEST(a_second_time_resolution_makes_a_pcapng),
    TEST(the_longest_packets_survive_the_change),
    TEST(times_out_of_the_ordinary_survive),
    TEST(nothing_is_created_before_the_first_packet),
    TEST(the_name_comes_at_the_end),
    TEST(what_is_not_kept_is_removed),
    TEST(an_earlier_runs_files_are_removed_at_once),
    TEST(a_stale_file_that_cannot_be_removed_is_told),
    TEST(a_failed_write_is_told_once_and_remembered),
    TEST(a_write_that_fails_at_the_end_is_told),
    TEST(a_folder_that_is_gone_is_told),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    signal(SIGXFSZ, SIG_IGN);
    return run_in_folder("capture_writer", tests);
}
