/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions that are wrong, hostile or too long: what is said of them, and where. */
#include "query_helper.h"

#include <stdio.h>
#include <stdlib.h>

static void
says(const char *text, const char *what, const char *under)
{
    char line[QUERY_EXCERPT + 1], carets[QUERY_EXCERPT + 1];

    memset(&error, 0, sizeof error);
    CU_ASSERT_EQUAL(ask(text), QUERY_DAMAGED);
    if (!strstr(error.what, what) || error.length != strlen(under) ||
        strncmp(text + error.at, under, error.length) != 0)
        printf("\n    %s: %s at %zu, %zu\n", text, error.what, error.at, error.length);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.what, what));
    CU_ASSERT_EQUAL(error.length, strlen(under));
    CU_ASSERT(strncmp(text + error.at, under, error.length) == 0);
    query_excerpt(text, &error, line, carets);
    CU_ASSERT(strlen(carets) <= QUERY_EXCERPT && strchr(carets, '^'));
    CU_ASSERT(*under < ' ' || line[strcspn(carets, "^")] == *under);
}

static void
what_is_wrong_is_said_with_its_place_and_what_was_meant(void)
{
    says("SrcPrt == 1", "made.Talk has no field SrcPrt; is SrcPort meant?", "SrcPrt");
    says("Yes && HostIP == ::1", "is Inside.HostIP or", "HostIP");
    says("Inside.Hots == 1", "made.In has no field Hots", "Hots");
    says("SrcPort.A == 1", "SrcPort is no message", "SrcPort.A");
    says("Zebra == 1", "'netcap fields' prints", "Zebra");
    says("SrcPort == ten", "expected a number, as 443", "ten");
    says("SrcIP == 10.0.0.300", "expected an address", "10.0.0.300");
    says("SrcIP == 10.0.0.0/8", "expected an address", "10.0.0.0/8");
    says("SrcIP in 10.0.0.0/33", "or a network", "10.0.0.0/33");
    says("SrcMAC == 00:11", "a link address", "00:11");
    says("Timestamp > 2026-02-29", "expected a time", "2026-02-29");
    says("Timestamp > 2026-11-28T25:00Z", "expected a time", "2026-11-28T25:00Z");
    says("Duration > 3fortnights", "with its unit", "3fortnights");
    says("Hue == BLUE", "expected a name of made.Hue, as RED", "BLUE");
    says("Yes == maybe", "true or false", "maybe");
    says("Text == GET", "text in quotes", "GET");
    says("Payload == 0x00", "x\"00ff\"", "0x00");
    says("Payload == x\"0g\"", "two digits", "0");
    says("Text == \"\\q\"", "expected \\\"", "\\");
    says("Text == \"open", "expected", "\"open");
    says("SrcPort = 443", "expected ==", "=");
    says("SrcPort & 1", "neither true nor false", "SrcPort");
    says("Inside == 1", "is a message", "Inside");
    says("SrcPort ~ \"4\"", "~ searches text", "\"4\"");
    says("Text ~ GET", "in quotes", "GET");
    says("Text ~ \"(\"", "no regular expression", "\"(\"");
    says("Text ~ \"(a)\\\\1\"", "refers back", "\"(a)\\\\1\"");
    says("Text ~ \"((a{99}){99}){99}\"", "repeats", "\"((a{99}){99}){99}\"");
    says("SrcPort in 9..1", "ends before it begins", "9..1");
    says("SrcPort in {1, 2", "expected , or }", "");
    says("SrcPort in {}", "expected a number", "}");
    says("(Yes", "expected ) for this", "(");
    says("Yes)", "there is no (", ")");
    says("Yes No", "expected &&, ||", "No");
    says("Yes &&", "the name of a field", "");
    says("", "the name of a field", "");
    says("== 1", "the name of a field", "==");
    says("has", "behind has", "");
    says("SrcPort == --5", "expected a number", "--5");
    says("Yes && \xff", "the name of a field", "\xff");
}

/* `count` times this text, then `end` as often, or once. */
static char *
repeated(const char *begin, const char *middle, const char *end, size_t count)
{
    char *text = malloc(count * (strlen(begin) + strlen(end)) + strlen(middle) + 1), *at = text;

    for (size_t i = 0; i < count; i++)
        at = stpcpy(at, begin);
    at = stpcpy(at, middle);
    for (size_t i = 0; i < count; i++)
        at = stpcpy(at, end);
    return text;
}

