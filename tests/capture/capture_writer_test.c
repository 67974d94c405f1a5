/* SPDX-License-Identifier: Apache-2.0 */
/* Packets written, and read back through capture.h. */
#include "capture/capture_writer.h"

#include "capture_helper.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <zlib.h>

static struct capture_writer *file;
static uint64_t most = 64 << 20;
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
    file = capture_writer_open(out_folder_in(""), "odd", most);
    heard();
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
}

static bool
add(int64_t seconds, uint32_t captured, uint16_t linktype, bool fine)
{
    struct packet packet = packet_of(seconds, captured, linktype, fine);

    added[capture_writer_stats(file).packets % 64] = packet;
    return capture_writer_add(file, &packet, bytes + captured % 5,
                              captured % 3 ? "a comment" : NULL);
}

/* Closes, reads back and compares with what was added. */
static void
check_read_back(size_t n)
{
    CU_ASSERT_EQUAL(capture_writer_stats(file).packets, n);
    CU_ASSERT_TRUE(capture_writer_finish(file, true));
    CU_ASSERT_STRING_EQUAL(capture_writer_stats(file).name, "odd.pcapng.gz");
    capture_writer_free(file);
    CU_ASSERT_FALSE(exists("odd.pcapng.gz.part"));
    read_path(in_folder("odd.pcapng.gz"));
    CU_ASSERT_FALSE(damaged);
    CU_ASSERT_EQUAL_FATAL(n_got, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t sum = 0;

        for (uint32_t j = 0; j < added[i].captured; j++)
            sum = sum * 31 + bytes[added[i].captured % 5 + j] + 1;
        got[i].offset = 0;
        got[i].clock = added[i].clock; /* of another reading */
        got[i].number = added[i].number;
        got[i].interface = added[i].interface; /* the writer has its own, by their kind */
        CU_ASSERT_EQUAL(memcmp(&got[i], &added[i], sizeof *got), 0);
        CU_ASSERT_EQUAL(got_sums[i], sum);
    }
}

static void
packets_come_back_as_they_were(void)
{
    begin();
    for (uint32_t i = 0; i < 20; i++)
        CU_ASSERT_TRUE(add(i, i * 17, 113, false));
    check_read_back(20);
}

static void
fine_times_come_back(void)
{
    begin();
    CU_ASSERT_TRUE(add(4000000000, 60, 1, true));
    check_read_back(1);
}

static void
link_types_may_mix(void)
{
    begin();
    for (uint32_t i = 0; i < 10; i++)
        CU_ASSERT_TRUE(add(i, i * 31, 1, false));
    for (uint32_t i = 0; i < 10; i++)
        CU_ASSERT_TRUE(add(i, i * 37, (uint16_t)(i % 3), false));
    check_read_back(20);
}

static void
time_resolutions_may_mix(void)
{
    begin();
    for (uint32_t i = 0; i < 20; i++)
        CU_ASSERT_TRUE(add(1700000000 + i, i, 1, i % 4 == 3));
    check_read_back(20);
}

static void
the_longest_packets_come_back(void)
{
    begin();
    CU_ASSERT_TRUE(add(1, PACKET_MAX - 4, 1, true));
    CU_ASSERT_TRUE(add(2, PACKET_MAX - 4, 2, true));
    check_read_back(2);
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
            check_read_back(6 - first);
        }
}

static void
a_time_too_far_away_is_moved_and_said(void)
{
    static const int64_t seconds[] = { 9000000001, -9000000001, INT64_C(1) << 62 };

    for (size_t i = 0; i < 3; i++) {
        begin();
        hear();
        CU_ASSERT_TRUE(add(seconds[i], 9, 1, false));
        CU_ASSERT_TRUE(add(seconds[i], 9, 1, false));
        heard();
        CU_ASSERT_TRUE(capture_writer_finish(file, true));
        capture_writer_free(file);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, "s from 1970, more than 9000000000: there it and"));
        read_path(in_folder("odd.pcapng.gz"));
        CU_ASSERT_EQUAL_FATAL(n_got, 2);
        CU_ASSERT_EQUAL(got[1].seconds, seconds[i] < 0 ? -9000000000 : 9000000000);
    }
}

