/* SPDX-License-Identifier: Apache-2.0 */
/* What a line of each format says, and what is none. */
#include "labels_helper.h"

#include <string.h>

#define SECONDS(n) (INT64_C(n) * 1000000000)
#define NOON SECONDS(1795867200) /* 2026-11-28T12:00:00Z */

#define EVE(time, more)                                                                            \
    "{\"timestamp\":\"" time "\",\"event_type\":\"alert\",\"src_ip\":\"192.0.2.1\","               \
    "\"dest_ip\":\"2001:db8::1\",\"proto\":\"TCP\",\"alert\":{\"signature\":\"It's "               \
    "\\\"that\\\"\","                                                                              \
    "\"severity\":2}" more "}"

/* ---- eve.json ---- */

static void
an_alert_says_who_and_when(void)
{
    new_file(&label_format_eve, false);
    CU_ASSERT_EQUAL_FATAL(
        line(EVE("2026-11-28T13:00:00.000005+0100", ",\"src_port\":1,\"dest_port\":65535,"
                                                    "\"community_id\":\"1:x\"")),
        LABEL_SAID);
    CU_ASSERT_STRING_EQUAL(said.label, "It's \"that\"");
    CU_ASSERT_STRING_EQUAL(said.community_id, "1:x");
    CU_ASSERT_EQUAL(said.begin, NOON + 5000);
    CU_ASSERT_EQUAL(said.end, NOON + 5000);
    CU_ASSERT(!said.began && !said.scheduled && !said.control);
    CU_ASSERT_EQUAL(said.protocol, 6);
    CU_ASSERT_EQUAL(said.rank, 2);
    CU_ASSERT(side_is(0, "192.0.2.1", 1) && side_is(1, "2001:db8::1", 65535));
}

static void
an_alert_begins_with_its_flow(void)
{
    new_file(&label_format_eve, false);
    CU_ASSERT_EQUAL_FATAL(
        line(EVE("2026-11-28T12:00:00Z", ",\"flow\":{\"start\":\"2026-11-28T11:59:00.0+0000\"}")),
        LABEL_SAID);
    CU_ASSERT(said.began);
    CU_ASSERT_EQUAL(said.begin, NOON - SECONDS(60));
    CU_ASSERT_EQUAL(said.end, NOON);
}

static void
type_and_code_stand_in_place_of_ports(void)
{
    new_file(&label_format_eve, false);
    CU_ASSERT_EQUAL_FATAL(line(EVE("2026-11-28T12:00:00Z", ",\"icmp_type\":8,\"icmp_code\":0")),
                          LABEL_SAID);
    CU_ASSERT(said.control && side_is(0, "192.0.2.1", 8) && side_is(1, "2001:db8::1", 0));
}

static void
events_of_other_kinds_are_none(void)
{
    new_file(&label_format_eve, false);
    CU_ASSERT_EQUAL(line("{\"event_type\":\"flow\"}"), LABEL_NONE);
    CU_ASSERT_EQUAL(line("{\"event_type\":\"alert\",\"timestamp\":\"2026-11-28T12:00:00Z\","
                         "\"alert\":{\"signature\":\"x\"}}"),
                    LABEL_NOWHERE);
}

static void
an_alert_without_its_zone_is_not_guessed_at(void)
{
    new_file(&label_format_eve, false);
    CU_ASSERT_EQUAL(line(EVE("2026-11-28T12:00:00.000000", "")), LABEL_STOP);
    new_file(&label_format_eve, true);
    CU_ASSERT_EQUAL(line(EVE("2026-11-28T12:00:00.000000", "")), LABEL_SAID);
    CU_ASSERT_EQUAL(said.end, NOON);
    CU_ASSERT_EQUAL(reading.zone.used, 1);
}

static void
an_alert_that_is_broken_says_what_was_expected(void)
{
    static const char *const lines[] = {
        "junk",
        "{}",
        "[1]",
        "{\"event_type\":7}",
        EVE("2026-11-28T12:00:00Z", ",\"src_port\":65536"),
        EVE("2026-11-28T12:00:00Z", ",\"dest_port\":-1"),
        EVE("2026-11-28T12:00:00Z", ",\"dest_port\":1e3"),
        EVE("2026-11-28T12:00:00Z", ",\"dest_port\":99999999999999999999999"),
        EVE("2026-11-28T12:00:00Z", ",\"icmp_type\":256"),
        EVE("2026-13-28T12:00:00Z", ""),
        EVE("9999-01-01T12:00:00Z", ""),
        EVE("yesterday", ""),
    };

    new_file(&label_format_eve, true);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        CU_ASSERT_EQUAL(line(lines[i]), LABEL_BROKEN);
        CU_ASSERT(strncmp(reading.why, "expected ", 9) == 0);
    }
}

