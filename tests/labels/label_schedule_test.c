/* SPDX-License-Identifier: Apache-2.0 */
/* What a schedule of attacks says, and what is none. */
#include "labels_helper.h"

#include <string.h>

#define SECONDS(n) (INT64_C(n) * 1000000000)
#define NOON SECONDS(1795867200) /* 2026-11-28T12:00:00Z */

static void
a_row_says_who_attacks_whom(void)
{
    new_file(&label_format_schedule, false);
    CU_ASSERT_EQUAL(line("# zone: +03:00"), LABEL_NONE);
    CU_ASSERT_EQUAL(line("label,begin,end,victims,attackers,ports,protocol"), LABEL_NONE);
    CU_ASSERT_EQUAL(line("# a comment"), LABEL_NONE);
    CU_ASSERT_EQUAL_FATAL(line("\"Do\"\"S, slow\",2026-11-28T15:00,2026-11-28T13:01:00+01:00, "
                               "192.0.2.0/24 2001:db8::/32;198.51.100.1 ,any,80 8000-8100,6"),
                          LABEL_SAID);
    CU_ASSERT_STRING_EQUAL(said.label, "Do\"S, slow");
    CU_ASSERT_EQUAL(said.begin, NOON);
    CU_ASSERT_EQUAL(said.end, NOON + SECONDS(60) - 1);
    CU_ASSERT(said.scheduled && said.protocol == 6);
    CU_ASSERT_EQUAL(said.sides[0].n_nets, 0);
    CU_ASSERT_EQUAL_FATAL(said.sides[1].n_nets, 3);
    CU_ASSERT_EQUAL(said.sides[1].nets[1].bits, 32);
    CU_ASSERT_EQUAL_FATAL(said.sides[1].n_ports, 2);
    CU_ASSERT_EQUAL(said.sides[1].ports[1].to, 8100);
}

static void
what_a_row_does_not_say_is_any(void)
{
    new_file(&label_format_schedule, false);
    CU_ASSERT_EQUAL(line("begin,end,attackers,ports,label"), LABEL_NONE);
    CU_ASSERT_EQUAL_FATAL(line("1795867200,1795867201.5,,,x"), LABEL_SAID);
    CU_ASSERT(side_is(0, "", -1) && side_is(1, "", -1) && said.protocol == -1);
    CU_ASSERT_EQUAL(said.end, NOON + 1499999999);
}

static void
a_schedule_without_a_zone_is_refused(void)
{
    new_file(&label_format_schedule, false);
    line("begin,end,label");
    CU_ASSERT_EQUAL(line("2026-11-28T12:00:00,2026-11-28T12:01:00,x"), LABEL_STOP);
    CU_ASSERT(strstr(reading.why, "zone") != NULL);
    new_file(&label_format_schedule, false);
    CU_ASSERT_EQUAL(line("# zone: Berlin"), LABEL_STOP);
}

/* One that is passed over would be another zone. */
static void
a_zone_in_another_form_or_place_is_told(void)
{
    static const char *const forms[] = { "# Zone: +03:00", "#zone", "#zone = UTC", "# zone +03:00",
                                         "# Time zone: UTC" };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        new_file(&label_format_schedule, true);
        CU_ASSERT_EQUAL(line(forms[i]), LABEL_STOP);
        CU_ASSERT_PTR_NOT_NULL(strstr(reading.why, "'# zone: +03:00' before the first row"));
    }
    new_file(&label_format_schedule, true);
    CU_ASSERT_EQUAL(line("# zones of the network, zone by zone"), LABEL_NONE);
    CU_ASSERT_EQUAL(line("# zone of servers"), LABEL_NONE);
    line("begin,end,label");
    CU_ASSERT_EQUAL(line("# zone: +03:00"), LABEL_STOP);
}

static void
a_column_that_there_is_not_is_named(void)
{
    new_file(&label_format_schedule, false);
    CU_ASSERT_EQUAL(line("begin,end,attacker,label"), LABEL_STOP);
    CU_ASSERT_PTR_NOT_NULL(strstr(reading.why, "'attacker' is no column"));
    CU_ASSERT_PTR_NOT_NULL(strstr(reading.why, "attackers, victims, protocol and ports"));
    CU_ASSERT_EQUAL(line("begin;end;label"), LABEL_STOP);
    CU_ASSERT_PTR_NOT_NULL(strstr(reading.why, "semicolons for commas?"));
}

/* One that is misspelt would mean anybody. */
static void
a_schedule_has_no_other_columns(void)
{
    static const char *const titles[] = { "begin,end,attacker,label", "begin,end",
                                          "begin,label,begin,end", "begin,end,label,\"victims" };

    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        new_file(&label_format_schedule, false);
        CU_ASSERT_EQUAL(line(titles[i]), LABEL_STOP);
    }
}

static void
a_row_that_is_broken_says_what_was_expected(void)
{
    static const char *const rows[] = {
        "1,2,,,,,",
        "2,1,,,,,x",
        "1,1,,,,,x",
        "1,2,1.2.3,,,,x",
        "1,2,1.2.3.4/33,,,,x",
        "1,2,,,tcpx,,x",
        "1,2,,,,65536,x",
        "1,2,,,,90-80,x",
        "1,2,,,,,x,y",
        "1,2,,,,",
        "1,2,,,,,\"x",
        "x,2,,,,,x",
        "1,2,any 1.2.3.4,,,,x",
    };

    new_file(&label_format_schedule, true);
    line("begin,end,attackers,victims,protocol,ports,label");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CU_ASSERT_EQUAL(line(rows[i]), LABEL_BROKEN);
        CU_ASSERT(strncmp(reading.why, "expected ", 9) == 0);
    }
}

int
main(void)
{
    static const struct sentence own[] = { SENTENCE(a_row_says_who_attacks_whom),
                                           SENTENCE(what_a_row_does_not_say_is_any),
                                           SENTENCE(a_schedule_without_a_zone_is_refused),
                                           SENTENCE(a_zone_in_another_form_or_place_is_told),
                                           SENTENCE(a_column_that_there_is_not_is_named),
                                           SENTENCE(a_schedule_has_no_other_columns),
                                           SENTENCE(a_row_that_is_broken_says_what_was_expected),
                                           SENTENCES_END };

    return sentences("label_schedule", own);
}
