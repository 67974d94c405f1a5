/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "base/say.h"
#include "folder.h"
#include "hearing.h"

#include <stdlib.h>
#include <string.h>

static int wiped;

static void
wipe(void)
{
    wiped++;
}

static void
what_is_said_is_one_line_behind_the_programs_name(void)
{
    say_setup("netcapd", 0);
    hear();
    say_error("%s: cannot be read: %d", "file", 7);
    CU_ASSERT_STRING_EQUAL(heard(), "netcapd: file: cannot be read: 7\n");
}

static void
the_program_is_named_as_set_up(void)
{
    say_setup("netcap", 0);
    hear();
    say_error("x");
    CU_ASSERT_STRING_EQUAL(heard(), "netcap: x\n");
}

/* Names of files come from anybody. */
static void
a_name_with_line_breaks_does_not_make_two_lines(void)
{
    say_setup("netcapd", 0);
    hear();
    say_error("%s: bad", "a\nnetcapd: all is well\r\033[2J\177");
    CU_ASSERT_STRING_EQUAL(heard(), "netcapd: a?netcapd: all is well??[2J?: bad\n");
}

static void
characters_that_deceive_are_question_marks(void)
{
    hear();
    say_error("%s", "a\xc2\x9b" "b\xe2\x80\xae" "c\x9b" "d\xf3\xa0\x81\x81" "e");
    CU_ASSERT_STRING_EQUAL(heard(), "netcapd: a?b?c?d?e\n");
}

static void
letters_of_other_alphabets_stay(void)
{
    hear();
    say_error("%s", "caf\xc3\xa9 \xe2\x82\xac");
    CU_ASSERT_STRING_EQUAL(heard(), "netcapd: caf\xc3\xa9 \xe2\x82\xac\n");
}

static void
a_line_too_long_is_cut_and_still_ends(void)
{
    static char text[5000];

    memset(text, 'x', sizeof text - 1);
    hear();
    say_error("%s", text);
    heard();
    CU_ASSERT_EQUAL(strlen(said), 2047);
    CU_ASSERT_EQUAL(said[2045], 'x');
    CU_ASSERT_EQUAL(said[2046], '\n');
}

static void
lines_around_the_longest_are_whole_or_cut_by_little(void)
{
    static char text[3000];

    say_setup("netcapd", 0);
    for (size_t n = 2030; n < 2050; n++) {
        size_t whole = strlen("netcapd: ") + n + 1;

        memset(text, 'x', n);
        text[n] = '\0';
        hear();
        say_error("%s", text);
        CU_ASSERT_EQUAL(strlen(heard()), whole < 2047 ? whole : 2047);
    }
}

static void
details_are_said_only_when_asked_for(void)
{
    say_setup("netcapd", 0);
    hear();
    say_detail("quiet");
    CU_ASSERT_STRING_EQUAL(heard(), "");
    say_setup("netcapd", 1);
    hear();
    say_detail("loud");
    CU_ASSERT_STRING_EQUAL(heard(), "netcapd: loud\n");
}

static void
a_live_line_is_wiped_before_each_other(void)
{
    say_before(wipe);
    hear();
    say_error("x");
    say_error("y");
    heard();
    say_before(NULL);
    CU_ASSERT_EQUAL(wiped, 2);
}

static void
a_file_is_never_coloured(void)
{
    FILE *file = fopen(in_folder("file"), "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    unsetenv("NO_COLOR");
    CU_ASSERT_FALSE(say_colour(file));
    fclose(file);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_is_said_is_one_line_behind_the_programs_name),
        SENTENCE(the_program_is_named_as_set_up),
        SENTENCE(a_name_with_line_breaks_does_not_make_two_lines),
        SENTENCE(characters_that_deceive_are_question_marks),
        SENTENCE(letters_of_other_alphabets_stay),
        SENTENCE(a_line_too_long_is_cut_and_still_ends),
        SENTENCE(lines_around_the_longest_are_whole_or_cut_by_little),
        SENTENCE(details_are_said_only_when_asked_for),
        SENTENCE(a_live_line_is_wiped_before_each_other),
        SENTENCE(a_file_is_never_coloured),
        SENTENCES_END
    };
    int failed = sentences("say", own);

    remove_folder();
    return failed;
}
