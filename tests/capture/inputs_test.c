/* SPDX-License-Identifier: Apache-2.0 */
/* Files, folders, standard input. */
#include "capture_helper.h"

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
files_come_in_the_order_given(void)
{
    save_one("b", 1);
    save_one("a", 2);
    read_inputs((const char *[]){ in_folder("b"), in_folder("a") }, 2);
    CU_ASSERT_EQUAL(n_got, 2);
    CU_ASSERT_EQUAL(n_fills, 1);
    CU_ASSERT_EQUAL(got[0].seconds, 1);
    CU_ASSERT_EQUAL(progress.bytes, 2 * file.used);
    CU_ASSERT_EQUAL(progress.total, 2 * file.used);
}

static void
a_folder_gives_its_files_in_bytewise_order(void)
{
    save_one("b", 2);
    save_one("Z", 1);
    save_one("a10", 3);
    save_one(".hidden", 9);
    mkdir(in_folder("sub"), 0700);
    save_one("sub/x", 8);
    rename(in_folder("b"), in_folder("a1"));
    read_path(the_folder());
    CU_ASSERT_EQUAL(n_got, 3);
    for (int i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(got[i].seconds, i + 1);
}

static void
damage_in_one_file_does_not_stop_the_next(void)
{
    save_one("a", 1);
    save("a", file.data, file.used - 1);
    save("b", "PK\3\4 and no capture", 20);
    save("c", "", 0);
    save_one("d", 4);
    read_path(the_folder());
    CU_ASSERT_EQUAL(open_status, STATUS_DONE);
    CU_ASSERT_TRUE(damaged);
    CU_ASSERT_EQUAL(n_got, 1);
    CU_ASSERT_EQUAL(got[0].seconds, 4);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/a: at packet 1, byte 24: the file is cut short"));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/b: it begins with 50 4b 03 04 (\"PK..\"); a capture"));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/c: it is empty; a capture in pcap or pcapng"));
}

static void
a_missing_last_file_is_told_before_anything_is_read(void)
{
    save_one("a", 1);
    read_inputs((const char *[]){ in_folder("a"), in_folder("nowhere") }, 2);
    CU_ASSERT_EQUAL(open_status, STATUS_USAGE);
    CU_ASSERT_EQUAL(n_got, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/nowhere: cannot be read: No such file"));
}

static void
a_folder_without_files_is_a_mistake(void)
{
    read_path(the_folder());
    CU_ASSERT_EQUAL(open_status, STATUS_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "holds no files"));
}

static void
what_cannot_be_read_of_a_folder_keeps_nothing_else_from_being_read(void)
{
    save_one("a", 1);
    CU_ASSERT_EQUAL(symlink("nowhere", in_folder("b")), 0);
    save_one("c", 3);
    read_path(the_folder());
    CU_ASSERT_EQUAL(open_status, STATUS_DONE);
    CU_ASSERT_TRUE(damaged);
    CU_ASSERT_EQUAL(n_got, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/b: cannot be read: No such file"));
}

static void
what_netcapd_wrote_is_no_capture_of_a_folder(void)
{
    static const char *const ours[] = { "TCP.ncap.gz", "errors.pcapng.gz", "run.json",
                                        "unknown.pcap", "TCP.ncap.part" };

    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        save_one(ours[i], 9);
    save_one("own", 1);
    read_path(the_folder());
    CU_ASSERT_EQUAL(n_got, 1);
    CU_ASSERT_EQUAL(got[0].seconds, 1);
    CU_ASSERT_FALSE(damaged);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, ": holds records: the 5 files there that netcapd wrote"));
    read_path(in_folder("errors.pcapng.gz"));
    CU_ASSERT_EQUAL(n_got, 1);
}

static void
a_folder_without_records_may_hold_captures_of_any_name(void)
{
    save_one("errors.pcap", 1);
    save_one("unknown.pcapng.gz", 2);
    read_path(the_folder());
    CU_ASSERT_EQUAL(n_got, 2);
    CU_ASSERT_STRING_EQUAL(said, "");
}

static void
an_input_is_known_by_any_name(void)
{
    const char *path = in_folder("a");
    struct capture_options options = { .inputs = &path, .n_inputs = 1 };
    struct capture *capture;
    struct stat about;

    save_one("a", 1);
    save_one("b", 1);
    CU_ASSERT_EQUAL(link(path, in_folder("hard")), 0);
    capture = capture_open(&options, &open_status);
    CU_ASSERT_PTR_NOT_NULL_FATAL(capture);
    CU_ASSERT_EQUAL(stat(in_folder("hard"), &about), 0);
    CU_ASSERT_STRING_EQUAL(capture_reads(capture, &about), path);
    CU_ASSERT_EQUAL(stat(in_folder("b"), &about), 0);
    CU_ASSERT_PTR_NULL(capture_reads(capture, &about));
    capture_close(capture);
}

static void
standard_input_is_read_only_once(void)
{
    int input = dup(STDIN_FILENO);

    save_one("a", 1);
    CU_ASSERT_PTR_NOT_NULL(freopen(in_folder("a"), "rb", stdin));
    read_inputs((const char *[]){ "-", "-" }, 2);
    CU_ASSERT_EQUAL(open_status, STATUS_USAGE);
    read_path("-");
    CU_ASSERT_EQUAL(n_got, 1);
    dup2(input, STDIN_FILENO);
    close(input);
}

static const CU_TestInfo tests[] = {
    TEST(files_come_in_the_order_given),
    TEST(a_folder_gives_its_files_in_bytewise_order),
    TEST(damage_in_one_file_does_not_stop_the_next),
    TEST(a_missing_last_file_is_told_before_anything_is_read),
    TEST(a_folder_without_files_is_a_mistake),
    TEST(what_cannot_be_read_of_a_folder_keeps_nothing_else_from_being_read),
    TEST(what_netcapd_wrote_is_no_capture_of_a_folder),
    TEST(a_folder_without_records_may_hold_captures_of_any_name),
    TEST(an_input_is_known_by_any_name),
    TEST(standard_input_is_read_only_once),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    int failed = run_in_folder("inputs", tests);

    done_with(&file);
    return failed;
}
