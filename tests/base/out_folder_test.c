/* SPDX-License-Identifier: Apache-2.0 */
/* The folder of a run and the files in it, with what others put under their names. */
#include "base/our_file.h"
#include "base/part_file.h"

#include "folder.h"
#include "harness.h"
#include "hearing.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct out_folder folder;
static struct part_file file;

static enum status
open_it(const char *name)
{
    static char path[300];

    snprintf(path, sizeof path, "%s", in_folder(name));
    return out_folder_open(&folder, path, 0640, false);
}

static unsigned
mode_of(const char *name)
{
    struct stat about;

    return stat(in_folder(name), &about) ? 0 : about.st_mode & 0777;
}

static void
every_file_of_ours_is_known_by_its_name(void)
{
    CU_ASSERT_EQUAL(our_file("TCP.ncap"), OUR_RECORDS);
    CU_ASSERT_EQUAL(our_file("TCP.ncap.gz"), OUR_RECORDS);
    CU_ASSERT_EQUAL(our_file("TCP.ncap.gz.part"), OUR_RECORDS);
    CU_ASSERT_EQUAL(our_file("TCP.ncap.zst"), OUR_RECORDS);
    CU_ASSERT_EQUAL(our_file("TCP.parquet"), OUR_TABLES);
    CU_ASSERT_EQUAL(our_file("TCP.2.parquet.part"), OUR_TABLES);
    CU_ASSERT_EQUAL(our_file("TCP.csv"), OUR_TABLES);
    CU_ASSERT_EQUAL(our_file("TCP.pb.zst.part"), OUR_TABLES);
    CU_ASSERT_EQUAL(our_file("errors.pcapng.gz"), OUR_PACKETS);
    CU_ASSERT_EQUAL(our_file("unknown.pcapng.gz.part"), OUR_PACKETS);
    CU_ASSERT_EQUAL(our_file("run.json"), OUR_REPORT);
    CU_ASSERT_EQUAL(our_file(".netcapd.lock"), OUR_LOCK);
}

static void
no_other_name_is_taken_for_one_of_ours(void)
{
    static const char *const others[] = {
        "",           ".ncap",        ".ncap.gz",    "TCP.txt",      "a.part", "../TCP.ncap",
        "x/run.json", "run.json.bak", "errors.pcap", "errors.pcapng", ".csv.gz",
        "TCP.gz",     "TCP.parquet.gz", "TCP.csv.xz"
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_EQUAL(our_file(others[i]), OUR_NONE);
}

static void
folders_are_made_with_the_mode_of_files_and_a_way_in_for_readers(void)
{
    mode_t before = umask(0);

    CU_ASSERT_EQUAL(open_it("a/b"), STATUS_DONE);
    CU_ASSERT_EQUAL(mode_of("a"), 0750);
    CU_ASSERT_EQUAL(mode_of("a/b"), 0750);
    CU_ASSERT_PTR_NULL(part_file_create(&file, &folder, "A", ".ncap"));
    CU_ASSERT_EQUAL(mode_of("a/b/A.ncap.part"), 0640);
    part_file_free(&file);
    out_folder_close(&folder);
    umask(before);
}

static void
the_umask_takes_away_what_it_takes_away(void)
{
    mode_t before = umask(0077);

    CU_ASSERT_EQUAL(open_it("private"), STATUS_DONE);
    CU_ASSERT_EQUAL(mode_of("private"), 0700);
    out_folder_close(&folder);
    umask(before);
}

static void
nothing_is_left_of_the_lock(void)
{
    CU_ASSERT_EQUAL(open_it("lock"), STATUS_DONE);
    CU_ASSERT(exists("lock/.netcapd.lock"));
    out_folder_close(&folder);
    CU_ASSERT_FALSE(exists("lock/.netcapd.lock"));
}

/* What another process is told that wants the folder. */
static int
status_elsewhere(const char *name)
{
    pid_t child = fork();
    int status = -1;

    if (child == 0)
        _exit((int)open_it(name));
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

static void
a_folder_is_one_runs_at_a_time(void)
{
    CU_ASSERT_EQUAL(open_it("taken"), STATUS_DONE);
    hear();
    CU_ASSERT_EQUAL(status_elsewhere("taken"), STATUS_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "/taken: another netcapd writes there, process "));
    out_folder_close(&folder);
    CU_ASSERT_EQUAL(status_elsewhere("taken"), STATUS_DONE);
}

/* In another process: whom it is told. */
static bool
is_held_by(const char *name, long wanted)
{
    pid_t child = fork();
    int status = -1;

    if (child == 0)
        _exit(out_folder_holder(in_folder(name)) == wanted);
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

static void
who_has_a_folder_is_told(void)
{
    CU_ASSERT_EQUAL(open_it("held"), STATUS_DONE);
    CU_ASSERT(is_held_by("held", getpid()));
    out_folder_close(&folder);
    CU_ASSERT(is_held_by("held", 0));
    CU_ASSERT(is_held_by("nowhere", 0));
    CU_ASSERT_EQUAL(symlink("mine", in_folder("held/.netcapd.lock")), 0);
    CU_ASSERT(is_held_by("held", -1));
}

static void
a_process_that_is_left_over_does_not_keep_the_folder(void)
{
    int pipes[2], status;
    pid_t child, left_over;

    CU_ASSERT_EQUAL_FATAL(pipe(pipes), 0);
    child = fork();
    if (child == 0) {
        bool ok = open_it("left") == STATUS_DONE;

        left_over = fork();
        if (left_over == 0) { /* has all that its parent had open */
            close(pipes[1]);
            _exit(read(pipes[0], &status, 1) < 0);
        }
        _exit(ok ? 0 : 1);
    }
    close(pipes[0]);
    waitpid(child, &status, 0);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_EQUAL(status_elsewhere("left"), STATUS_DONE);
    close(pipes[1]);
}

static void
a_lock_that_is_no_plain_file_is_neither_followed_nor_waited_for(void)
{
    mkdir(in_folder("odd"), 0700);
    mkfifo(in_folder("odd/.netcapd.lock"), 0600);
    hear();
    CU_ASSERT_EQUAL(open_it("odd"), STATUS_FAILED);
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "/odd: cannot write records there: .netcapd.lock: "));
    unlink(in_folder("odd/.netcapd.lock"));
    CU_ASSERT_EQUAL(symlink(in_folder("mine"), in_folder("odd/.netcapd.lock")), 0);
    hear();
    CU_ASSERT_EQUAL(open_it("odd"), STATUS_FAILED);
    heard();
    CU_ASSERT_FALSE(exists("mine"));
}