static void
deep_objects_and_many_members_are_bounded(void)
{
    static char text[1 << 16];

    memset(text, '[', sizeof text - 1);
    new_file(&label_format_eve, true);
    CU_ASSERT_EQUAL(line(text), LABEL_BROKEN);
}

/* ---- fast.log ---- */

#define FAST(time, ends)                                                                           \
    time "  [**] [1:2008124:2] ET SCAN [**] odd [**] [Classification: a] "                         \
         "[Priority: 3] " ends

static void
a_line_of_fast_log_says_who_and_when(void)
{
    new_file(&label_format_fast, true);
    CU_ASSERT_EQUAL_FATAL(
        line(FAST("11/28/2026-12:00:00.000005", "{TCP} 192.0.2.1:1 -> 198.51.100.1:80")),
        LABEL_SAID);
    CU_ASSERT_STRING_EQUAL(said.label, "ET SCAN [**] odd");
    CU_ASSERT_EQUAL(said.begin, NOON + 5000);
    CU_ASSERT_EQUAL(said.protocol, 6);
    CU_ASSERT_EQUAL(said.rank, 3);
    CU_ASSERT(side_is(0, "192.0.2.1", 1) && side_is(1, "198.51.100.1", 80));
}

static void
the_port_stands_behind_the_last_colon(void)
{
    new_file(&label_format_fast, true);
    CU_ASSERT_EQUAL_FATAL(
        line(FAST("11/28/2026-12:00:00.0",
                  "{UDP} 2001:0db8:0000:0000:0000:0000:0000:0001:53 -> 2001:db8::2:80")),
        LABEL_SAID);
    CU_ASSERT(side_is(0, "2001:db8::1", 53) && side_is(1, "2001:db8::2", 80));
    CU_ASSERT_EQUAL_FATAL(line(FAST("11/28/2026-12:00:00.0", "{ICMP} 192.0.2.1 -> 192.0.2.2")),
                          LABEL_SAID);
    CU_ASSERT(side_is(0, "192.0.2.1", -1) && side_is(1, "192.0.2.2", -1));
}

static void
a_control_message_has_type_and_code_in_fast_log(void)
{
    new_file(&label_format_fast, true);
    CU_ASSERT_EQUAL_FATAL(
        line(FAST("11/28/2026-12:00:00.0", "{IPv6-ICMP} 2001:db8::1:128 -> 2001:db8::2:0")),
        LABEL_SAID);
    CU_ASSERT(said.control && side_is(0, "2001:db8::1", 128) && side_is(1, "2001:db8::2", 0));
}

static void
zone_and_year_of_fast_log_are_not_guessed_at(void)
{
    static const char ends[] = "  [**] [1:1:1] x [**] [Priority: 1] {TCP} 1.2.3.4:1 -> 1.2.3.5:2";
    char text[200];

    new_file(&label_format_fast, false);
    strcat(strcpy(text, "11/28/2026-12:00:00.0"), ends);
    CU_ASSERT_EQUAL(line(text), LABEL_STOP);
    CU_ASSERT(strstr(reading.why, "--zone") != NULL);
    reading.zone = (struct label_zone){ .given = true, .seconds = 3 * 3600 };
    CU_ASSERT_EQUAL(line(text), LABEL_SAID);
    CU_ASSERT_EQUAL(said.begin, NOON - SECONDS(10800));
    strcat(strcpy(text, "11/28/26-12:00:00.0"), ends);
    CU_ASSERT_EQUAL(line(text), LABEL_SAID);
    CU_ASSERT_EQUAL(said.begin, NOON - SECONDS(10800));
    strcat(strcpy(text, "11/28-12:00:00.0"), ends);
    CU_ASSERT_EQUAL(line(text), LABEL_STOP);
    CU_ASSERT(strstr(reading.why, "--year") != NULL);
    reading.zone.year = 2026;
    CU_ASSERT_EQUAL(line(text), LABEL_SAID);
    CU_ASSERT_EQUAL(said.begin, NOON - SECONDS(10800));
}