static void
finish(bool keep)
{
    CU_ASSERT_TRUE(capture_writer_finish(file, keep));
    capture_writer_free(file);
}

static void
nothing_is_created_before_the_first_packet(void)
{
    begin();
    finish(true);
    CU_ASSERT_FALSE(exists("odd.pcapng.gz") || exists("odd.pcapng.gz.part"));
}

static void
the_name_comes_at_the_end(void)
{
    begin();
    CU_ASSERT_TRUE(add(1, 60, 1, false));
    CU_ASSERT_TRUE(exists("odd.pcapng.gz.part"));
    CU_ASSERT_FALSE(exists("odd.pcapng.gz"));
    finish(true);
    CU_ASSERT_TRUE(exists("odd.pcapng.gz"));
}

static void
what_is_not_kept_stays_as_a_part(void)
{
    begin();
    CU_ASSERT_TRUE(add(1, 60, 1, false));
    finish(false);
    CU_ASSERT_FALSE(exists("odd.pcapng.gz"));
    read_path(in_folder("odd.pcapng.gz.part"));
    CU_ASSERT_EQUAL(n_got, 1);
}

static void
what_was_flushed_can_be_read_while_the_rest_comes(void)
{
    begin();
    CU_ASSERT_TRUE(add(1, 60, 1, false) && add(2, 60, 2, false));
    CU_ASSERT_TRUE(capture_writer_flush(file));
    CU_ASSERT_TRUE(add(3, 60, 1, false));
    read_path(in_folder("odd.pcapng.gz.part"));
    CU_ASSERT_EQUAL(n_got, 2);
    CU_ASSERT_FALSE(damaged);
    check_read_back(3);
}

/* A packet of 60 bytes: 92, or 108 with its comment. */
static void
beyond_the_most_packets_are_only_counted(void)
{
    most = 28 + 32 + 3 * 92;
    begin();
    hear();
    for (uint32_t i = 0; i < 5; i++)
        CU_ASSERT_TRUE(add(i, 60, 1, false));
    heard();
    most = 64 << 20;
    CU_ASSERT_PTR_NOT_NULL(
        strstr(said, "/odd.pcapng.gz: holds 336 bytes of packets, which is the"));
    CU_ASSERT_PTR_EQUAL(strchr(said, '\n'), said + strlen(said) - 1);
    CU_ASSERT_EQUAL(capture_writer_stats(file).left_out, 2);
    check_read_back(3);
}

static void
a_file_is_as_long_as_it_may_be_and_no_longer(void)
{
    most = 28 + 32 + 3 * 92 - 1;
    begin();
    hear();
    for (uint32_t i = 0; i < 3; i++)
        CU_ASSERT_TRUE(add(i, 60, 1, false));
    heard();
    most = 64 << 20;
    CU_ASSERT_EQUAL(capture_writer_stats(file).left_out, 1);
    check_read_back(2);
}

static void
packets_too_long_are_counted_said_once_and_cost_no_other(void)
{
    struct packet packet = packet_of(1, PACKET_MAX + 1, 1, false);

    begin();
    hear();
    CU_ASSERT_TRUE(capture_writer_add(file, &packet, bytes, NULL));
    CU_ASSERT_TRUE(capture_writer_add(file, &packet, bytes, NULL));
    heard();
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/odd.pcapng.gz: a packet of 262145 bytes is left out"));
    CU_ASSERT_PTR_EQUAL(strchr(said, '\n'), said + strlen(said) - 1);
    CU_ASSERT_EQUAL(capture_writer_stats(file).left_out, 2);
    CU_ASSERT_TRUE(add(1, 60, 1, false));
    check_read_back(1);
}

static bool
holds(const uint8_t *data, size_t n, const char *text)
{
    return memmem(data, n, text, strlen(text));
}

