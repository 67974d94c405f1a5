/* SPDX-License-Identifier: Apache-2.0 */
#include "base/argtable_completion.h"
#include "base/argtable_manual.h"
#include "base/argtable_print.h"
#include "dump_helper.h"

#include <stdlib.h>

static const struct arg_setting number = { "core.number", "17", NULL, true };
static const struct arg_row rows[] = {
    { 0, 'v', "verbose", NULL, NULL, "Group one", "say more", NULL },
    { 1, 'q', "quiet", NULL, NULL, NULL, "say less", NULL },
    { 2, 'n', "number", "N", NULL, "Group two",
      "how many, and a text that is long enough to be "
      "wrapped onto a second line of the help",
      &number },
    { 3, 0, "colour", "WHEN", "always never", NULL, "when to colour", NULL },
};
static const struct argtable table = {
    "prog word", "FILE...", "Does a thing.", .rows = rows, .count = 4
};
static const struct argtable bare = { "prog", NULL, "Does nothing.", .rows = rows, .count = 4 };

static char taken[256]; /* "n=5 v " for -n5 -v */
static char *arguments[8];

static const char *
take(void *context, const struct arg_row *row, const char *value)
{
    size_t used = strlen(taken);

    (void)context;
    snprintf(taken + used, sizeof taken - used, "%c%s%s ", row->name[0], value ? "=" : "",
             value ? value : "");
    return value && strcmp(value, "bad") == 0 ? "expected a number" : NULL;
}

/* Parses up to three words; the operands are in arguments then. */
static int
parse(const struct argtable *with, const char *a, const char *b, const char *c)
{
    static char words[4][64];
    const char *const given[] = { "prog", a, b, c };
    int count = 0, operands;

    taken[0] = '\0';
    for (; count < 4 && given[count]; count++) {
        snprintf(words[count], sizeof words[count], "%s", given[count]);
        arguments[count] = words[count];
    }
    say_setup("prog word", 0);
    hear();
    operands = argtable_parse(with, count, arguments, take, NULL);
    heard();
    return operands;
}

static void
values_add_up_where_the_row_says_so_and_are_refused_twice_elsewhere(void)
{
    CU_ASSERT_EQUAL(parse(&table, "-n5", "--number=6", "-n7"), 0);
    CU_ASSERT_STRING_EQUAL(taken, "n=5 n=6 n=7 ");
    CU_ASSERT_EQUAL(parse(&table, "--colour=always", "--colour=never", NULL), -1);
    CU_ASSERT_STRING_EQUAL(said, "prog word: --colour is given twice, 'always' and 'never': "
                                 "expected once; see 'prog word --help'\n");
    CU_ASSERT_EQUAL(parse(&table, "-v", "-vv", "--verbose"), 0);
}

static void
a_long_option_takes_its_value_after_equals_or_next(void)
{
    CU_ASSERT_EQUAL(parse(&table, "--number=5", "--number", "6"), 0);
    CU_ASSERT_STRING_EQUAL(taken, "n=5 n=6 ");
}

static void
a_letter_takes_its_value_at_once_or_next(void)
{
    CU_ASSERT_EQUAL(parse(&table, "-n5", "-n", "6"), 0);
    CU_ASSERT_STRING_EQUAL(taken, "n=5 n=6 ");
}

static void
letters_may_stand_together(void)
{
    CU_ASSERT_EQUAL(parse(&table, "-vqn7", NULL, NULL), 0);
    CU_ASSERT_STRING_EQUAL(taken, "v q n=7 ");
}

static void
options_may_follow_operands(void)
{
    CU_ASSERT_EQUAL(parse(&table, "file", "-v", "-"), 2);
    CU_ASSERT_STRING_EQUAL(arguments[0], "file");
    CU_ASSERT_STRING_EQUAL(arguments[1], "-");
}

static void
two_dashes_end_the_options(void)
{
    CU_ASSERT_EQUAL(parse(&table, "--", "-v", "--"), 2);
    CU_ASSERT_STRING_EQUAL(taken, "");
    CU_ASSERT_STRING_EQUAL(arguments[0], "-v");
}