static void
what_is_no_line_of_fast_log_is_broken(void)
{
    static const char *const lines[] = {
        "junk",
        "11/28/2026-12:00:00.0 [**] one mark only {TCP} 1.2.3.4:1 -> 1.2.3.5:2",
        "31/11/2026-12:00:00.0 [**] x [**] {TCP} 1.2.3.4:1 -> 1.2.3.5:2",
        "11/28/2026-12:00:00.0 [**] x [**] {TCP} 1.2.3.4:1",
        "11/28/2026-12:00:00.0 [**] x [**] {TCP} 1.2.3:1 -> 1.2.3.5:2",
        "11/28/2026-12:00:00.0 [**] x [**] {TCP} 1.2.3.4:65536 -> 1.2.3.5:2",
        "11/28/2026-12:00:00.0 [**] x [**] TCP 1.2.3.4:1 -> 1.2.3.5:2",
        "11/28/2026-12:00:00.0 [**] [1:2:3]   [**] {TCP} 1.2.3.4:1 -> 1.2.3.5:2",
        "11/28/2026x12:00:00.0 [**] x [**] {TCP} 1.2.3.4:1 -> 1.2.3.5:2",
    };

    new_file(&label_format_fast, true);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        CU_ASSERT_EQUAL(line(lines[i]), LABEL_BROKEN);
    CU_ASSERT_EQUAL(line("11/28/2026-12:00:00.0 [**] x [**] [**] [Raw pkt: 00 ]"), LABEL_NOWHERE);
}

/* ---- notice.log ---- */

#define FIELDS                                                                                     \
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tnote\tsrc\tdst\tp"

static void
notices_have_columns_by_name(void)
{
    new_file(&label_format_notice, false);
    CU_ASSERT_EQUAL(line("#separator \\x09"), LABEL_NONE);
    CU_ASSERT_EQUAL(line("#unset_field\t-"), LABEL_NONE);
    CU_ASSERT_EQUAL(line(FIELDS), LABEL_NONE);
    CU_ASSERT_EQUAL(line("#types\ttime\tstring"), LABEL_NONE);
    CU_ASSERT_EQUAL_FATAL(line("1795867200.000005\tCx\t192.0.2.1\t1\t192.0.2.2\t22\ttcp\tSSH::Guess"
                               "\t192.0.2.1\t192.0.2.2\t22"),
                          LABEL_SAID);
    CU_ASSERT_STRING_EQUAL(said.label, "SSH::Guess");
    CU_ASSERT_EQUAL(said.begin, NOON + 5000);
    CU_ASSERT_EQUAL(said.protocol, 6);
    CU_ASSERT(side_is(0, "192.0.2.1", 1) && side_is(1, "192.0.2.2", 22));
    CU_ASSERT_EQUAL(line("#close\t2026-11-28-12-00-00"), LABEL_NONE);
}

static void
a_notice_without_a_connection_has_what_there_is(void)
{
    new_file(&label_format_notice, false);
    line(FIELDS);
    CU_ASSERT_EQUAL_FATAL(
        line("1795867200.0\t-\t-\t-\t-\t-\t-\tScan::Port\t192.0.2.1\t192.0.2.2\t-"), LABEL_SAID);
    CU_ASSERT(side_is(0, "192.0.2.1", -1) && side_is(1, "192.0.2.2", -1) && said.protocol == -1);
    CU_ASSERT_EQUAL_FATAL(line("1795867200.0\t-\t-\t-\t-\t-\t-\tScan::Port\t192.0.2.1\t-\t80"),
                          LABEL_SAID);
    CU_ASSERT(side_is(0, "192.0.2.1", -1) && side_is(1, "", 80));
    CU_ASSERT_EQUAL(line("1795867200.0\t-\t-\t-\t-\t-\t-\tCaptureLoss::Much\t-\t-\t-"),
                    LABEL_NOWHERE);
}

