/* SPDX-License-Identifier: Apache-2.0 */
#include "run/ending.h"

#include "harness.h"
#include "hearing.h"

#include <string.h>
#include <sys/statvfs.h>

static void
without_limits_the_end_never_comes(void)
{
    struct ending e = { .folder = "/" };

    CU_ASSERT_FALSE(ending_has_come(&e, 1));
    CU_ASSERT_FALSE(ending_has_come(&e, 1e9));
}

static void
the_end_comes_when_the_time_has_come(void)
{
    struct ending e = { .folder = "/", .until = 100 };

    CU_ASSERT_FALSE(ending_has_come(&e, 99.999));
    CU_ASSERT_TRUE(ending_has_come(&e, 100));
    CU_ASSERT_FALSE(e.short_of_space);
}

/* What is free here may change by a little while this runs. */
static void
the_end_comes_when_less_is_free_than_should_be(void)
{
    struct statvfs about;
    struct ending e = { .folder = "/tmp" };

    CU_ASSERT_EQUAL_FATAL(statvfs("/tmp", &about), 0);
    hear();
    e.min_free = (uint64_t)about.f_bavail * about.f_frsize / 2;
    CU_ASSERT_FALSE(ending_has_come(&e, 10));
    heard();
    CU_ASSERT_STRING_EQUAL(said, "");
    hear();
    e.min_free *= 4;
    CU_ASSERT_FALSE(ending_has_come(&e, 10.5)); /* not every time */
    CU_ASSERT_TRUE(ending_has_come(&e, 11));
    CU_ASSERT_TRUE(ending_has_come(&e, 12));
    heard();
    CU_ASSERT_TRUE(e.short_of_space);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/tmp: only "));
    CU_ASSERT_PTR_EQUAL(strchr(said, '\n'), strrchr(said, '\n')); /* said once */
}

static void
a_folder_that_tells_nothing_ends_the_run(void)
{
    struct ending e = { .folder = "/no such folder", .min_free = 1 };

    hear();
    CU_ASSERT_TRUE(ending_has_come(&e, 10));
    heard();
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/no such folder: cannot tell how much is free"));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(without_limits_the_end_never_comes),
        SENTENCE(the_end_comes_when_the_time_has_come),
        SENTENCE(the_end_comes_when_less_is_free_than_should_be),
        SENTENCE(a_folder_that_tells_nothing_ends_the_run),
        SENTENCES_END
    };

    return sentences("ending", own);
}
