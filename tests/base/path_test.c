/* SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"

#include "base/say.h"
#include "folder.h"
#include "harness.h"
#include "hearing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void
check_join(const char *folder, const char *expected)
{
    char *path = path_join(folder, "TCP", ".ncap");

    CU_ASSERT_STRING_EQUAL(path, expected);
    free(path);
}

static void
one_slash_stands_between_folder_and_file(void)
{
    check_join("out", "out/TCP.ncap");
    check_join("out/", "out/TCP.ncap");
    check_join("/", "/TCP.ncap");
}

static void
a_file_is_no_folder_and_errno_says_so(void)
{
    save_text("file", "");
    CU_ASSERT(path_is_folder(the_folder()));
    CU_ASSERT_FALSE(path_is_folder(in_folder("file")));
    CU_ASSERT_EQUAL(errno, ENOTDIR);
    CU_ASSERT_FALSE(path_is_folder(in_folder("nowhere")));
    CU_ASSERT_EQUAL(errno, ENOENT);
}

static void
a_stale_file_is_removed_and_none_is_no_failure(void)
{
    save_text("stale", "old");
    CU_ASSERT(path_remove_stale(in_folder("stale")));
    CU_ASSERT_FALSE(exists("stale"));
    CU_ASSERT(path_remove_stale(in_folder("stale")));
}

static void
what_cannot_be_removed_is_said(void)
{
    mkdir(in_folder("taken"), 0700);
    hear();
    CU_ASSERT_FALSE(path_remove_stale(in_folder("taken")));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "/taken: an earlier run's file cannot be removed: "));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(one_slash_stands_between_folder_and_file),
        SENTENCE(a_file_is_no_folder_and_errno_says_so),
        SENTENCE(a_stale_file_is_removed_and_none_is_no_failure),
        SENTENCE(what_cannot_be_removed_is_said),
        SENTENCES_END,
    };
    int failed = sentences("path", own);

    remove_folder();
    return failed;
}