static void
notices_in_json_say_the_same(void)
{
    new_file(&label_format_notice, false);
    CU_ASSERT_EQUAL_FATAL(
        line("{\"ts\":1795867200.000005,\"uid\":\"C\",\"id.orig_h\":\"192.0.2.1\",\"id.orig_p\":8,"
             "\"id.resp_h\":\"192.0.2.2\",\"id.resp_p\":0,\"proto\":\"icmp\",\"note\":\"N\"}"),
        LABEL_SAID);
    CU_ASSERT_EQUAL(said.begin, NOON + 5000);
    CU_ASSERT(said.control && side_is(0, "192.0.2.1", 8) && side_is(1, "192.0.2.2", 0));
    CU_ASSERT_EQUAL_FATAL(line("{\"ts\":\"2026-11-28T12:00:00.000005Z\",\"note\":\"N\","
                               "\"src\":\"192.0.2.1\"}"),
                          LABEL_SAID);
    CU_ASSERT_EQUAL(said.begin, NOON + 5000);
    CU_ASSERT_EQUAL_FATAL(line("{\"ts\":1795867200005,\"note\":\"N\",\"src\":\"192.0.2.1\"}"),
                          LABEL_SAID);
    CU_ASSERT_EQUAL(said.begin, NOON + 5000000);
}

static void
what_is_no_notice_is_broken(void)
{
    new_file(&label_format_notice, false);
    CU_ASSERT_EQUAL(line("1795867200.0\tx"), LABEL_BROKEN);
    CU_ASSERT_EQUAL(line("#fields\tts\tuid"), LABEL_STOP);
    line(FIELDS);
    CU_ASSERT_EQUAL(line("x\t-\t-\t-\t-\t-\t-\tN\t192.0.2.1\t-\t-"), LABEL_BROKEN);
    CU_ASSERT_EQUAL(line("1795867200.0\t-\t-\t-\t-\t-\t-\t-\t192.0.2.1\t-\t-"), LABEL_BROKEN);
    CU_ASSERT_EQUAL(line("1795867200.0\t-\t-\t-\t-\t-\t-\tN\t192.0.2\t-\t-"), LABEL_BROKEN);
    CU_ASSERT_EQUAL(line("1795867200.0\t-\t-\t-\t-\t-\t-\tN\t192.0.2.1\t-\t99999"), LABEL_BROKEN);
    CU_ASSERT_EQUAL(line("1795867200.0"), LABEL_BROKEN);
    CU_ASSERT_EQUAL(line("{\"ts\":1,\"note\":[]}"), LABEL_BROKEN);
    CU_ASSERT_EQUAL(line("{\"ts\":"), LABEL_BROKEN);
}

static void
a_file_is_known_by_its_first_line(void)
{
    CU_ASSERT_PTR_EQUAL(label_format_of("{\"timestamp\":1,\"event_type\":\"x\"}"),
                        &label_format_eve);
    CU_ASSERT_PTR_EQUAL(label_format_of("#separator \\x09"), &label_format_notice);
    CU_ASSERT_PTR_EQUAL(label_format_of("{\"ts\":1,\"note\":\"x\"}"), &label_format_notice);
    CU_ASSERT_PTR_EQUAL(label_format_of("11/28-12:00:00.0 [**] x"), &label_format_fast);
    CU_ASSERT_PTR_EQUAL(label_format_of("# of monday"), &label_format_schedule);
    CU_ASSERT_PTR_EQUAL(label_format_of("label,begin,end"), &label_format_schedule);
    CU_ASSERT_PTR_NULL(label_format_of("time;what"));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(an_alert_says_who_and_when),
        SENTENCE(an_alert_begins_with_its_flow),
        SENTENCE(type_and_code_stand_in_place_of_ports),
        SENTENCE(events_of_other_kinds_are_none),
        SENTENCE(an_alert_without_its_zone_is_not_guessed_at),
        SENTENCE(an_alert_that_is_broken_says_what_was_expected),
        SENTENCE(deep_objects_and_many_members_are_bounded),
        SENTENCE(a_line_of_fast_log_says_who_and_when),
        SENTENCE(the_port_stands_behind_the_last_colon),
        SENTENCE(a_control_message_has_type_and_code_in_fast_log),
        SENTENCE(zone_and_year_of_fast_log_are_not_guessed_at),
        SENTENCE(what_is_no_line_of_fast_log_is_broken),
        SENTENCE(notices_have_columns_by_name),
        SENTENCE(a_notice_without_a_connection_has_what_there_is),
        SENTENCE(notices_in_json_say_the_same),
        SENTENCE(what_is_no_notice_is_broken),
        SENTENCE(a_file_is_known_by_its_first_line),
        SENTENCES_END
    };

    return sentences("label_formats", own);
}
