/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of files in a folder: which there are, and which of them go. */
#include "output/sets.h"

#include "folder.h"
#include "harness.h"
#include "hearing.h"
#include "output/keep.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Sets of the first seconds of 1970. */
enum { NOW = 1000000 };

static struct sets sets;

/* A file of the set of that second, so old by now. */
static void
put(const char *folder, const char *stem, unsigned second, const char *suffix, size_t bytes,
    int age)
{
    const struct timespec times[2] = { { NOW - age, 0 }, { NOW - age, 0 } };
    char path[128], set[SET_NAME_TEXT], content[100] = "";

    set_name_text(&(struct set_name){ second, 1 }, set);
    snprintf(path, sizeof path, "%s/%s%s%s", folder, stem, set, suffix);
    save(path, content, bytes);
    CU_ASSERT_EQUAL(utimensat(AT_FDCWD, in_folder(path), times, 0), 0);
}

/* Whole sets of 30 bytes each, that of second n written 1000 - 100 n seconds ago. */
static const struct out_folder *
five_sets(const char *name)
{
    const struct out_folder *folder = out_folder_in(name);

    for (unsigned i = 0; i < 5; i++) {
        put(name, "TCP", i, ".ncap.gz", 20, 1000 - 100 * (int)i);
        put(name, "run", i, ".json", 10, 1000 - 100 * (int)i);
    }
    return folder;
}

static void
sets_are_listed_the_oldest_first_and_nothing_else_is(void)
{
    const struct out_folder *folder = out_folder_in("listed");

    put("listed", "UDP", 9, ".ncap.gz", 5, 50);
    put("listed", "TCP", 9, ".ncap.gz", 20, 70);
    put("listed", "TCP", 8, ".csv.gz", 7, 90);
    put("listed", "unknown", 10, ".pcapng.gz.part", 3, 1);
    save_text("listed/TCP.ncap.gz", "of no set");
    save_text("listed/notes-19700101T000008Z.txt", "not ours");
    CU_ASSERT(sets_list(&sets, folder));
    CU_ASSERT_EQUAL(sets.n, 3);
    CU_ASSERT(sets.list[0].name.opened == 8 && sets.list[0].bytes == 7);
    CU_ASSERT(sets.list[1].n_files == 2 && sets.list[1].bytes == 25);
    CU_ASSERT_EQUAL(sets.list[1].changed, NOW - 50);
    CU_ASSERT(sets.list[2].unfinished && !sets.list[1].unfinished);
    sets_free(&sets);
}

/* 0: there is none. */
static unsigned
free_number(const struct out_folder *folder, int64_t now)
{
    struct set_name name;

    return sets_free_name(folder, now, &name) && name.opened == now ? name.number : 0;
}

static void
a_name_is_free_when_no_file_has_it(void)
{
    const struct out_folder *folder = out_folder_in("names");

    CU_ASSERT_EQUAL(free_number(folder, 7), 1);
    save_text("names/TCP-19700101T000007Z.ncap.part", "");
    CU_ASSERT_EQUAL(free_number(folder, 7), 2);
    save_text("names/x-19700101T000007Z-41.y", "");
    CU_ASSERT_EQUAL(free_number(folder, 7), 42);
    CU_ASSERT_EQUAL(free_number(folder, 8), 1);
}

static void
no_name_is_free_in_a_folder_that_cannot_be_looked_through(void)
{
    const struct out_folder none = { .fd = -1 };

    CU_ASSERT_EQUAL(free_number(&none, 7), 0);
}

/* How many of the five go, and the first that stays is the oldest that is left. */
static size_t
going(const char *text)
{
    const struct set_name open = { 5, 1 };
    struct keep keep;
    size_t n;

    CU_ASSERT_PTR_NULL(keep_read(text, &keep));
    CU_ASSERT(sets_list(&sets, five_sets("five")));
    n = keep_choose(&keep, &sets, &open, NOW);
    for (size_t i = 0; i < sets.n; i++)
        CU_ASSERT_EQUAL(sets.list[i].goes, i < n);
    sets_free(&sets);
    return n;
}

static void
the_oldest_go_by_number_bytes_and_age(void)
{
    CU_ASSERT_EQUAL(going(""), 0);
    CU_ASSERT_EQUAL(going("5"), 0);
    CU_ASSERT_EQUAL(going("3"), 2);
    CU_ASSERT_EQUAL(going("1K"), 0);
    CU_ASSERT_EQUAL(going("700s"), 3);
    CU_ASSERT_EQUAL(going("1d"), 0);
    CU_ASSERT_EQUAL(going("4,1K,800s"), 2);
}

static void
the_last_whole_set_stays(void)
{
    CU_ASSERT_EQUAL(going("1s"), 4);
    CU_ASSERT_EQUAL(going("1"), 4);
}

static void
bytes_are_those_of_all_files(void)
{
    const struct set_name open = { 5, 1 };
    struct keep keep = { .bytes = 89 };

    CU_ASSERT(sets_list(&sets, five_sets("bytes")));
    CU_ASSERT_EQUAL(keep_choose(&keep, &sets, &open, NOW), 3);
    sets_free(&sets);
}

