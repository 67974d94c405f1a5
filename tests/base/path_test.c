/* SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"

#include "folder.h"
#include "harness.h"

#include <errno.h>
#include <stdlib.h>

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

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(one_slash_stands_between_folder_and_file),
        SENTENCE(a_file_is_no_folder_and_errno_says_so),
        SENTENCES_END,
    };
    int failed = sentences("path", own);

    remove_folder();
    return failed;
}