static void
an_unknown_option_is_named(void)
{
    CU_ASSERT_EQUAL(parse(&table, "--foo=1", NULL, NULL), -1);
    CU_ASSERT_STRING_EQUAL(said, "prog word: unknown option --foo; see 'prog word --help'\n");
}

static void
an_unknown_letter_is_named(void)
{
    CU_ASSERT_EQUAL(parse(&table, "-vx", NULL, NULL), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "unknown option -x;"));
}

static void
of_a_letter_that_other_programs_have_is_said_what_to_give(void)
{
    static const struct arg_habit habits[] = { { 'D', "lists are elsewhere" },
                                               { 'n', "numbers stay" },
                                               { 0, NULL } };
    static const struct argtable with = {
        "prog", NULL, "", .rows = rows, .count = 4, .habits = habits
    };

    CU_ASSERT_EQUAL(parse(&with, "-D", NULL, NULL), -1);
    CU_ASSERT_STRING_EQUAL(
        said, "prog word: unknown option -D: lists are elsewhere; see 'prog --help'\n");
    CU_ASSERT_EQUAL(parse(&with, "-nbad", NULL, NULL), -1);
    CU_ASSERT_STRING_EQUAL(
        said, "prog word: --number=bad: expected a number; numbers stay; see 'prog --help'\n");
    CU_ASSERT_EQUAL(parse(&with, "-n5", NULL, NULL), 0);
}

static void
the_beginning_of_a_name_is_no_name(void)
{
    CU_ASSERT_EQUAL(parse(&table, "--verb", NULL, NULL), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "unknown option --verb; is --verbose meant?"));
}

static void
a_missing_value_is_asked_for(void)
{
    CU_ASSERT_EQUAL(parse(&table, "--number", NULL, NULL), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "option --number: expected N after it"));
    CU_ASSERT_EQUAL(parse(&table, "-n", NULL, NULL), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "option -n: expected N after it"));
}

static void
a_switch_takes_no_value(void)
{
    CU_ASSERT_EQUAL(parse(&table, "--quiet=1", NULL, NULL), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "option --quiet takes no value, found '1'"));
}

static void
a_refused_value_says_what_was_expected(void)
{
    CU_ASSERT_EQUAL(parse(&table, "--number=bad", NULL, NULL), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "--number=bad: expected a number;"));
}

static void
only_the_choices_there_are_are_taken(void)
{
    CU_ASSERT_EQUAL(parse(&table, "--colour=never", NULL, NULL), 0);
    CU_ASSERT_EQUAL(parse(&table, "--colour=nev", NULL, NULL), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "expected one of: always never"));
}

static void
operands_are_refused_where_there_are_none(void)
{
    CU_ASSERT_EQUAL(parse(&bare, "file", NULL, NULL), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "expected options only, found 'file'"));
}

/* What printers print; to be freed. */
static char *
printed_help(void)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);

    argtable_help(&table, to);
    fclose(to);
    return text;
}

static char *
printed_manual(void)
{
    static const struct manual_row notes[] = {
        { "FILES", ".prog",
          "Hidden, and text that is so long that its line could well end before the dots ... it "
          "does." },
        { NULL, "it's", "A \\ is one." },
        { "SEE ALSO", NULL, "prog(2)" },
    };
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);

    argtable_manual(&(struct manual){ "prog-word", "1", "do a thing", &table, notes, 3 }, to);
    fclose(to);
    return text;
}

static void
help_is_grouped_aligned_and_wrapped(void)
{
    char *help = printed_help();

    CU_ASSERT_STRING_EQUAL(help, "Usage: prog word [OPTION...] FILE...\n\nDoes a thing.\n"
                                 "\nGroup one:\n"
                                 "  -v, --verbose      say more\n"
                                 "  -q, --quiet        say less\n"
                                 "\nGroup two:\n"
                                 "  -n, --number=N     how many, and a text that is long enough to "
                                 "be wrapped\n"
                                 "                     onto a second line of the help (default "
                                 "17) [ini:\n"
                                 "                     core.number]\n"
                                 "      --colour=WHEN  when to colour\n");
    free(help);
}