static void
a_part_is_never_what_already_lies_there(void)
{
    static const char *const names[] = { "A", "B", "C" };

    mkdir(in_folder("there"), 0700);
    save_text("mine", "mine");
    CU_ASSERT_EQUAL(symlink(in_folder("mine"), in_folder("there/A.ncap.part")), 0);
    CU_ASSERT_EQUAL(link(in_folder("mine"), in_folder("there/B.ncap.part")), 0);
    CU_ASSERT_EQUAL(mkfifo(in_folder("there/C.ncap.part"), 0600), 0);
    CU_ASSERT_EQUAL(open_it("there"), STATUS_DONE);
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_STRING_EQUAL(part_file_create(&file, &folder, names[i], ".ncap"), "create");
        CU_ASSERT_PTR_NULL(part_file_name(&file));
        part_file_free(&file);
    }
    folder.overwrite = true;
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_PTR_NULL(part_file_create(&file, &folder, names[i], ".ncap"));
        CU_ASSERT_PTR_NULL(part_file_write(&file, (const uint8_t *)"other", 5));
        part_file_free(&file);
    }
    CU_ASSERT_EQUAL(load("mine", (uint8_t[8]){ 0 }, 8), 4);
    out_folder_close(&folder);
}

static void
a_folder_that_cannot_be_made_is_said(void)
{
    save_text("file", "");
    hear();
    CU_ASSERT_EQUAL(open_it("file/inside"), STATUS_FAILED);
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "file/inside: cannot write records there: "));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(every_file_of_ours_is_known_by_its_name),
        SENTENCE(no_other_name_is_taken_for_one_of_ours),
        SENTENCE(folders_are_made_with_the_mode_of_files_and_a_way_in_for_readers),
        SENTENCE(the_umask_takes_away_what_it_takes_away),
        SENTENCE(nothing_is_left_of_the_lock),
        SENTENCE(a_folder_is_one_runs_at_a_time),
        SENTENCE(who_has_a_folder_is_told),
        SENTENCE(a_process_that_is_left_over_does_not_keep_the_folder),
        SENTENCE(a_lock_that_is_no_plain_file_is_neither_followed_nor_waited_for),
        SENTENCE(a_part_is_never_what_already_lies_there),
        SENTENCE(a_folder_that_cannot_be_made_is_said),
        SENTENCES_END,
    };
    int failed = sentences("out_folder", own);

    remove_folder();
    return failed;
}
