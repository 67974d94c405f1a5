/* SPDX-License-Identifier: Apache-2.0 */
/* What goes when a run takes the place of an earlier one: what that one lists, and nothing more. */
#include "output/older.h"

#include "folder.h"
#include "harness.h"
#include "hearing.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct older older;

/* What is listed in a folder with such a report. */
static void
list(const char *name, const char *report)
{
    const struct out_folder *folder = out_folder_in(name);
    char path[128];

    snprintf(path, sizeof path, "%s/run.json", name);
    save_text(path, report);
    older_list(&older, folder, "run.json");
}

static void
what_an_earlier_run_lists_is_removed_and_nothing_else(void)
{
    const struct out_folder *folder = out_folder_in("some");

    save_text("some/A.ncap.gz", "old");
    save_text("some/B.ncap.gz", "not listed");
    save_text("some/C.ncap.gz.part", "begun");
    save_text("some/D.ncap.gz.part", "not listed");
    list("some", "{\"files\": [{\"name\": \"A.ncap.gz\"}], \"older\": [{\"name\":\"gone.ncap\"}],"
                 " \"claimed\": [{\"name\": \"C.ncap.gz.part\"}]}");
    CU_ASSERT_EQUAL(older.n, 2); /* which are there */
    older_remove(&older, folder);
    CU_ASSERT_EQUAL(older.n, 0);
    CU_ASSERT_FALSE(exists("some/A.ncap.gz") || exists("some/C.ncap.gz.part"));
    CU_ASSERT(exists("some/B.ncap.gz") && exists("some/D.ncap.gz.part") && exists("some/run.json"));
    older_free(&older);
}

static void
a_name_of_this_run_is_not_removed(void)
{
    const struct out_folder *folder = out_folder_in("kept");

    save_text("kept/A.ncap", "new");
    save_text("kept/B.ncap", "old");
    list("kept", "\"name\": \"A.ncap\" \"name\": \"B.ncap\"");
    older_forget(&older, "A.ncap");
    older_remove(&older, folder);
    CU_ASSERT(exists("kept/A.ncap"));
    CU_ASSERT_FALSE(exists("kept/B.ncap"));
    older_free(&older);
}

static void
a_name_that_is_none_of_ours_is_said_and_left(void)
{
    save_text("mine.ncap", "mine");
    hear();
    list("names", "\"name\": \"../mine.ncap\", \"name\": \"notes.txt\", \"name\": \"run.json\"");
    heard();
    CU_ASSERT_EQUAL(older.n, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "lists '../mine.ncap', which is no file of netcapd's"));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "lists 'notes.txt'"));
    older_free(&older);
}

static void
a_name_inside_of_a_text_is_none(void)
{
    list("texts", "{\"warnings\": [\"\\\"name\\\": \\\"A.ncap\\\"\"]}");
    CU_ASSERT_EQUAL(older.n, 0);
    older_free(&older);
}

static void
a_report_without_an_end_lists_what_is_whole(void)
{
    out_folder_in("cut");
    save_text("cut/A.ncap", "old");
    list("cut", "{\"files\": [{\"name\": \"A.ncap\"}, {\"name\": \"B.nc");
    CU_ASSERT_EQUAL(older.n, 1);
    older_free(&older);
}

static void
what_is_no_plain_file_now_is_said_and_stays(void)
{
    const struct out_folder *folder = out_folder_in("links");

    save_text("mine", "mine");
    CU_ASSERT_EQUAL(symlink(in_folder("mine"), in_folder("links/A.ncap")), 0);
    CU_ASSERT_EQUAL(mkdir(in_folder("links/B.ncap"), 0700), 0);
    list("links", "\"name\": \"A.ncap\", \"name\": \"B.ncap\"");
    hear();
    older_remove(&older, folder);
    heard();
    CU_ASSERT_EQUAL(older.n, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/links/A.ncap: of an earlier run, and no plain file now"));
    CU_ASSERT(exists("mine") && exists("links/A.ncap") && exists("links/B.ncap"));
    older_free(&older);
}

static void
a_report_that_is_a_link_is_not_read(void)
{
    const struct out_folder *folder = out_folder_in("linked");

    save_text("elsewhere", "\"name\": \"A.ncap\"");
    CU_ASSERT_EQUAL(symlink(in_folder("elsewhere"), in_folder("linked/run.json")), 0);
    hear();
    older_list(&older, folder, "run.json");
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "/linked/run.json: cannot be read: "));
    CU_ASSERT_EQUAL(older.n, 0);
    older_free(&older);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_an_earlier_run_lists_is_removed_and_nothing_else),
        SENTENCE(a_name_of_this_run_is_not_removed),
        SENTENCE(a_name_that_is_none_of_ours_is_said_and_left),
        SENTENCE(a_name_inside_of_a_text_is_none),
        SENTENCE(a_report_without_an_end_lists_what_is_whole),
        SENTENCE(what_is_no_plain_file_now_is_said_and_stays),
        SENTENCE(a_report_that_is_a_link_is_not_read),
        SENTENCES_END,
    };
    int failed = sentences("older", own);

    remove_folder();
    return failed;
}
