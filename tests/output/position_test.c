/* SPDX-License-Identifier: Apache-2.0 */
#include "output/acknowledged.h"

#include "folder.h"
#include "hearing.h"
#include "harness.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define URL "tls://collector.example:4740"

static struct position position;

static struct file_id
id_of(unsigned number)
{
    return file_id_of((const uint8_t *)&number, sizeof number);
}

static struct position_mark
mark(unsigned number, uint64_t done, bool whole)
{
    return (struct position_mark){ id_of(number), done, done / 2, done / 3, whole };
}

static bool
stands_at(unsigned number, uint64_t done, bool whole)
{
    struct file_id id = id_of(number);
    const struct position_mark *found = position_find(&position, &id);

    return found && found->done == done && found->raw == done / 2 && found->base == done / 3 &&
           found->whole == whole;
}

static void
open_it(void)
{
    CU_ASSERT_EQUAL_FATAL(position_open(&position, the_folder(), "s1", URL), STATUS_DONE);
}

static void
note(unsigned number, uint64_t done, bool whole)
{
    struct position_mark it = mark(number, done, whole);

    CU_ASSERT(position_note(&position, &it));
}

/* The only position file in the folder. */
static const char *
its_name(void)
{
    static char name[300];
    DIR *entries = opendir(the_folder());
    const struct dirent *entry;

    *name = '\0';
    while ((entry = readdir(entries)))
        if (strncmp(entry->d_name, POSITION_PREFIX, strlen(POSITION_PREFIX)) == 0)
            snprintf(name, sizeof name, "%s", entry->d_name);
    closedir(entries);
    return name;
}

static void
what_was_noted_last_is_known_again(void)
{
    open_it();
    for (unsigned i = 0; i < 500; i++)
        note(i, 100 + i, false);
    note(7, 1000, true);
    position_close(&position);
    open_it();
    CU_ASSERT_EQUAL(position.count, 500);
    CU_ASSERT(stands_at(7, 1000, true));
    CU_ASSERT(stands_at(499, 599, false));
    position_close(&position);
}

/* The file as it is after a kill at any byte: each line that is whole counts, and no other. */
static void
a_file_that_ends_anywhere_has_its_whole_lines(void)
{
    static uint8_t text[4096];
    size_t size, lines[5] = { 0 }, n = 0;

    open_it();
    for (unsigned i = 0; i < 4; i++)
        note(i, 9000 + i, i == 3);
    position_close(&position);
    size = load(its_name(), text, sizeof text);
    for (size_t i = 0; i < size; i++)
        if (text[i] == '\n')
            lines[n++] = i + 1;
    CU_ASSERT_EQUAL_FATAL(n, 5);
    for (size_t cut = 0; cut <= size; cut++) {
        size_t wanted = 0;

        while (wanted < 4 && lines[wanted + 1] <= cut)
            wanted++;
        save(its_name(), text, cut);
        open_it();
        CU_ASSERT_EQUAL(position.count, wanted);
        note(9, 1, false); /* and what is noted next stands behind them */
        position_close(&position);
        open_it();
        CU_ASSERT(stands_at(9, 1, false));
        CU_ASSERT_EQUAL(position.count, wanted + 1);
        position_close(&position);
    }
}

static bool
is_even(void *context, const struct file_id *id)
{
    (void)context;
    for (unsigned i = 0; i < 100; i += 2) {
        struct file_id even = id_of(i);

        if (file_id_same(&even, id))
            return true;
    }
    return false;
}

static void
lines_of_no_use_go_and_so_do_files(void)
{
    static uint8_t text[1 << 16];

    open_it();
    for (unsigned i = 0; i < 2000; i++)
        note(i % 100, i + 1, false);
    CU_ASSERT(position_is_long(&position));
    CU_ASSERT(position_forget(&position, is_even, NULL));
    CU_ASSERT(!position_is_long(&position));
    CU_ASSERT_EQUAL(position.count, 50);
    note(98, 5000, false);
    position_close(&position);
    CU_ASSERT(load(its_name(), text, sizeof text) < 60 * 64);
    open_it();
    CU_ASSERT_EQUAL(position.count, 50);
    CU_ASSERT(stands_at(98, 5000, false));
    CU_ASSERT(stands_at(96, 1997, false));
    position_close(&position);
}

static void
a_second_process_is_refused(void)
{
    struct position other;

    open_it();
    hear();
    CU_ASSERT_EQUAL(position_open(&other, the_folder(), "s1", URL), STATUS_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "another process sends this folder there"));
    CU_ASSERT_EQUAL_FATAL(position_open(&other, the_folder(), "s1", "unix:/other"), STATUS_DONE);
    position_close(&other);
    position_close(&position);
    open_it();
    position_close(&position);
}

