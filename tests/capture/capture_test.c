/* SPDX-License-Identifier: Apache-2.0 */
/* Buffers, filters, waiting. */
#include "capture_helper.h"
#include "slow_writer.h"

#include <fcntl.h>
#include <sys/stat.h>

static struct made file;

/* One packet, whose seconds tell where it is from. */
static void
save_one(const char *name, uint32_t seconds)
{
    done_with(&file);
    pcap_header(&file, PCAP_MAGIC_MICRO, 4, 1);
    pcap_record(&file, seconds, 0, 60, 60);
    save(name, file.data, file.used);
}

static void
time_going_backwards_is_counted(void)
{
    save_one("a", 5);
    pcap_record(&file, 4, 0, 0, 0);
    pcap_record(&file, 4, 1, 0, 0);
    pcap_record(&file, 4, 2, 0, 0);
    pcap_record(&file, 4, 0, 0, 0);
    pcap_record(&file, 4, 0, 0, 0);
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 6);
    CU_ASSERT_EQUAL(progress.backwards, 2);
}

/* The same packets must come whatever they are read into. */
static void
check_buffer(size_t size, size_t max, size_t expected, const char *chosen)
{
    static struct packet first[GOT_MAX];
    static uint32_t sums[GOT_MAX];
    size_t same = 0;

    buffer_size = 64 * CAPTURE_BUFFER_MIN;
    max_packets = GOT_MAX;
    filter = chosen;
    read_made(&file);
    CU_ASSERT_EQUAL_FATAL(n_got, expected);
    memcpy(first, got, n_got * sizeof *got);
    memcpy(sums, got_sums, n_got * sizeof *sums);
    buffer_size = size;
    max_packets = max;
    filter = chosen;
    read_made(&file);
    CU_ASSERT_EQUAL_FATAL(n_got, expected);
    CU_ASSERT_FALSE(damaged);
    for (size_t i = 0; i < n_got; i++) {
        first[i].offset = got[i].offset;
        same += memcmp(&first[i], &got[i], sizeof *got) == 0 && got_sums[i] == sums[i];
    }
    CU_ASSERT_EQUAL(same, expected);
}

static void
packets_are_the_same_in_every_buffer(void)
{
    static const uint32_t most[] = { 1, 100, 9000, PACKET_MAX }, n[] = { 3000, 3000, 300, 30 };

    for (size_t i = 0; i < 4; i++) {
        pcap_many(&file, n[i], most[i]);
        for (size_t max = 1; max < 5000; max *= 16)
            for (size_t extra = 0; extra < 3; extra++)
                check_buffer(CAPTURE_BUFFER_MIN + extra * extra * 7777, max, n[i], NULL);
    }
}

static void
blocks_between_packets_do_not_wear_out_the_buffer(void)
{
    uint8_t *body = calloc(1, CAPTURE_BUFFER_MIN);

    done_with(&file);
    ng_section(&file);
    ng_interface(&file, 1, 0);
    for (unsigned i = 0; i < 20; i++) {
        ng_block(&file, 99, body, i * 4001);
        ng_packet(&file, 0, i, 100000 + i, 100000 + i);
    }
    free(body);
    check_buffer(CAPTURE_BUFFER_MIN, 1000, 20, NULL);
}

static void
batches_are_full_offline(void)
{
    pcap_many(&file, 1000, 100);
    max_packets = 100;
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 1000);
    CU_ASSERT_EQUAL(n_fills, 10);
}

static void
the_filter_takes_what_it_describes(void)
{
    pcap_many(&file, 5000, 1000);
    filter = "greater 1 and ether[0] > 127";
    read_made(&file);

    size_t taken = n_got;

    CU_ASSERT_TRUE(taken > 100);
    CU_ASSERT_EQUAL(progress.filtered, 5000 - taken);
    filter = "not ether[0] > 127";
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 4995 - taken); /* five have no first byte */
    CU_ASSERT_FALSE(damaged);
}

static void
filtered_packets_leave_no_holes_in_batches(void)
{
    pcap_many(&file, 5000, 1000);
    filter = "ether[0] = 7";
    read_made(&file);

    size_t taken = n_got;

    CU_ASSERT_TRUE(taken > 5);
    CU_ASSERT(n_fills <= 2); /* a step of their clock may have to wait for the end */
    check_buffer(CAPTURE_BUFFER_MIN, 1000, taken, "ether[0] = 7");
}

static void
a_filter_nobody_understands_is_a_usage_error(void)
{
    save_one("a", 1);
    filter = "tcp porq 80";
    read_path(in_folder("a"));
    CU_ASSERT_EQUAL(open_status, STATUS_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "filter \"tcp porq 80\": "));
}

static void
a_filter_for_another_link_type_is_damage(void)
{
    save_one("a", 1);
    filter = "type mgt";
    read_path(in_folder("a"));
    CU_ASSERT_EQUAL(open_status, STATUS_DONE);
    CU_ASSERT_TRUE(damaged);
    CU_ASSERT_EQUAL(n_got, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "not for link type 1: "));
}

static void
a_filter_is_compiled_for_each_link_type(void)
{
    static const uint8_t ip[20] = { 0x45, 0, 0, 20, 0, 0, 0, 0, 64, 17 };

    done_with(&file);
    ng_section(&file);
    ng_interface(&file, 101, 0);
    ng_interface(&file, 1, 0);
    for (uint32_t i = 0; i < 2; i++) {
        ng_packet(&file, i, i, 60, 60);
        memcpy(file.data + file.used - 64, i ? "\0\0\0\0\0\0\0\0\0\0\0\0\10" : "", i * 14);
        memcpy(file.data + file.used - 64 + 14 * i, ip, sizeof ip);
    }
    filter = "udp";
    read_made(&file);
    CU_ASSERT_EQUAL(n_got, 2);
}

