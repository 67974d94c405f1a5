/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions: what each operator and each literal chooses. */
#include "query_helper.h"

#include <stdio.h>

/* Each of them, ended by NULL. */
static void
all_are(enum query_answer expected, const char *const *texts)
{
    for (; *texts; texts++) {
        enum query_answer answer = ask(*texts);

        if (answer != expected)
            printf("\n    %s: %d %s\n", *texts, (int)answer, error.what);
        CU_ASSERT_EQUAL(answer, expected);
    }
}
#define YES(...) all_are(QUERY_YES, (const char *const[]){ __VA_ARGS__, NULL })
#define NO(...) all_are(QUERY_NO, (const char *const[]){ __VA_ARGS__, NULL })

static void
numbers_are_compared_exactly_whatever_their_type(void)
{
    YES("SrcPort == 443", "SrcPort==0x1BB", "SrcPort != 80", "SrcPort < 443.5", "SrcPort <= 443",
        "SrcPort > 442.999", "SrcPort >= 443", "SrcPort == 4.43e2", "Small == -5", "Small < -4.5",
        "Big == 18446744073709551615", "Big > 18446744073709551614", "Big < 1e30", "Small > -1e300",
        "Single == 0.1", "Single <= 0.1", "Seconds == 0.25", "Seconds < 1");
    NO("SrcPort == 80", "SrcPort != 443", "SrcPort < 443", "SrcPort > 443", "Small == 5",
       "Big == 18446744073709551614", "Big < 0", "Big == 18446744073709551616", "Single != 0.1",
       "SrcPort == 443.1");
}

static void
lists_and_ranges_hold_their_ends(void)
{
    YES("SrcPort in {80, 443}", "SrcPort in 1..1023", "SrcPort in 443..443",
        "SrcPort in {1..2,400..500}", "Small in -10..-5", "SrcPort in {443}",
        "Text in {\"a\", \"GET /index \\\"x\\\"\"}", "Text in \"A\"..\"H\"", "Seconds in 0..0.25");
    NO("SrcPort in {80, 8443}", "SrcPort in 1..442", "SrcPort in {444..500, 1..442}");
}

static void
addresses_are_addresses_as_text_bytes_and_numbers(void)
{
    YES("SrcIP == 10.1.2.3", "SrcIP in 10.0.0.0/8", "SrcIP in 10.1.2.3",
        "SrcIP in {192.0.2.0/24, 10.1.2.3/32}", "SrcIP in 10.1.0.0..10.1.3.0", "SrcIP in 0.0.0.0/0",
        "SrcIP != 10.1.2.4", "SrcIP < 10.1.2.4", "SrcIP == \"10.1.2.3\"", "RawIP == 192.0.2.1",
        "RawIP in 192.0.2.0/25", "NumIP == 127.0.0.1", "NumIP in 127.0.0.0/8", "Six == FE80:0::1",
        "Six in fe80::/10", "Six in ::/0", "Six > 10.0.0.1", "Inside.HostIP in 2001:db8::/32",
        "Six in fe80::1..fe80::2");
    NO("SrcIP == 10.1.2.4", "SrcIP in 10.2.0.0/16", "SrcIP in ::/0", "Six in 0.0.0.0/0",
       "RawIP in 192.0.2.128/25", "NumIP == 1.0.0.127");
}

static void
link_addresses_are_compared_in_any_case(void)
{
    YES("SrcMAC == 00:00:5e:00:53:01", "SrcMAC == 00-00-5E-00-53-01", "RawMAC == 00:00:5e:00:53:02",
        "SrcMAC in {00:00:5e:00:53:01, 00:00:5e:00:53:02}", "RawMAC != 00:00:5e:00:53:01",
        "RawMAC == x\"00005e005302\"", "SrcMAC ~ \"^00:00:5E\"");
    NO("SrcMAC == 00:00:5e:00:53:02");
}

static void
ports_are_numbers_as_text_as_well(void)
{
    YES("TextPort == 8080", "TextPort in 8000..9000", "TextPort > 1023", "TextPort ~ \"80$\"");
    NO("TextPort == 80", "TextPort < 1024");
}