static void
the_manual_has_every_option_default_and_ini_key(void)
{
    char *manual = printed_manual();

    CU_ASSERT_PTR_NOT_NULL(strstr(manual, "\\fB\\-n\\fR, \\fB\\-\\-number\\fR=\\fIN\\fR\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(manual, "Default: \\fB17\\fR.\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(manual, "In the ini file: \\fBcore.number\\fR.\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(manual, "\\fB\\-\\-colour\\fR=\\fIWHEN\\fR\n"));
    free(manual);
}

static void
the_manual_has_its_sections_in_order(void)
{
    static const char *const sections[] = {
        ".TH PROG\\-WORD 1 20", ".SH NAME\nprog-word \\- do a thing\n",
        ".SH SYNOPSIS\n.B prog word\n[OPTION...] FILE...\n",
        ".SH DESCRIPTION\nDoes a thing.\n", ".SH OPTIONS\n.SS \"Group one\"\n",
        ".SH \"FILES\"\n.TP\n", ".SH \"SEE ALSO\"\nprog(2)\n",
    };
    char *manual = printed_manual(), *at = manual;

    for (size_t i = 0; at && i < sizeof sections / sizeof *sections; i++) {
        at = strstr(at, sections[i]);
        CU_ASSERT_PTR_NOT_NULL(at);
    }
    free(manual);
}

static void
no_text_of_the_manual_is_taken_for_a_request(void)
{
    char *manual = printed_manual();

    CU_ASSERT_PTR_NOT_NULL(strstr(manual, "\n\\fB.prog\\fR\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(manual, "\n\\fBit\\(aqs\\fR\nA \\e is one.\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(manual, "before the dots ...\nit does.\n"));
    free(manual);
}

/* What bash offers after these words, on one line. */
static void
complete(const char *words, char *to, size_t size)
{
    const struct argtable *const tables[] = { &bare, &table };
    char command[512];
    FILE *script = fopen(path, "w"), *answer;

    argtable_completion(SHELL_BASH, "prog", tables, 2, script);
    fprintf(script,
            "compopt() { :; }\nCOMP_WORDS=(%s)\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
            "_prog\necho \"${COMPREPLY[*]}\"\n",
            words);
    fclose(script);
    snprintf(command, sizeof command, "bash %s", path);
    answer = popen(command, "r");
    to[0] = '\0';
    if (answer && fgets(to, (int)size, answer))
        to[strcspn(to, "\n")] = '\0';
    if (answer)
        pclose(answer);
}

static void
bash_completes_commands_options_and_choices(void)
{
    static const char *const rows_of[][2] = {
        { "prog ''", "word" },
        { "prog word --v", "--verbose" },
        { "prog word --colour = a", "always" },
        { "prog word --colour =", "always never" },
        { "prog word --verbose f", "" },
    };

    for (size_t i = 0; i < sizeof rows_of / sizeof *rows_of; i++) {
        char answer[256];

        complete(rows_of[i][0], answer, sizeof answer);
        CU_ASSERT_STRING_EQUAL(answer, rows_of[i][1]);
    }
}

static const CU_TestInfo tests[] = {
#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }
    TEST(a_long_option_takes_its_value_after_equals_or_next),
    TEST(values_add_up_where_the_row_says_so_and_are_refused_twice_elsewhere),
    TEST(a_letter_takes_its_value_at_once_or_next),
    TEST(letters_may_stand_together),
    TEST(options_may_follow_operands),
    TEST(two_dashes_end_the_options),
    TEST(an_unknown_option_is_named),
    TEST(an_unknown_letter_is_named),
    TEST(of_a_letter_that_other_programs_have_is_said_what_to_give),
    TEST(the_beginning_of_a_name_is_no_name),
    TEST(a_missing_value_is_asked_for),
    TEST(a_switch_takes_no_value),
    TEST(a_refused_value_says_what_was_expected),
    TEST(only_the_choices_there_are_are_taken),
    TEST(operands_are_refused_where_there_are_none),
    TEST(help_is_grouped_aligned_and_wrapped),
    TEST(the_manual_has_its_sections_in_order),
    TEST(no_text_of_the_manual_is_taken_for_a_request),
    TEST(the_manual_has_every_option_default_and_ini_key),
    TEST(bash_completes_commands_options_and_choices),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    return run_tests("argtable", tests);
}