static void
link_types_are_known_before_the_first_packet(void)
{
    const char *path = in_folder("a");
    struct capture_options options = { .inputs = &path, .n_inputs = 1 };
    struct capture_buffer buffer = { malloc(CAPTURE_BUFFER_MIN), CAPTURE_BUFFER_MIN,
                                     malloc(sizeof(struct packet)), 1 };
    uint16_t linktypes[8];

    done_with(&file);
    ng_section(&file);
    ng_interface(&file, 113, 0);
    ng_interface(&file, 1, 0);
    ng_interface(&file, 113, 0);
    ng_packet(&file, 1, 7000000, 60, 60);
    save("a", file.data, file.used);

    struct capture *capture = capture_open(&options, &open_status);

    CU_ASSERT_EQUAL(capture_linktypes(capture, linktypes, 8, -1), 2);
    CU_ASSERT_EQUAL(linktypes[0], 113);
    CU_ASSERT_EQUAL(linktypes[1], 1);
    CU_ASSERT_EQUAL(capture_fill(capture, &buffer, -1), 1);
    CU_ASSERT_EQUAL(buffer.packets[0].seconds, 7);
    CU_ASSERT_EQUAL(capture_fill(capture, &buffer, -1), CAPTURE_END);
    capture_close(capture);
    free(buffer.data);
    free(buffer.packets);
}

static void
a_pipe_written_byte_by_byte_gives_every_packet(void)
{
    pcap_many(&file, 40, 60);
    mkfifo(in_folder("pipe"), 0600);

    pid_t child = write_slowly(in_folder("pipe"), file.data, file.used, 1);

    read_path(in_folder("pipe"));
    wait_for_writer(child);
    CU_ASSERT_EQUAL(n_got, 40);
    CU_ASSERT_EQUAL(progress.total, 0);
    CU_ASSERT_FALSE(damaged);
}

static void
a_slow_pipe_gives_what_is_there(void)
{
    const char *pipe = in_folder("pipe");
    struct capture_options options = { .inputs = &pipe, .n_inputs = 1 };
    struct packet packets[8];
    struct capture_buffer buffer = { malloc(CAPTURE_BUFFER_MIN), CAPTURE_BUFFER_MIN, packets, 8 };
    struct capture *capture;
    size_t two;
    int writer;

    pcap_many(&file, 2, 1);
    two = file.used;
    pcap_record(&file, 2, 2, 0, 0);
    mkfifo(pipe, 0600);
    writer = open(pipe, O_RDWR);
    CU_ASSERT_EQUAL(write(writer, file.data, two + 5), (ssize_t)two + 5);
    capture = capture_open(&options, &open_status);
    CU_ASSERT_EQUAL(capture_fill(capture, &buffer, 20), 2);
    CU_ASSERT_EQUAL(capture_fill(capture, &buffer, 20), CAPTURE_WAIT);
    CU_ASSERT_EQUAL(write(writer, file.data + two + 5, file.used - two - 5),
                    (ssize_t)(file.used - two - 5));
    CU_ASSERT_EQUAL(capture_fill(capture, &buffer, 20), 1);
    CU_ASSERT_EQUAL(capture_fill(capture, &buffer, 20), CAPTURE_WAIT);
    close(writer);
    CU_ASSERT_EQUAL(capture_fill(capture, &buffer, -1), CAPTURE_END);
    capture_close(capture);
    free(buffer.data);
}

static void
an_unknown_interface_is_a_usage_error(void)
{
    static const char *const names[] = { "no such thing" };
    struct capture_options options = { .interfaces = names, .n_interfaces = 1 };

    hear();
    CU_ASSERT_PTR_NULL(capture_open(&options, &open_status));
    heard();
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "no such thing: "));
    CU_ASSERT_TRUE(open_status == STATUS_USAGE || strstr(said, "CAP_NET_RAW"));
}

static void
the_clock_does_not_depend_on_the_buffer(void)
{
    pcap_many(&file, 500, 10);
    check_buffer(CAPTURE_BUFFER_MIN, 7, 500, NULL); /* compares the packets, their clocks too */
}

static const CU_TestInfo tests[] = {
    TEST(time_going_backwards_is_counted),
    TEST(packets_are_the_same_in_every_buffer),
    TEST(blocks_between_packets_do_not_wear_out_the_buffer),
    TEST(batches_are_full_offline),
    TEST(the_filter_takes_what_it_describes),
    TEST(filtered_packets_leave_no_holes_in_batches),
    TEST(a_filter_nobody_understands_is_a_usage_error),
    TEST(a_filter_for_another_link_type_is_damage),
    TEST(a_filter_is_compiled_for_each_link_type),
    TEST(link_types_are_known_before_the_first_packet),
    TEST(a_pipe_written_byte_by_byte_gives_every_packet),
    TEST(a_slow_pipe_gives_what_is_there),
    TEST(an_unknown_interface_is_a_usage_error),
    TEST(the_clock_does_not_depend_on_the_buffer),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    int failed = run_in_folder("capture", tests);

    done_with(&file);
    return failed;
}