static void
times_are_written_as_seconds_dates_and_rfc_3339(void)
{
    YES("Timestamp == 1795867200.25", "Timestamp > 1795867200", "Timestamp > 2026-11-28",
        "Timestamp in 2026-11-28", "Timestamp < 2026-11-28T12:00:01Z",
        "Timestamp in 2026-11-28T12:00Z..2026-11-28T13:00Z",
        "Timestamp >= 2026-11-28T13:00:00.25+01:00", "Timestamp == \"2026-11-28 12:00:00.250\"",
        "Timestamp <= 2026-11-28T12:00:00.250000000Z", "Early < 0", "Early == -1.5",
        "Early in 1969-12-31", "Timestamp ~ \"^1795\"", "Timestamp > 2024-02-29");
    NO("Timestamp < 1795867200", "Timestamp in 2026-11-27", "Timestamp in {2026-11-27, 2026-11-29}",
       "Timestamp > 2026-11-29");
}

static void
spans_have_units(void)
{
    YES("Duration == 1500", "Duration == 1.5s", "Duration == 1500ms", "Duration < 1m",
        "Duration > 1499.5ms", "Duration in 1s..2s", "Duration < 0.5h", "Duration < 1d",
        "Duration > 3us", "Seconds == 250ms", "Seconds == 250000us", "Seconds > 1ns");
    NO("Duration == 1.5ms", "Seconds > 251ms");
}

static void
text_and_bytes_are_compared_by_their_bytes(void)
{
    YES("Text == \"GET /index \\\"x\\\"\"", "Text != \"\"", "Empty == \"\"", "Text > \"GET\"",
        "Payload == x\"00ff0d0a656e64\"", "Payload == \"\\x00\\xff\\r\\nend\"",
        "Payload != \"end\"", "Payload < x\"01\"");
    NO("Text == \"get /index\"", "Empty > \"\"");
}

static void
a_pattern_is_a_regular_expression_found_anywhere(void)
{
    YES("Text ~ \"index\"", "Text ~ \"^(GET|POST) /[a-z]+\"", "Payload ~ \"end$\"",
        "Payload ~ \"\\xff\"", "Words ~ \"^tw\"", "Text ~ \"i{1}n\"", "Text ~ \"x\\\"$\"",
        "Empty ~ \"^$\"");
    NO("Text ~ \"INDEX\"", "Text ~ \"^index\"", "Words ~ \"three\"", "Absent.HostIP ~ \"a\"",
       "Empty ~ \"a\"");
}

static void
flags_and_names_of_enums_stand_for_their_numbers(void)
{
    YES("Yes", "!No", "Yes == true", "No == false", "Yes != false", "Yes == 1", "Hue == GREEN",
        "Hue == green", "Hue == 5", "Hue != RED", "Hue in {RED, GREEN}", "Hue == \"GREEN\"",
        "not No and Yes");
    NO("No", "!Yes", "Hue == RED", "Yes && No");
}

static void
what_is_there_can_be_asked(void)
{
    YES("has Inside", "!has Absent", "has Numbers", "!has Nothing", "has Text", "not has Empty",
        "has SrcPort", "!has No", "has Inside.A", "has Parts.A", "!has Inside.Deeper", "has Words");
    NO("has Absent.A", "has Nothing", "!has Inside");
}

static void
of_lists_any_element_will_do_and_of_what_is_absent_none(void)
{
    YES("Numbers == 2", "Numbers != 2", "!(Numbers == 4)", "Parts.A == 8", "Parts.A == 0",
        "Parts.R == 9", "Parts.HostIP in 10.0.0.2", "Words == \"two\"", "Numbers in 3..9",
        "Inside.R == 7");
    NO("Numbers == 4", "Nothing == 0", "Nothing != 0", "Absent.A == 0", "Absent.A != 0",
       "Parts.A == 3", "Inside.Deeper.A == 0");
}

