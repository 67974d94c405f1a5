/* SPDX-License-Identifier: Apache-2.0 */
/* How a fill ends before its packets do: stopped, hurried, in time, at a count. */
#include "capture_helper.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static struct made file;

static struct capture *waiting;

static void
on_alarm(int number)
{
    (void)number;
    capture_stop(waiting);
}

static void
stopping_ends_a_wait_for_a_pipe(void)
{
    const char *pipe = in_folder("pipe");
    struct capture_options options = { .inputs = &pipe, .n_inputs = 1 };
    struct packet packets[8];
    struct capture_buffer buffer = { malloc(CAPTURE_BUFFER_MIN), CAPTURE_BUFFER_MIN, packets, 8 };
    struct sigaction action = { .sa_handler = on_alarm };

    mkfifo(pipe, 0600);

    int writer = open(pipe, O_RDWR);

    waiting = capture_open(&options, &open_status);
    sigaction(SIGALRM, &action, NULL);
    alarm(1);
    CU_ASSERT_EQUAL(capture_fill(waiting, &buffer, 60000), CAPTURE_WAIT);
    CU_ASSERT_EQUAL(capture_fill(waiting, &buffer, 60000), CAPTURE_END);
    capture_close(waiting);
    close(writer);
    free(buffer.data);
}

static void
stopping_ends_a_fill_that_takes_nothing(void)
{
    const char *pipe = in_folder("pipe");
    struct capture_options options = { .inputs = &pipe, .n_inputs = 1, .filter = "greater 3000" };
    struct packet packets[8];
    struct capture_buffer buffer = { malloc(CAPTURE_BUFFER_MIN), CAPTURE_BUFFER_MIN, packets, 8 };
    struct sigaction action = { .sa_handler = on_alarm };

    pcap_many(&file, 100, 1000);
    mkfifo(pipe, 0600);

    pid_t child = fork();

    if (child == 0) {
        int to = open(pipe, O_WRONLY);
        size_t at = 0;

        alarm(5); /* should it not be stopped */
        while (write(to, file.data + at, file.used - at) > 0)
            at = 24;
        _exit(0);
    }
    waiting = capture_open(&options, &open_status);
    sigaction(SIGALRM, &action, NULL);
    alarm(1);
    long result = capture_fill(waiting, &buffer, -1);

    /* The signal may have come while it waited for bytes. */
    CU_ASSERT_EQUAL(result == CAPTURE_WAIT ? capture_fill(waiting, &buffer, -1) : result,
                    CAPTURE_END);
    CU_ASSERT_FALSE(capture_damaged(waiting));
    capture_close(waiting);
    waitpid(child, NULL, 0);
    free(buffer.data);
}

static struct capture *
open_for(const char *path, const char *only, uint64_t count)
{
    struct capture_options options = {
        .inputs = &path, .n_inputs = 1, .filter = only, .count = count
    };

    return capture_open(&options, &open_status);
}

static void
a_fill_that_takes_nothing_returns_in_time(void)
{
    struct packet packets[8];
    struct capture_buffer buffer = { malloc(CAPTURE_BUFFER_MIN), CAPTURE_BUFFER_MIN, packets, 8 };
    size_t fills = 0, largest;
    long result;

    pcap_many(&file, 20000, 1000);
    save("f", file.data, file.used);
    largest = file.used / 20;
    waiting = open_for(in_folder("f"), "greater 3000", 0);
    while ((result = capture_fill(waiting, &buffer, 0)) == CAPTURE_WAIT)
        fills++;
    CU_ASSERT_EQUAL(result, CAPTURE_END);
    CU_ASSERT_TRUE(fills > file.used / largest);
    capture_close(waiting);
    free(buffer.data);
}

static void
a_hurried_fill_reads_nothing_and_the_next_goes_on(void)
{
    struct packet packets[8];
    struct capture_buffer buffer = { malloc(CAPTURE_BUFFER_MIN), CAPTURE_BUFFER_MIN, packets, 8 };

    pcap_many(&file, 20, 100);
    save("f", file.data, file.used);
    waiting = open_for(in_folder("f"), NULL, 0);
    capture_hurry(waiting);
    CU_ASSERT_EQUAL(capture_fill(waiting, &buffer, -1), CAPTURE_WAIT);
    CU_ASSERT_EQUAL(capture_fill(waiting, &buffer, -1), 8);
    capture_stop(waiting);
    CU_ASSERT_EQUAL(capture_fill(waiting, &buffer, -1), CAPTURE_END);
    capture_close(waiting);
    free(buffer.data);
}

/* So many of ten packets when so many are wanted. */
static void
check_count(uint64_t count, const char *only, long expected)
{
    struct packet packets[4];
    struct capture_buffer buffer = { malloc(CAPTURE_BUFFER_MIN), CAPTURE_BUFFER_MIN, packets, 4 };
    long n, all = 0;

    waiting = open_for(in_folder("f"), only, count);
    while ((n = capture_fill(waiting, &buffer, -1)) != CAPTURE_END)
        all += n;
    CU_ASSERT_EQUAL(all, expected);
    CU_ASSERT_FALSE(capture_damaged(waiting));
    capture_close(waiting);
    free(buffer.data);
}

static void
a_count_is_of_the_packets_that_the_filter_takes(void)
{
    pcap_many(&file, 10, 100);
    save("f", file.data, file.used);
    check_count(0, NULL, 10);
    check_count(1, NULL, 1);
    check_count(4, NULL, 4);
    check_count(9, NULL, 9);
    check_count(10, NULL, 10);
    check_count(11, NULL, 10);
    check_count(2, "greater 1", 2);
}

static void
link_types_are_waited_for_no_longer_than_asked(void)
{
    uint16_t linktypes[8];
    int writer;

    pcap_many(&file, 1, 10);
    mkfifo(in_folder("pipe"), 0600);
    waiting = open_for(in_folder("pipe"), NULL, 0);
    CU_ASSERT_EQUAL(capture_linktypes(waiting, linktypes, 8, 1), CAPTURE_WAIT);
    writer = open(in_folder("pipe"), O_WRONLY);
    CU_ASSERT_EQUAL(write(writer, file.data, 20), 20);
    CU_ASSERT_EQUAL(capture_linktypes(waiting, linktypes, 8, 1), CAPTURE_WAIT);
    CU_ASSERT_EQUAL(write(writer, file.data + 20, 20), 20);
    CU_ASSERT_EQUAL(capture_linktypes(waiting, linktypes, 8, 1000), 1);
    CU_ASSERT_EQUAL(linktypes[0], 1);
    close(writer);
    capture_close(waiting);
}

static const CU_TestInfo tests[] = {
    TEST(stopping_ends_a_wait_for_a_pipe),
    TEST(stopping_ends_a_fill_that_takes_nothing),
    TEST(a_fill_that_takes_nothing_returns_in_time),
    TEST(a_hurried_fill_reads_nothing_and_the_next_goes_on),
    TEST(a_count_is_of_the_packets_that_the_filter_takes),
    TEST(link_types_are_waited_for_no_longer_than_asked),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    int failed = run_in_folder("capture ends", tests);

    done_with(&file);
    return failed;
}