static void
a_comment_is_text_whatever_a_plugin_says(void)
{
    struct packet packet = packet_of(1, 4, 1, false);
    char text[2 * COMMENT_MAX];
    uint8_t data[2048];
    gzFile from;
    int n;

    begin();
    CU_ASSERT_TRUE(capture_writer_add(file, &packet, bytes, "\033[2J\xff\xc2\x9b ends \xc3\xa4"));
    CU_ASSERT_TRUE(capture_writer_add(file, &packet, bytes, "backwards \xe2\x80\xae from here"));
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    CU_ASSERT_TRUE(capture_writer_add(file, &packet, bytes, text));
    finish(true);
    from = gzopen(in_folder("odd.pcapng.gz"), "rb");
    n = gzread(from, data, sizeof data);
    gzclose(from);
    CU_ASSERT_TRUE_FATAL(n > 0);
    CU_ASSERT_TRUE(holds(data, (size_t)n, "?[2J??? ends \xc3\xa4"));
    CU_ASSERT_TRUE(holds(data, (size_t)n, "backwards ??? from here"));
    text[COMMENT_MAX] = '\0';
    CU_ASSERT_TRUE(holds(data, (size_t)n, text));
    text[COMMENT_MAX] = 'x';
    text[COMMENT_MAX + 1] = '\0';
    CU_ASSERT_FALSE(holds(data, (size_t)n, text));
}

/* Writes beyond the limit fail, as on a full disk. */
static void
limit_file_size(rlim_t size)
{
    struct rlimit limit;

    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = size < limit.rlim_max ? size : limit.rlim_max;
    setrlimit(RLIMIT_FSIZE, &limit);
}

static void
a_failed_write_is_told_once_and_remembered(void)
{
    bool good = true;

    begin();
    hear();
    limit_file_size(4000);
    for (int i = 0; i < 4000; i++)
        good &= add(i, 1000, 1, false);
    CU_ASSERT_FALSE(good);
    CU_ASSERT_FALSE(capture_writer_finish(file, true));
    capture_writer_free(file);
    limit_file_size(RLIM_INFINITY);
    heard();
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/odd.pcapng.gz.part: cannot write: File too large; what"));
    CU_ASSERT_PTR_EQUAL(strchr(said, '\n'), said + strlen(said) - 1);
    CU_ASSERT_FALSE(exists("odd.pcapng.gz"));
    CU_ASSERT_TRUE(exists("odd.pcapng.gz.part"));
}

static void
a_write_that_fails_at_the_end_is_told(void)
{
    begin();
    CU_ASSERT_TRUE(add(1, 1000, 1, false));
    hear();
    limit_file_size(100);
    CU_ASSERT_FALSE(capture_writer_finish(file, true));
    capture_writer_free(file);
    limit_file_size(RLIM_INFINITY);
    heard();
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/odd.pcapng.gz.part: cannot write: "));
    CU_ASSERT_FALSE(exists("odd.pcapng.gz"));
}

static void
a_file_that_cannot_be_created_is_told(void)
{
    mkdir(in_folder("odd.pcapng.gz.part"), 0700);
    begin();
    hear();
    CU_ASSERT_FALSE(add(1, 10, 1, false));
    CU_ASSERT_FALSE(capture_writer_finish(file, true));
    heard();
    capture_writer_free(file);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/odd.pcapng.gz.part: cannot replace: Is a directory"));
}

static const CU_TestInfo tests[] = {
    TEST(packets_come_back_as_they_were),
    TEST(fine_times_come_back),
    TEST(link_types_may_mix),
    TEST(time_resolutions_may_mix),
    TEST(the_longest_packets_come_back),
    TEST(times_out_of_the_ordinary_survive),
    TEST(a_time_too_far_away_is_moved_and_said),
    TEST(nothing_is_created_before_the_first_packet),
    TEST(the_name_comes_at_the_end),
    TEST(what_is_not_kept_stays_as_a_part),
    TEST(what_was_flushed_can_be_read_while_the_rest_comes),
    TEST(beyond_the_most_packets_are_only_counted),
    TEST(a_file_is_as_long_as_it_may_be_and_no_longer),
    TEST(packets_too_long_are_counted_said_once_and_cost_no_other),
    TEST(a_comment_is_text_whatever_a_plugin_says),
    TEST(a_failed_write_is_told_once_and_remembered),
    TEST(a_write_that_fails_at_the_end_is_told),
    TEST(a_file_that_cannot_be_created_is_told),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    signal(SIGXFSZ, SIG_IGN);
    return run_in_folder("capture_writer", tests);
}