static void
what_is_no_address_or_time_compares_with_nothing(void)
{
    struct bytes whole = record;

    record.used = 0;
    put_text(&record, 1, "yesterday");
    put_text(&record, 3, "https");
    put_text(&record, 4, "nowhere");
    put_bytes(&record, 5, "abc", 3);
    NO("Timestamp == 0", "Timestamp != 0", "TextPort == 443", "TextPort != 443",
       "SrcIP != 10.0.0.1", "SrcIP in ::/0", "RawIP != 10.0.0.1", "SrcMAC != 00:00:5e:00:53:01");
    YES("SrcIP ~ \"nowhere\"", "TextPort ~ \"https\"", "has SrcIP", "SrcPort == 0");
    record = whole;
}

/* Of proto2, where what is 0 differs from what is absent. */
static struct schema *
schema_with_presence(void)
{
    struct bytes set = { .used = 0 }, content = { .used = 0 }, message = { .used = 0 };
    char why[128];

    put_text(&message, 1, "Old");
    put_field(&message, "A", 1, 5, 0, NULL);
    put_field(&message, "S", 2, 9, 0, NULL);
    put_inside(&content, 4, &message);
    put_schema(&set, &content);
    return schema_new(set.data, set.used, "made.Old", why, sizeof why);
}

static enum query_answer
ask_old(const struct schema *old, const char *text, const char *bytes, size_t size)
{
    struct query *query = query_new(schema_record(old), text, &error);
    enum query_answer answer = query_ask(query, (const uint8_t *)bytes, size);

    query_free(query);
    return answer;
}

static void
where_0_differs_from_absent_it_does_so_here(void)
{
    struct schema *old = schema_with_presence();

    CU_ASSERT_EQUAL(ask_old(old, "has A", "\x08\0", 2), QUERY_YES);
    CU_ASSERT_EQUAL(ask_old(old, "has A", "", 0), QUERY_NO);
    CU_ASSERT_EQUAL(ask_old(old, "A == 0", "\x08\0", 2), QUERY_YES);
    CU_ASSERT_EQUAL(ask_old(old, "A == 0 || A != 0", "", 0), QUERY_NO);
    CU_ASSERT_EQUAL(ask_old(old, "has S && S == \"\"", "\x12\0", 2), QUERY_YES);
    CU_ASSERT_EQUAL(ask_old(old, "has S || S == \"\" || S ~ \"^\"", "", 0), QUERY_NO);
    schema_free(old);
}

static void
and_binds_more_than_or_and_not_most(void)
{
    YES("Yes || No && No", "(Yes || No) && Yes", "!No && Yes", "No or Yes", "!(No && Yes)", "!!Yes",
        "not not Yes", "((((Yes))))", "Yes&&Yes&&Yes||No", "!No||No");
    NO("(Yes || No) && No", "!No && No", "!(Yes || No)", "No && No || No");
}

static void
names_are_found_in_any_case(void)
{
    YES("srcport == 443", "SRCPORT == 443", "inside.hostip == 2001:db8::1");
}

int
main(void)
{
    static const CU_TestInfo tests[] = {
        TEST(numbers_are_compared_exactly_whatever_their_type),
        TEST(lists_and_ranges_hold_their_ends),
        TEST(addresses_are_addresses_as_text_bytes_and_numbers),
        TEST(link_addresses_are_compared_in_any_case),
        TEST(ports_are_numbers_as_text_as_well),
        TEST(times_are_written_as_seconds_dates_and_rfc_3339),
        TEST(spans_have_units),
        TEST(text_and_bytes_are_compared_by_their_bytes),
        TEST(a_pattern_is_a_regular_expression_found_anywhere),
        TEST(flags_and_names_of_enums_stand_for_their_numbers),
        TEST(what_is_there_can_be_asked),
        TEST(of_lists_any_element_will_do_and_of_what_is_absent_none),
        TEST(what_is_no_address_or_time_compares_with_nothing),
        TEST(where_0_differs_from_absent_it_does_so_here),
        TEST(and_binds_more_than_or_and_not_most),
        TEST(names_are_found_in_any_case),
        CU_TEST_INFO_NULL,
    };

    return run_query_tests("query", tests);
}