static void
depth_and_length_are_bounded(void)
{
    static const struct {
        const char *begin, *middle, *end;
        size_t count;
        enum query_answer answer;
    } rows[] = {
        { "(", "Yes", ")", 60, QUERY_YES },
        { "(", "Yes", ")", 70, QUERY_DAMAGED },
        { "(", "Yes", ")", 8000, QUERY_DAMAGED },
        { "!", "Yes", "", 10000, QUERY_YES },
        { "Yes||", "No", "", 3000, QUERY_YES },
        { "No||", "Yes", "", 3000, QUERY_YES },
        { "Yes && ", "No", "", 2000, QUERY_NO },
        { "Yes||", "No", "", 5000, QUERY_DAMAGED },
        { "(", "", "", 16000, QUERY_DAMAGED },
        { "a", "", "", 16000, QUERY_DAMAGED },
        { ".", "", "", 16000, QUERY_DAMAGED },
        { "not ", "", "", 4000, QUERY_DAMAGED },
        { "Inside.", "A", "", 70, QUERY_DAMAGED },
        { "", "Inside.Deeper.Deeper.Deeper.A == 1", "", 1, QUERY_NO },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text = repeated(rows[i].begin, rows[i].middle, rows[i].end, rows[i].count);

        CU_ASSERT_EQUAL(ask(text), rows[i].answer);
        free(text);
    }
}

/* A word of an expression, or a byte of anything. */
static size_t
put_random(char *text, size_t used, uint64_t *state)
{
    static const char *const words[] = {
        "SrcPort", "SrcIP",   "Inside.A", "Parts",      "Text",       "Timestamp", "==",
        "!=",      "<",       "in",       "~",          "&&",         "or",        "not",
        "has",     "(",       ")",        "{",          "}",          ",",         "..",
        "\"a\"",   "x\"00\"", "443",      "10.0.0.0/8", "2026-11-28", "1.5s",      "::",
        "-",       ".",       "\"",       "\\",         "Hue",        "RED",       "Yes",
    };
    size_t n;

    *state = *state * 6364136223846793005u + 1442695040888963407u;
    n = (size_t)(*state >> 33) % (sizeof words / sizeof *words + 4);
    if (n >= sizeof words / sizeof *words) {
        text[used] = (char)(1 + (*state >> 40) % 255);
        return used + 1;
    }
    used += (size_t)snprintf(text + used, 32, "%s%s", words[n], *state >> 62 ? " " : "");
    return used;
}

static void
any_text_is_an_expression_or_an_error_with_a_place_in_it(void)
{
    uint64_t state = 4711;
    size_t good = 0;

    for (int round = 0; round < 50000; round++) {
        char text[512], line[QUERY_EXCERPT + 1], carets[QUERY_EXCERPT + 1], *exact;
        size_t used = 0, n = 1 + (size_t)(state >> 60);

        for (size_t i = 0; i < n; i++)
            used = put_random(text, used, &state);
        text[used] = '\0';
        exact = strdup(text);
        if (ask(exact) != QUERY_DAMAGED) {
            good++;
        } else {
            CU_ASSERT(error.what[0] && error.at + error.length <= used);
            query_excerpt(exact, &error, line, carets);
        }
        free(exact);
    }
    CU_ASSERT(good > 50);
}

static void
a_damaged_record_is_told_and_how(void)
{
    struct query *query = query_new(schema_record(schema), "SrcPort == 443", &error);

    CU_ASSERT_EQUAL(query_ask(query, (const uint8_t *)"\x10\x80", 2), QUERY_DAMAGED);
    CU_ASSERT_PTR_NOT_NULL(strstr(query_damage(query), "expected a whole field"));
    query_free(query);
}

int
main(void)
{
    static const CU_TestInfo tests[] = {
        TEST(what_is_wrong_is_said_with_its_place_and_what_was_meant),
        TEST(depth_and_length_are_bounded),
        TEST(any_text_is_an_expression_or_an_error_with_a_place_in_it),
        TEST(a_damaged_record_is_told_and_how),
        CU_TEST_INFO_NULL,
    };

    return run_query_tests("query_wrong", tests);
}