static void
a_file_is_acknowledged_when_all_destinations_have_it_whole(void)
{
    struct file_id one = id_of(1), two = id_of(2), three = id_of(3);
    struct acknowledged all = acknowledged_read(the_folder(), NULL);

    CU_ASSERT(!acknowledged_whole(&all, &one)); /* there is no destination */
    acknowledged_free(&all);
    open_it();
    note(1, 10, true);
    note(2, 10, true);
    note(3, 10, false);
    position_close(&position);
    all = acknowledged_read(the_folder(), NULL);
    CU_ASSERT_EQUAL(all.count, 1);
    CU_ASSERT(acknowledged_whole(&all, &one));
    CU_ASSERT(!acknowledged_whole(&all, &three));
    acknowledged_free(&all);
    CU_ASSERT_EQUAL_FATAL(position_open(&position, the_folder(), "s1", "unix:/other"), STATUS_DONE);
    note(1, 10, true);
    position_close(&position);
    all = acknowledged_read(the_folder(), NULL);
    CU_ASSERT_EQUAL(all.count, 2);
    CU_ASSERT(acknowledged_whole(&all, &one));
    CU_ASSERT(!acknowledged_whole(&all, &two));
    acknowledged_free(&all);
}

/* As after a disk that was full, or another program. */
static void
a_destination_that_nobody_can_tell_of_has_acknowledged_nothing_and_it_is_said_once(void)
{
    static const char *const none[] = { "", "netcap-send", "rubbish\n", "netcap-send 1 unix:/x\n" };
    struct file_id one = id_of(1);
    struct acknowledged all;
    size_t told = 0;

    open_it();
    note(1, 10, true);
    position_close(&position);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        save(POSITION_PREFIX "0123", none[i], strlen(none[i]));
        told = 0;
        for (int n = 0; n < 2; n++) {
            hear();
            all = acknowledged_read(the_folder(), &told);
            CU_ASSERT_EQUAL(all.count, 1);
            CU_ASSERT(!acknowledged_whole(&all, &one));
            CU_ASSERT_EQUAL(strstr(heard(), POSITION_PREFIX "0123: is not what") != NULL, n == 0);
            acknowledged_free(&all);
        }
    }
}

/* As on a full disk; acknowledgements come by the hundred. */
static void
what_cannot_be_written_is_said_once(void)
{
    struct position_mark it = mark(1, 10, false);
    const char *first;
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

    open_it();
    CU_ASSERT_FATAL(full >= 0 && dup2(full, position.fd) >= 0);
    close(full);
    hear();
    for (int i = 0; i < 100; i++)
        CU_ASSERT(!position_note(&position, &it));
    first = strstr(heard(), "cannot be written");
    CU_ASSERT_PTR_NOT_NULL_FATAL(first);
    CU_ASSERT_PTR_NULL(strstr(first + 1, "cannot be written"));
    position_close(&position);
}

static void
a_position_is_of_one_sensor(void)
{
    open_it();
    note(1, 10, true);
    position_close(&position);
    CU_ASSERT_EQUAL_FATAL(position_open(&position, the_folder(), "s2", URL), STATUS_DONE);
    CU_ASSERT_EQUAL(position.count, 0);
    position_close(&position);
}

int
main(void)
{
    static const CU_TestInfo own[] = {
        { "a_destination_that_nobody_can_tell_of_has_acknowledged_nothing_and_it_is_said_once",
          a_destination_that_nobody_can_tell_of_has_acknowledged_nothing_and_it_is_said_once },
        { "a_position_is_of_one_sensor", a_position_is_of_one_sensor },
        { "what_cannot_be_written_is_said_once", what_cannot_be_written_is_said_once },
        { "what_was_noted_last_is_known_again", what_was_noted_last_is_known_again },
        { "a_file_that_ends_anywhere_has_its_whole_lines",
          a_file_that_ends_anywhere_has_its_whole_lines },
        { "lines_of_no_use_go_and_so_do_files", lines_of_no_use_go_and_so_do_files },
        { "a_second_process_is_refused", a_second_process_is_refused },
        { "a_file_is_acknowledged_when_all_destinations_have_it_whole",
          a_file_is_acknowledged_when_all_destinations_have_it_whole },
        CU_TEST_INFO_NULL,
    };

    return run_in_folder("position", own);
}