static void
what_is_open_or_unfinished_stays_and_counts_for_nothing(void)
{
    const struct set_name open = { 4, 1 };
    struct keep keep = { .sets = 2 };
    const struct out_folder *folder = five_sets("open");

    put("open", "UDP", 0, ".ncap.part", 1, 5000);
    CU_ASSERT(sets_list(&sets, folder));
    CU_ASSERT_EQUAL(keep_choose(&keep, &sets, &open, NOW), 1); /* of 1, 2 and 3 */
    CU_ASSERT(!sets.list[0].goes && sets.list[1].goes && !sets.list[2].goes);
    sets_free(&sets);
}

static void
a_set_is_removed_with_what_is_said_of_it(void)
{
    const struct out_folder *folder = five_sets("removed");

    CU_ASSERT(sets_list(&sets, folder));
    CU_ASSERT(sets_remove(&sets.list[1], folder));
    CU_ASSERT_FALSE(exists("removed/TCP-19700101T000001Z.ncap.gz") ||
                    exists("removed/run-19700101T000001Z.json"));
    CU_ASSERT(exists("removed/TCP-19700101T000000Z.ncap.gz") &&
              exists("removed/run-19700101T000002Z.json"));
    sets_free(&sets);
}

static void
what_is_no_plain_file_stays_with_what_is_said_of_it(void)
{
    const struct out_folder *folder = five_sets("link");

    CU_ASSERT_EQUAL(mkdir(in_folder("link/UDP-19700101T000001Z.ncap"), 0700), 0);
    CU_ASSERT(sets_list(&sets, folder));
    hear();
    CU_ASSERT_FALSE(sets_remove(&sets.list[1], folder));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "/link/UDP-19700101T000001Z.ncap: of a set"));
    CU_ASSERT(exists("link/run-19700101T000001Z.json"));
    sets_free(&sets);
}

static bool
all_but_the_second(void *context, const struct out_folder *folder, const char *file)
{
    (void)context;
    (void)folder;
    return !strstr(file, "000001Z");
}

static void
what_goes_unacknowledged_is_said(void)
{
    const struct set_name open = { 5, 1 };
    const struct keep_sent sent = { all_but_the_second, NULL }, nobody = { NULL, NULL };

    hear();
    keep_apply(&(struct keep){ .sets = 3 }, five_sets("sent"), &open, &sent);
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "/sent: 1 sets with 1 files that were not acknowledged "
                                           "are removed (--keep): 30 B, from 19700101T000001Z to "
                                           "19700101T000001Z"));
    CU_ASSERT_FALSE(exists("sent/run-19700101T000001Z.json"));
    CU_ASSERT(exists("sent/run-19700101T000002Z.json"));
    hear();
    keep_apply(&(struct keep){ .sets = 1 }, five_sets("sent"), &open, &nobody);
    CU_ASSERT_STRING_EQUAL(heard(), "");
    CU_ASSERT(exists("sent/run-19700101T000004Z.json"));
    CU_ASSERT_FALSE(exists("sent/run-19700101T000003Z.json"));
}

static void
what_is_kept_is_said_in_one_way(void)
{
    static const char *const wrong[] = { "0", "x", "7w", "-1", "500ms", "3,4", "1G,2M", "3,", ",3",
                                         "3,,4G", "1d,2h", "18446744073709551616",
                                         "11111111111111111111111111111111111111111" };
    struct keep keep;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CU_ASSERT_PTR_NOT_NULL(keep_read(wrong[i], &keep));
    CU_ASSERT_PTR_NULL(keep_read("24,20G,7d", &keep));
    CU_ASSERT(keep.sets == 24 && keep.bytes == UINT64_C(20) << 30 && keep.seconds == 7 * 86400);
    CU_ASSERT_PTR_NULL(keep_read("90m", &keep));
    CU_ASSERT(!keep.sets && !keep.bytes && keep.seconds == 5400);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(sets_are_listed_the_oldest_first_and_nothing_else_is),
        SENTENCE(a_name_is_free_when_no_file_has_it),
        SENTENCE(no_name_is_free_in_a_folder_that_cannot_be_looked_through),
        SENTENCE(the_oldest_go_by_number_bytes_and_age),
        SENTENCE(the_last_whole_set_stays),
        SENTENCE(bytes_are_those_of_all_files),
        SENTENCE(what_is_open_or_unfinished_stays_and_counts_for_nothing),
        SENTENCE(a_set_is_removed_with_what_is_said_of_it),
        SENTENCE(what_is_no_plain_file_stays_with_what_is_said_of_it),
        SENTENCE(what_goes_unacknowledged_is_said),
        SENTENCE(what_is_kept_is_said_in_one_way),
        SENTENCES_END,
    };
    int failed = sentences("sets", own);

    remove_folder();
    return failed;
}
